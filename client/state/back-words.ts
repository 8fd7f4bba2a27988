/** What a ticket on which goods come back says besides: who allowed it, by which code, within which limits. */
import { useRefunding } from './refunding.ts'
import { useReturns } from './returns.ts'
import { useTerms } from './terms.ts'

export function useBackWords() {
  const refunding = useRefunding()
  const returns = useReturns()
  const terms = useTerms()

  /** R26: who said yes to this very ticket. */
  function approval() {
    const { approved, needs } = refunding
    if (approved === undefined) return {}
    return { approver: approved.approver, approval: { for: needs, reason: approved.reason } }
  }

  /** R13: of which receipt it is, when only its code is known. */
  function from() {
    const { code } = returns
    if (code === undefined) return {}
    const { sale: ref, businessDate: date, total } = code
    return { from: { ref, date, total, terms: terms.current.version } }
  }

  /** R29: a receipt knows whose it is; without one it is whoever stands here, within the limits of today's terms. */
  function limits() {
    const { version, returns: of } = terms.current
    const { timesMax, periodDays, amountMax } = of.unverified
    return { limits: { terms: version, timesMax, periodDays, amountMax } }
  }

  return { approval, from, limits }
}

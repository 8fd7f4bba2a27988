import { type Credit, overspent } from '../../domain/credit.ts'
import { discrepancy } from '../../domain/discrepancy.ts'
import { isLater } from '../../domain/dispute.ts'
import { type Effects, type Message, NO_EFFECTS, put, type View } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import { toScope } from '../scope.ts'

type CreditMessage = Extract<Message, { is: 'credit' }>
type DisputeMessage = Extract<Message, { is: 'dispute' }>

/** R25: credit given and credit spent come together here, in whatever order; overspending is kept and named to who took it. */
export function deliverCredit({ to, ref, issued, spent }: CreditMessage, view: View): Effects {
  const known = view.get(to, 'credit', ref) ?? { ref, issued: null, spent: {} }
  const fresh = Object.entries(spent).filter(([op]) => known.spent[op] === undefined)
  const isGiven = issued !== null && known.issued === null
  if (fresh.length === 0 && !isGiven) return NO_EFFECTS
  const credit: Credit = {
    ref,
    issued: known.issued ?? issued,
    spent: { ...known.spent, ...Object.fromEntries(fresh) },
  }
  const early = isGiven ? Object.entries(known.spent) : []
  const messages: Message[] = [
    ...early.map(([op, one]) => unknownCredit(credit, { op, ...one, settled: true })),
    ...(credit.issued
      ? overspendings(credit)
      : fresh.map(([op, one]) => unknownCredit(credit, { op, ...one }))),
  ]
  return { changes: [put(to, 'credit', [ref, credit])], messages }
}

type Early = { readonly op: string; readonly at: number; readonly home: string; readonly settled?: true }

function unknownCredit({ ref }: Credit, { op, at, home, settled }: Early): Message {
  const code = 'credit-unknown'
  const value = { ...discrepancy(code, { op, at }, { ref }), ...(settled ? { settled } : {}) }
  return { to: toScope(home), is: 'discrepancy', key: discrepancyKey(code, op, ref), value }
}

function overspendings(credit: Credit): Message[] {
  const basis = [0, Object.keys(credit.spent).length] as const
  const name = credit.issued?.number ?? credit.ref
  return overspent(credit).map(({ op, at, home, over }) => ({
    to: toScope(home),
    is: 'discrepancy',
    key: discrepancyKey('credit-overspent', op, credit.ref),
    value: { ...discrepancy('credit-overspent', { op, at }, { credit: name, over }), basis },
  }))
}

/** R28: of what is said about the same return the one that knew more stands. */
export function deliverDispute({ to, key, dispute }: DisputeMessage, view: View): Effects {
  const known = view.get(to, 'dispute', key)
  if (known && isLater(known.basis, dispute.basis)) return NO_EFFECTS
  return { changes: [put(to, 'dispute', [key, dispute])], messages: [] }
}

import { type Credit, overspent, type Spent } from '../../domain/credit.ts'
import { discrepancy, type Fact } from '../../domain/discrepancy.ts'
import { isLater } from '../../domain/dispute.ts'
import { minus } from '../../domain/money.ts'
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

type Early = Spent & { readonly op: string; readonly settled?: true }

const spentFact = ({ op, at, home: where, amount }: Early): Fact => ({ is: 'sale', op, at, where, amount })

/** The credit's loss, should what gave it never arrive. */
function unknownCredit({ ref }: Credit, early: Early): Message {
  const { op, at, home, amount, settled } = early
  const code = 'credit-unknown'
  const facts = [spentFact(early), { is: 'return', op: ref }]
  const value = {
    ...discrepancy(code, { op, at, facts, cost: amount }, { ref }),
    ...(settled ? { settled } : {}),
  }
  return { to: toScope(home), is: 'discrepancy', key: discrepancyKey(code, op, ref), value }
}

function overspendings(credit: Credit): Message[] {
  const basis = [0, Object.keys(credit.spent).length] as const
  const { ref, issued } = credit
  const name = issued?.number ?? ref
  const given: Fact[] = issued
    ? [
        {
          is: 'return',
          op: ref,
          number: name,
          where: issued.home,
          at: issued.at,
          amount: minus(issued.amount),
        },
      ]
    : []
  return overspent(credit).map(({ over, ...one }) => {
    const { op, at, home } = one
    const about = { op, at, facts: [...given, ...besides(credit, op), spentFact(one)], cost: over }
    return {
      to: toScope(home),
      is: 'discrepancy',
      key: discrepancyKey('credit-overspent', op, ref),
      value: { ...discrepancy('credit-overspent', about, { credit: name, over }), basis },
    }
  })
}

/** The last that was paid with it before. */
function besides({ spent }: Credit, op: string): Fact[] {
  const before = Object.entries(spent).filter(([other]) => other < op)
  const last = before.toSorted(([a], [b]) => (a < b ? -1 : 1)).at(-1)
  return last ? [spentFact({ op: last[0], ...last[1] })] : []
}

/** R28: of what is said about the same return the one that knew more stands. */
export function deliverDispute({ to, key, dispute }: DisputeMessage, view: View): Effects {
  const known = view.get(to, 'dispute', key)
  if (known && isLater(known.basis, dispute.basis)) return NO_EFFECTS
  return { changes: [put(to, 'dispute', [key, dispute])], messages: [] }
}

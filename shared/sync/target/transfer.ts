import { type Discrepancy, discrepancy, type Fact } from '../../domain/discrepancy.ts'
import { joined, type Transfer, transferAt, transferredLines } from '../../domain/transfer.ts'
import { type Change, type Effects, type Message, put, type RowKey, type View } from '../change.ts'
import { unitsIn } from '../facts.ts'
import { discrepancyKey } from '../given.ts'
import { type Scope, storeScope } from '../scope.ts'

const CODE = 'transfer-differs'

export const transferNeeds = (scope: Scope, id: string): RowKey[] => [
  { scope, table: 'transfer', key: id },
  { scope, table: 'discrepancy', key: discrepancyKey(CODE, id) },
]

export function deliverTransfer({ to, transfer }: Extract<Message, { is: 'transfer' }>, view: View): Effects {
  return { changes: withTransfer(transfer, { scope: to, view }), messages: [] }
}

/** R44: the row with what was told, and, while what arrived is not what was sent, a discrepancy in the store that hears of it. */
export function withTransfer(
  told: Transfer,
  { scope, view }: { readonly scope: Scope; readonly view: View },
): Change[] {
  const known = view.get(scope, 'transfer', told.id) ?? null
  const after = joined(known, told)
  const key = discrepancyKey(CODE, told.id)
  const problem = problemOf(after)
  const before = view.get(scope, 'discrepancy', key)
  const changes: Change[] = [put(scope, 'transfer', [told.id, after])]
  if (problem) changes.push(put(scope, 'discrepancy', [key, problem]))
  else if (before) changes.push(put(scope, 'discrepancy', [key, null]))
  return changes
}

const ARTICLES_MAX = 5

function problemOf(transfer: Transfer): Discrepancy | undefined {
  const lines = transferredLines(transfer)
  const wrong = lines.filter(({ missing }) => missing !== 0)
  if (wrong.length === 0) return undefined
  const sum = (of: (line: (typeof wrong)[number]) => number): number =>
    wrong.reduce((units, line) => units + of(line), 0)
  const named = wrong.slice(0, ARTICLES_MAX).map(({ name, missing }) => `${name} ${minusMissing(missing)}`)
  const more = wrong.length > ARTICLES_MAX ? ['…'] : []
  const { id: op, from, to } = transfer
  const params = {
    from,
    to,
    sent: sum(({ sent }) => sent),
    received: sum(({ received }) => received),
    articles: [...named, ...more].join(', '),
  }
  const facts = [sideFact('sent', from, transfer.sent), sideFact('received', to, transfer.received)]
  // Without a cost: goods on their way have no price.
  return discrepancy(CODE, { op, at: transferAt(transfer), facts }, params)
}

/** What all of it comes to that one of the stores told, and who told it last. */
function sideFact(is: 'sent' | 'received', store: string, parts: Transfer['sent']): Fact {
  const all = Object.entries(parts).map(([op, part]) => ({ op, ...part }))
  const last = all.toSorted((a, b) => a.at - b.at || (a.op < b.op ? -1 : 1)).at(-1)
  const told =
    last === undefined
      ? {}
      : { op: last.op, at: last.at, ...(last.staff === null ? {} : { staff: last.staff }) }
  return { is, where: storeScope(store), quantity: unitsIn(all.flatMap(({ lines }) => lines)), ...told }
}

const minusMissing = (missing: number): string => (missing > 0 ? `−${missing}` : `+${-missing}`)

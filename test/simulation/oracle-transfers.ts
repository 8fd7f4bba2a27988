import { fields, type Fields, list, rowsOf, type ServerView } from './oracle-view.ts'
import type { Promises } from './promises.ts'
import { Broken } from './told.ts'

type Sums = { asked: number; sent: number; received: number }
type Way = {
  readonly from: string
  readonly to: string
  readonly goods: Map<string, Sums>
  isComplete: boolean
  /** How often it was declined, or withdrawn. */
  readonly endings: string[]
}

/** R44: both stores hold the same word of what one sent the other, and both are told when it is not what arrived. */
export function checkTransfers(view: ServerView, promises: Promises): void {
  const ways = waysOf(view, promises)
  const rows = rowsOf(view, 'transfer')
  for (const [id, way] of ways) {
    const differs = [...way.goods.values()].some((sums) => missingOf(sums, way.isComplete) !== 0)
    for (const store of [way.from, way.to]) {
      const row = rows.find(({ scope, key }) => scope === `store:${store}` && key === id)
      if (row === undefined) throw new Broken(`R44 store ${store} knows nothing of the transfer ${id}`)
      const [told, seen] = [toldBy(row.value), textOf(way)]
      if (told !== seen) throw new Broken(`R44 ${store} says of ${id} ${told}, and it was ${seen}`)
      const isNamed = rowsOf(view, 'discrepancy').some(
        ({ scope, key }) => scope === `store:${store}` && key === `transfer-differs:${id}`,
      )
      if (isNamed !== differs)
        throw new Broken(`R44 ${store} is ${isNamed ? '' : 'not '}told that ${id} differs: ${seen}`)
    }
  }
  const stray = rows.find(({ key }) => !ways.has(key))
  if (stray) throw new Broken(`R44 ${stray.scope} knows a transfer ${stray.key} that nobody made`)
}

function waysOf(view: ServerView, promises: Promises): Map<string, Way> {
  const ways = new Map<string, Way>()
  for (const { id, status } of view.ops) {
    const attempt = promises.attempts.get(id)
    if (attempt?.kind !== 'transfer' || status !== 'applied') continue
    const { transfer, from, to, step, lines } = attempt
    const way = ways.get(transfer) ?? {
      from,
      to,
      goods: new Map<string, Sums>(),
      isComplete: false,
      endings: [],
    }
    ways.set(transfer, way)
    way.isComplete ||= attempt.isComplete
    if (step === 'decline') way.endings.push('declined')
    else if (step === 'withdraw') way.endings.push('withdrawn')
    else add(way.goods, lines, step === 'ask' ? 'asked' : step === 'send' ? 'sent' : 'received')
  }
  return ways
}

function add(
  goods: Map<string, Sums>,
  lines: readonly { readonly sku: string; readonly quantity: number }[],
  what: keyof Sums,
): void {
  for (const { sku, quantity } of lines) {
    const sums = goods.get(sku) ?? { asked: 0, sent: 0, received: 0 }
    goods.set(sku, sums)
    sums[what] += quantity
  }
}

/** Below zero: came without being sent. As long as more may come nothing is missing. */
const missingOf = ({ sent, received }: Sums, isComplete: boolean): number =>
  isComplete ? sent - received : Math.min(0, sent - received)

function toldBy(row: Fields): string {
  const goods = new Map<string, Sums>()
  const linesOf = (part: unknown) =>
    list(fields(part)['lines']).map((line) => ({
      sku: String(line['sku']),
      quantity: Number(line['quantity']),
    }))
  add(goods, linesOf(row['asked']), 'asked')
  for (const part of Object.values(fields(row['sent']))) add(goods, linesOf(part), 'sent')
  for (const part of Object.values(fields(row['received']))) add(goods, linesOf(part), 'received')
  const endings = Object.values(fields(row['ended'])).map((ending) => String(fields(ending)['is']))
  return textOf({ goods, endings })
}

const textOf = ({ goods, endings }: Pick<Way, 'goods' | 'endings'>): string =>
  [...goods]
    .map(([sku, { asked, sent, received }]) => `${sku} ${asked}/${sent}/${received}`)
    .concat(endings)
    .toSorted()
    .join(', ')

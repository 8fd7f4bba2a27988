import { fromHex } from '#shared/base/bytes.ts'
import type { Json } from '#shared/base/json.ts'
import { receiptCode, receiptNumber } from '#shared/domain/receipt.ts'
import { money } from '#shared/domain/money.ts'
import type { Id } from '#shared/base/id.ts'
import { bodyHash, bodyOf, linkOf } from '#shared/sync/operation.ts'
import { NEW_HEAD, Till, type TillOp } from '#client/db/till.ts'
import type { Kept, SoldLine } from './promises.ts'
import type { Tab } from './tablet-site.ts'

export type ForeignSale = {
  readonly id: Id
  /** The version before ours wrote fewer members; the one after ours another version of the operation. */
  readonly by: 'older' | 'newer' | 'elsewhere'
  /** The store that it says it was done in, where that is not its own. */
  readonly store?: string
  readonly lines: readonly SoldLine[]
  readonly nowMs: number
}

/** What another version of the app does in the till that it shares with ours: the tablet was updated, or set back. */
export async function commitForeign(tab: Tab, sale: ForeignSale): Promise<Kept | undefined> {
  const { indexedDB, IDBKeyRange } = tab.session
  const till = new Till({ indexedDB, IDBKeyRange })
  await till.open()
  const kept = await till.transaction('rw!', till.operations, till.state, async () => {
    const device = await till.read('device')
    if (!device) return undefined
    const head = (await till.read('head')) ?? NEW_HEAD
    const counter = head.receiptCounter + 1
    const receipt = receiptNumber(device.register.id, device.letter, counter)
    const businessDate = new Date(sale.nowMs).toISOString().slice(0, 10)
    const { args, total } = argsOf(sale, receipt)
    const body = bodyOf({
      id: sale.id,
      kind: 'sale.complete',
      version: sale.by === 'newer' ? 2 : 1,
      args,
      staff: 'amy',
      store: sale.store ?? device.store.id,
      register: device.register.id,
      businessDate,
      at: { wall: sale.nowMs },
      ...(sale.by === 'newer' ? { mood: 'cheerful' } : {}),
    })
    const seq = head.seq + 1
    const { incarnation } = device
    const link = linkOf(head.link, { incarnation, seq, bodyHash: bodyHash(body) })
    const op: TillOp = {
      incarnation,
      seq,
      id: sale.id,
      kind: 'sale.complete',
      body,
      link,
      sidecars: [],
      committedAt: sale.nowMs,
      durable: 0,
      acceptance: null,
      durableAt: null,
    }
    await till.operations.add(op)
    await till.write('head', { seq, link, receiptCounter: counter })
    const code = receiptCode({ sale: sale.id, businessDate, total: money(total) }, fromHex(device.receiptKey))
    return { receipt, total, code }
  })
  till.close()
  return kept
}

function argsOf(sale: ForeignSale, receipt: string): { args: Json; total: number } {
  const lines = sale.lines.map((line) => ({ ...line, amount: line.quantity * line.unitPrice, kind: 'goods' }))
  const total = lines.reduce((sum, line) => sum + line.amount, 0)
  const tenders = [{ kind: 'external', amount: total, reference: 'T1' }]
  if (sale.by !== 'newer') return { args: { receipt, lines, tenders, total }, total }
  return { args: { receipt, baskets: [{ lines }], tenders, total: { minor: total * 100 } }, total }
}

import type { Id } from '#shared/base/id.ts'
import { calendarDate, DAY_MS } from '#shared/base/time.ts'
import type { ReceiptCode } from '#shared/domain/receipt.ts'
import type { Line } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'
import { type Change, put } from '#shared/sync/change.ts'
import { type Buckets, receiptsScope } from '#shared/sync/scope.ts'
import { sealReceipts } from '#server/projections/segments.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { placeRows } from '#server/sync/rows.ts'
import { benchId } from './desk.ts'

/** A season of a chain: receipts evenly over its days, every tenth written again later, because something came back of it. */
export type Season = { readonly receipts: number; readonly days: number; readonly lastAt: number }

export type SoldReceipt = ReceiptCode & { readonly number: string; readonly member: Id | null }

const LINES_MOST = 5
const MEMBERS = 20_000
const UTC_OFFSET_MINUTES = 480

/** The receipt of a place in the season: the same for whoever writes it and whoever looks it up. */
export function soldReceipt(place: number, season: Season): SoldReceipt {
  const at = momentOf(place, season)
  return {
    sale: benchId(place * 1000, `receipt ${place}`),
    number: `R${String(place % 90).padStart(2, '0')}-A-${String(place).padStart(6, '0')}`,
    businessDate: calendarDate(at, UTC_OFFSET_MINUTES),
    total: money(linesOf(place).reduce((sum, { amount }) => sum + amount, 0)),
    member: place % 5 < 3 ? benchId(0, `member ${(place * 7919) % MEMBERS}`) : null,
  }
}

const dayOf = (place: number, { receipts, days }: Season): number => Math.floor((place * days) / receipts)
const momentOf = (place: number, season: Season): number =>
  season.lastAt - (season.days - 1 - dayOf(place, season)) * DAY_MS

/** Writes every day as its sales would have been written, and seals it the next morning; answers how long sealing took, ms. */
export async function writeSeason(ledger: Ledger, season: Season): Promise<number> {
  const { receipts, days, lastAt } = season
  const chain: Chain = { season, buckets: ledger.settings.buckets }
  let sealingMs = 0
  for (let day = 0; day < days; day++) {
    const at = lastAt - (days - 1 - day) * DAY_MS
    const from = Math.ceil((day * receipts) / days)
    const places = Array.from({ length: Math.ceil(((day + 1) * receipts) / days) - from }, (_, i) => from + i)
    await ledger.db.write(() =>
      placeRows(
        places.map((place) => receiptRow(place, chain)),
        at,
      ),
    )
    const backs = places.filter((place) => place % 10 === 0).map((place) => Math.floor(place / 20) * 10)
    await ledger.db.write(() =>
      placeRows(
        backs.map((place) => receiptRow(place, chain, at)),
        at,
      ),
    )
    const began = performance.now()
    await sealReceipts(ledger, at + DAY_MS)
    sealingMs += performance.now() - began
  }
  return sealingMs
}

type Chain = { readonly season: Season; readonly buckets: Buckets }

/** `backAt`: something came back of it then. */
function receiptRow(place: number, { season, buckets }: Chain, backAt?: number): Change {
  const { sale: ref, number, businessDate, total, member } = soldReceipt(place, season)
  const op = benchId(place * 1000 + 1, `back ${place} ${backAt}`)
  return put(receiptsScope(ref, buckets), 'receipt', [
    ref,
    {
      ref,
      lines: linesOf(place),
      number,
      where: `S${String(place % 30).padStart(2, '0')}`,
      at: momentOf(place, season),
      businessDate,
      who: member === null ? null : { member },
      tenders: [{ kind: 'cash', amount: total, tendered: total, change: money(0) }],
      revision: 1,
      returned:
        backAt === undefined
          ? {}
          : {
              [op]: {
                lines: [{ line: 0, quantity: 1, amount: money(100) }],
                op,
                home: 'store:S01',
                revision: 1,
              },
            },
    },
  ] as const)
}

const NAMES = [
  '高山烏龍茶 150g',
  '手沖咖啡濾紙',
  '不鏽鋼保溫瓶 500ml',
  '有機燕麥片',
  '陶瓷馬克杯',
  '帆布購物袋',
]

function linesOf(place: number): Line[] {
  return Array.from({ length: 1 + (place % LINES_MOST) }, (_, i) => {
    const goods = (place * 31 + i * 17) % 5000
    const [unitPrice, quantity] = [money(30 + ((goods * 13) % 1900)), 1 + ((place + i) % 3)]
    return {
      sku: `P${String(goods).padStart(6, '0')}`,
      name: `${NAMES[goods % NAMES.length]} ${goods}號`,
      quantity,
      unitPrice,
      amount: money(unitPrice * quantity),
      kind: 'goods',
    }
  })
}

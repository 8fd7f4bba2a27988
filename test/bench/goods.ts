import { hash } from 'node:crypto'
import type { Id } from '#shared/base/id.ts'
import type { Json } from '#shared/base/json.ts'
import { commitment } from '#shared/domain/member.ts'
import type { WireOp } from '#shared/sync/protocol.ts'
import { benchId, type Chain } from './desk.ts'

/** Mulberry32: the same sales in every run. */
export function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const NAMES = [
  '手作陶杯 雲灰',
  '有機棉質毛巾',
  'Everyday notebook A5',
  '阿里山高山茶 150g',
  'Brass pen, medium',
  '竹製收納盒',
  '檜木香氛精油 10ml',
  'Linen apron',
]

/** A basket of 1 to 5 lines; every second one is a member's. Paid in cash with change, or by card terminal. */
export function basket(
  random: (below: number) => number,
  members: readonly Id[],
): Readonly<Record<string, Json>> {
  const lines = Array.from({ length: 1 + random(5) }, () => {
    const item = random(400)
    const quantity = 1 + random(3)
    const unitPrice = 40 + ((item * 37) % 1900)
    const sku = `SKU-${String(item).padStart(5, '0')}`
    return {
      sku,
      name: NAMES[item % NAMES.length] ?? '',
      quantity,
      unitPrice,
      amount: unitPrice * quantity,
      kind: 'goods',
    }
  })
  const total = lines.reduce((sum, { amount }) => sum + amount, 0)
  const tendered = Math.ceil(total / 100) * 100
  const cash = { kind: 'cash', amount: total, tendered, change: tendered - total }
  const tenders = [
    random(2) === 0 ? cash : { kind: 'external', amount: total, reference: `T${random(1_000_000)}` },
  ]
  const member = members[random(members.length * 2)]
  return member === undefined ? { lines, tenders, total } : { lines, tenders, total, who: { member } }
}

/** Members of the chain, enrolled at one desk. */
export function enrolments(
  chain: Chain,
  count: number,
): { readonly members: readonly Id[]; readonly ops: readonly WireOp[] } {
  const members = Array.from({ length: count }, (_, i) => benchId(i, `member ${i}`))
  const ops = members.map((member, i) => {
    const data = { name: `會員${i}`, phone: `09${String(10_000_000 + i)}`, card: `M${String(1_000_000 + i)}` }
    const salt = hash('sha256', `salt ${i}`, 'hex').slice(0, 32)
    return chain.enrolment(
      member,
      { commitment: commitment(data, salt), consent: ['membership'] },
      { subject: member, salt, data },
    )
  })
  return { members, ops }
}

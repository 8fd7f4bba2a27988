import type { Id } from '#shared/base/id.ts'
import { money } from '#shared/domain/money.ts'
import { morningMs } from './ids.ts'
import { type Made, made, type Scene } from './operations.ts'

/** Units by article. */
type Goods = Readonly<Record<string, number>>

const linesOf = (goods: Goods) =>
  Object.entries(goods).map(([sku, quantity]) => ({ sku, name: `${sku} 茶`, quantity }))

/** What was counted of each article; everything costs NT$150. */
export function counted(n: number, goods: Goods, scene: Scene & { readonly since?: number } = {}): Made {
  const { since, ...where } = scene
  const lines = Object.entries(goods).map(([sku, units]) => ({
    sku,
    name: `${sku} 茶`,
    counted: units,
    at: where.at ?? morningMs + n * 60_000,
    unitPrice: money(150),
    ...(since === undefined ? {} : { since }),
  }))
  return made(n, { kind: 'stock.count', args: { lines, blind: false } }, { scene: where })
}

export const asked = (
  n: number,
  { from, goods }: { readonly from: string; readonly goods: Goods },
  scene: Scene = {},
): Made => made(n, { kind: 'stock.request', args: { from, lines: linesOf(goods) } }, { scene })

type Sending = { readonly transfer?: Id; readonly to: string; readonly goods: Goods }
export const sent = (n: number, { transfer, to, goods }: Sending, scene: Scene = {}): Made =>
  made(
    n,
    { kind: 'stock.send', args: { ...(transfer ? { transfer } : {}), to, lines: linesOf(goods) } },
    { scene },
  )

export const declined = (
  n: number,
  {
    transfer,
    to,
    reason = '賣完了',
  }: { readonly transfer: Id; readonly to: string; readonly reason?: string },
  scene: Scene = {},
): Made => made(n, { kind: 'stock.decline', args: { transfer, to, reason } }, { scene })

export const withdrawn = (
  n: number,
  { transfer, from }: { readonly transfer: Id; readonly from: string },
  scene: Scene = {},
): Made => made(n, { kind: 'stock.withdraw', args: { transfer, from } }, { scene })

type Arriving = {
  readonly transfer: Id
  readonly from: string
  readonly goods: Goods
  readonly complete?: boolean
}
export const arrived = (
  n: number,
  { transfer, from, goods, complete = true }: Arriving,
  scene: Scene = {},
): Made =>
  made(n, { kind: 'stock.receive', args: { transfer, from, lines: linesOf(goods), complete } }, { scene })

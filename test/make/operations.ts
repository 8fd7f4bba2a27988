import type { Id } from '#shared/base/id.ts'
import type { Json, JsonObject } from '#shared/base/json.ts'
import { type CredentialKind, normalised } from '#shared/domain/credential.ts'
import type { Discrepancy } from '#shared/domain/discrepancy.ts'
import { type Line, priced, totalOf } from '#shared/domain/line.ts'
import { commitment } from '#shared/domain/member.ts'
import type { Disposition } from '#shared/domain/disposition.ts'
import { money } from '#shared/domain/money.ts'
import { bodyOf, type Operation, readOperation, type Sidecar } from '#shared/sync/operation.ts'
import { parseJson } from '#shared/base/json.ts'
import { madeId, morningMs } from './ids.ts'

/** An operation as a tablet or a channel would make it: complete, valid, with the data beside it. */
export type Made = { readonly id: Id; readonly body: string; readonly sidecars: readonly Sidecar[] }

/** Where and when; everything has a plain default. */
export type Scene = {
  readonly id?: Id
  readonly store?: string
  readonly register?: string
  readonly at?: number
  readonly businessDate?: string
  readonly staff?: string
  readonly approver?: string
}

export type Customer = { readonly member: Id } | { readonly kind: CredentialKind; readonly value: string }

export function line(sku: string, unitPrice: number, quantity = 1): Line {
  return priced({ sku, name: `${sku} 茶`, quantity, unitPrice: money(unitPrice), kind: 'goods' })
}

export const cash = (amount: number): JsonObject => ({ kind: 'cash', amount, tendered: amount, change: 0 })

export type SaleOver = Scene & {
  readonly lines?: readonly Line[]
  readonly customer?: Customer
  readonly receipt?: string
  readonly total?: number
  readonly tenders?: readonly JsonObject[]
}

/** The nth gesture of a test. */
export function sale(n: number, over: SaleOver = {}): Made {
  const lines = over.lines ?? [line('A1', 150, 2)]
  const total = over.total ?? totalOf(lines)
  const { who, sidecars } = whoOf(n, over)
  const args = {
    receipt: over.receipt ?? receiptOf(n),
    lines,
    tenders: over.tenders ?? [cash(total)],
    total,
    ...who,
  }
  return made(n, { kind: 'sale.complete', args }, { scene: over, sidecars })
}

export type Back = {
  readonly ref?: Id
  readonly line?: number
  readonly quantity?: number
  readonly price?: number
  /** What is refunded; the price times the quantity otherwise. */
  readonly amount?: number
  readonly disposition?: Disposition
  readonly due?: true
  /** The article that comes back. */
  readonly sku?: string
}
export type ReturnOver = Scene & {
  readonly customer?: Customer
  readonly receipt?: string
  readonly reason?: string
  readonly total?: number
  readonly tenders?: readonly JsonObject[]
  readonly approval?: { readonly for: readonly string[]; readonly reason: string }
  readonly limits?: JsonObject
  readonly carried?: readonly JsonObject[]
  /** The receipt whose code was read: what names no receipt is of it. */
  readonly from?: Id
}

/** As the code of the nth gesture's receipt says. */
const fromOf = ({ from }: ReturnOver) =>
  from === undefined ? {} : { from: { ref: from, date: '2026-03-01', total: 9000, terms: 1 } }

function backLine({
  ref,
  line: of = 0,
  quantity = 1,
  price = 150,
  amount,
  disposition,
  due,
  sku = 'A1',
}: Back) {
  return {
    ...line(sku, price, quantity),
    ...(amount === undefined ? {} : { amount: money(amount) }),
    ...(disposition ? { disposition } : {}),
    ...(due ? { due } : {}),
    ...(ref ? { of: { ref, line: of } } : {}),
  }
}

/** Gives back lines of receipts, or (without `ref`) lines of nothing known. */
export function giveBack(n: number, backs: readonly Back[], over: ReturnOver = {}): Made {
  const lines = backs.map(backLine)
  const total = over.total ?? totalOf(lines)
  const { who, sidecars } = whoOf(n, over)
  const args = {
    receipt: over.receipt ?? receiptOf(n),
    lines,
    reason: over.reason ?? '不合用',
    tenders: over.tenders ?? [cash(total)],
    total,
    ...(over.approval ? { approval: { for: [...over.approval.for], reason: over.approval.reason } } : {}),
    ...(over.limits ? { limits: over.limits } : {}),
    ...fromOf(over),
    ...who,
  }
  return made(n, { kind: 'return.complete', args }, { scene: over, sidecars })
}

/** Lines of receipts for other goods, on one ticket; paid or given back in cash unless said otherwise. */
export function exchange(
  n: number,
  { back, lines }: { readonly back: readonly Back[]; readonly lines: readonly Line[] },
  over: ReturnOver = {},
): Made {
  const backs = back.map(backLine)
  const total = totalOf(lines) - totalOf(backs)
  const { who, sidecars } = whoOf(n, over)
  const args = {
    receipt: over.receipt ?? receiptOf(n),
    back: backs,
    lines,
    reason: over.reason ?? '換大小',
    ...(over.carried ? { carried: over.carried } : {}),
    ...(over.approval ? { approval: { for: [...over.approval.for], reason: over.approval.reason } } : {}),
    tenders: over.tenders ?? (total === 0 ? [] : [cash(Math.abs(total))]),
    total,
    ...(over.approval ? { approval: { for: [...over.approval.for], reason: over.approval.reason } } : {}),
    ...fromOf(over),
    ...who,
  }
  return made(n, { kind: 'exchange.complete', args }, { scene: over, sidecars })
}

export type Person = {
  readonly name?: string
  readonly phone?: string
  readonly card?: string
  readonly account?: string
}

/** The member's id is the operation's. */
export function enrolment(n: number, person: Person = {}, scene: Scene = {}): Made {
  const data: Record<string, string> = { name: person.name ?? '王小明' }
  for (const kind of ['phone', 'card', 'account'] as const) {
    const value = person[kind]
    if (value !== undefined) data[kind] = normalised({ kind, value }).value
  }
  const sidecar = { subject: scene.id ?? madeId(n), salt: saltOf(n), data }
  const args = { commitment: commitment(data, sidecar.salt), consent: ['membership'] }
  return made(n, { kind: 'member.enrol', args }, { scene, sidecars: [sidecar] })
}

export function stockFound(
  n: number,
  quantity: number,
  scene: Scene & { readonly unitPrice?: number } = {},
): Made {
  const { unitPrice } = scene
  const price = unitPrice === undefined ? {} : { unitPrice: money(unitPrice) }
  const args = { lines: [{ sku: 'A1', name: 'A1 茶', quantity, ...price }], reason: '盤點' }
  return made(n, { kind: 'stock.adjust', args }, { scene })
}

export type SettleOver = Scene & {
  readonly key: string
  readonly seen: Discrepancy
  readonly deed: JsonObject
  readonly turn?: number
  readonly note?: string
}

/** Somebody does something about a discrepancy. */
export function settle(
  n: number,
  { key, seen, deed, turn = 1, note = '已查明', ...scene }: SettleOver,
): Made {
  // Trusted: a discrepancy has members of JSON only.
  const args = { key, seen: seen as unknown as Json, deed, turn, note }
  return made(n, { kind: 'discrepancy.resolve', args }, { scene })
}

/** What a newer app might send: this server knows neither the kind nor its arguments. */
export function fromTheFuture(n: number, scene: Scene = {}, args: JsonObject = { gift: 'card' }): Made {
  return made(n, { kind: 'gift-card.sell', args }, { scene })
}

type Wanted = { readonly kind: string; readonly args: Json }

export function made(
  n: number,
  { kind, args }: Wanted,
  { scene, sidecars = [] }: { readonly scene: Scene; readonly sidecars?: readonly Sidecar[] },
): Made {
  const id = scene.id ?? madeId(n)
  const body = bodyOf({
    id,
    kind,
    version: 1,
    args,
    staff: scene.staff ?? 'E01',
    ...(scene.approver === undefined ? {} : { approver: scene.approver }),
    store: scene.store ?? 'S01',
    register: scene.register ?? 'R01',
    businessDate: scene.businessDate ?? '2026-03-02',
    at: { wall: scene.at ?? morningMs + n * 60_000, monotonic: n * 60_000, boot: 'boot', anchor: null },
  })
  return { id, body, sidecars }
}

const receiptOf = (n: number, register = 'R01', letter = 'A'): string =>
  `${register}-${letter}-${String(n).padStart(6, '0')}`

/** The operation as the rules read it. */
export function operationOf({ body }: Pick<Made, 'body'>): Operation {
  const reading = readOperation(parseJson(body))
  if (reading.is !== 'operation') throw new Error(`the maker made what cannot be read: ${body}`)
  return reading.operation
}

export const saltOf = (n: number): string => n.toString(16).padStart(32, '0')

function whoOf(
  n: number,
  over: Scene & { readonly customer?: Customer },
): { who: JsonObject; sidecars: Sidecar[] } {
  const { customer } = over
  if (!customer) return { who: {}, sidecars: [] }
  if ('member' in customer) return { who: { who: { member: customer.member } }, sidecars: [] }
  const data = { value: normalised(customer).value }
  const sidecar = { subject: over.id ?? madeId(n), salt: saltOf(n), data }
  const who = { claimed: customer.kind, commitment: commitment(data, sidecar.salt) }
  return { who: { who }, sidecars: [sidecar] }
}

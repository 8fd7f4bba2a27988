import * as z from 'zod/mini'
import { LINES_MAX } from './line.ts'
import { TransferLine } from './stock.ts'
import { IdText } from './who.ts'

/** Without control characters: it names a scope. */
const StoreId = z.string().check(z.regex(/^[^\p{Cc}:]{1,64}$/u))
const Lines = z.array(TransferLine).check(z.minLength(1), z.maxLength(LINES_MAX))

/** This store asks another one for goods. The transfer goes by the id of the operation. */
export const RequestArgs = z.object({ from: StoreId, lines: Lines })
export type RequestArgs = Readonly<z.infer<typeof RequestArgs>>

/** This store sends goods: what was asked for (`transfer`), or of itself; then the transfer goes by the id of the operation. */
export const SendArgs = z.object({ transfer: z.optional(IdText), to: StoreId, lines: Lines })
export type SendArgs = Readonly<z.infer<typeof SendArgs>>

/** Goods arrived here. `complete`: nothing more of it is on its way, so that what is missing is missing. */
export const ReceiveArgs = z.object({
  transfer: IdText,
  from: StoreId,
  lines: z.array(TransferLine).check(z.maxLength(LINES_MAX)),
  complete: z.boolean(),
})
export type ReceiveArgs = Readonly<z.infer<typeof ReceiveArgs>>

type Part = {
  readonly at: number
  readonly staff: string | null
  readonly lines: readonly TransferLine[]
}

/**
 * Goods that go from one store to another, as the row in both of their scopes says it: what was asked for, and each sending and
 * receiving by its operation. A store may hear of these in any order.
 */
export type Transfer = {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly asked: Part | null
  readonly sent: Readonly<Record<string, Part>>
  readonly received: Readonly<Record<string, Part & { readonly complete: boolean }>>
}

/** R44: the two stores' words together; telling either twice changes nothing. */
export function joined(known: Transfer | null, told: Transfer): Transfer {
  if (!known) return told
  // Two stores that disagree about the way are a mistake; the row must not depend on who was heard first.
  const [{ from, to }] = way(known) < way(told) ? [known] : [told]
  return {
    id: known.id,
    from,
    to,
    asked: known.asked ?? told.asked,
    sent: byOperation({ ...known.sent, ...told.sent }),
    received: byOperation({ ...known.received, ...told.received }),
  }
}

const way = ({ from, to }: Transfer): string => `${from}:${to}`

/** In the order of the ids, so that the row is the same whichever came first. */
const byOperation = <T>(parts: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Of one article, in units. `inTransit` is on its way; `missing` was sent and will not come (below zero: came without being sent). */
export type TransferredLine = {
  readonly sku: string
  readonly name: string
  readonly asked: number
  readonly sent: number
  readonly received: number
  readonly inTransit: number
  readonly missing: number
}

/** R44: whatever was sent is received, on its way or missing. */
export function transferredLines(transfer: Transfer): TransferredLine[] {
  const sums = new Map<string, { name: string; asked: number; sent: number; received: number }>()
  const add = (lines: readonly TransferLine[], what: 'asked' | 'sent' | 'received'): void => {
    for (const { sku, name, quantity } of lines) {
      const sum = sums.get(sku) ?? { name, asked: 0, sent: 0, received: 0 }
      sums.set(sku, { ...sum, [what]: sum[what] + quantity })
    }
  }
  add(transfer.asked?.lines ?? [], 'asked')
  for (const part of Object.values(transfer.sent)) add(part.lines, 'sent')
  for (const part of Object.values(transfer.received)) add(part.lines, 'received')
  const isOver = isComplete(transfer)
  return [...sums].map(([sku, { name, asked, sent, received }]) => {
    const missing = isOver ? sent - received : Math.min(0, sent - received)
    return { sku, name, asked, sent, received, inTransit: sent - received - missing, missing }
  })
}

const isComplete = ({ received }: Transfer): boolean =>
  Object.values(received).some(({ complete }) => complete)

/** `differs`: what arrived is not what was sent. */
export type TransferState = 'asked' | 'on-the-way' | 'received' | 'differs'

export function transferState(transfer: Transfer): TransferState {
  if (transferredLines(transfer).some(({ missing }) => missing !== 0)) return 'differs'
  if (isComplete(transfer)) return 'received'
  return Object.keys(transfer.sent).length === 0 ? 'asked' : 'on-the-way'
}

/** When it was last heard of, Unix ms. */
export function transferAt({ asked, sent, received }: Transfer): number {
  const parts = [...Object.values(sent), ...Object.values(received), ...(asked ? [asked] : [])]
  return Math.max(0, ...parts.map(({ at }) => at))
}

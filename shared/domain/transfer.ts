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

/** This store will not send what it was asked for, or what is left of it. */
export const DeclineTransferArgs = z.object({
  transfer: IdText,
  to: StoreId,
  reason: z.string().check(z.minLength(1), z.maxLength(200)),
})
export type DeclineTransferArgs = Readonly<z.infer<typeof DeclineTransferArgs>>

/** This store does not want any more what it asked for. What is on its way arrives all the same. */
export const WithdrawTransferArgs = z.object({ transfer: IdText, from: StoreId })
export type WithdrawTransferArgs = Readonly<z.infer<typeof WithdrawTransferArgs>>

type Part = {
  readonly at: number
  readonly staff: string | null
  readonly lines: readonly TransferLine[]
}

/** Nothing more of what was asked for will be sent: who said so, and, if it is the sender, why. */
type Ending = Pick<Part, 'at' | 'staff'> &
  ({ readonly is: 'declined'; readonly reason: string } | { readonly is: 'withdrawn' })

/**
 * Goods that go from one store to another, as the row in both of their scopes says it: what was asked for, and each sending,
 * receiving and ending by its operation. A store may hear of these in any order.
 */
export type Transfer = {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly asked: Part | null
  readonly sent: Readonly<Record<string, Part>>
  readonly received: Readonly<Record<string, Part & { readonly complete: boolean }>>
  readonly ended: Readonly<Record<string, Ending>>
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
    ended: byOperation({ ...known.ended, ...told.ended }),
  }
}

const way = ({ from, to }: Transfer): string => `${from}:${to}`

/** In the order of the ids, so that the row is the same whichever came first. */
const byOperation = <T>(parts: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Of one article, in units. `owed` was asked for and may still be sent; `inTransit` is on its way; `missing` was sent and will not come (below zero: came without being sent). */
export type TransferredLine = {
  readonly sku: string
  readonly name: string
  readonly asked: number
  readonly owed: number
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
  const isOwed = !isOver && endingOf(transfer) === undefined
  return [...sums].map(([sku, { name, asked, sent, received }]) => {
    const missing = isOver ? sent - received : Math.min(0, sent - received)
    const owed = isOwed ? Math.max(0, asked - sent) : 0
    return { sku, name, asked, owed, sent, received, inTransit: sent - received - missing, missing }
  })
}

const isComplete = ({ received }: Transfer): boolean =>
  Object.values(received).some(({ complete }) => complete)

/** Why nothing more of it will be sent; what the sender says of it comes before what the asker does. */
export function endingOf({ ended }: Transfer): Ending | undefined {
  const endings = Object.values(ended)
  return endings.find(({ is }) => is === 'declined') ?? endings[0]
}

/** `differs`: what arrived is not what was sent. What left before it was declined or withdrawn is on its way. */
export type TransferState = 'asked' | 'declined' | 'withdrawn' | 'on-the-way' | 'received' | 'differs'

export function transferState(transfer: Transfer): TransferState {
  if (transferredLines(transfer).some(({ missing }) => missing !== 0)) return 'differs'
  if (isComplete(transfer)) return 'received'
  if (Object.keys(transfer.sent).length > 0) return 'on-the-way'
  return endingOf(transfer)?.is ?? 'asked'
}

/** When it was last heard of, Unix ms. */
export function transferAt({ asked, sent, received, ended }: Transfer): number {
  const told = [sent, received, ended].flatMap((parts) => Object.values<Pick<Part, 'at'>>(parts))
  const parts = asked ? [...told, asked] : told
  return Math.max(0, ...parts.map(({ at }) => at))
}

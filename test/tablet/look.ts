// Gestures that only look: at members and receipts as the screen would, and at the tablet's storage as no screen does.

import type { Found } from '#client/directory/directory.ts'
import type { SyncStatus } from '#client/sync/sync-status.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import type { Cache } from '#client/db/cache.ts'
import { NEW_HEAD, type Till } from '#client/db/till.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import { type Receipt, type ReceiptCode, remainingQuantity } from '#shared/domain/receipt.ts'
import type { Visitor } from '#shared/domain/timeline.ts'
import type { Ticket } from '#shared/sync/change.ts'
import type { LookUpGesture } from './gestures.ts'
import type { Heap } from './heap.ts'
import { type Problem, problem } from './problems.ts'

export type Seen = {
  readonly members?: readonly Found[]
  /** The picture of the one member that was found, when they came by lately. */
  readonly visitor?: Visitor
  readonly receipt?: Receipt
  /** By line, how much of it can still come back. */
  readonly remaining?: readonly number[]
  /** What the code itself says, receipt or no receipt. */
  readonly code?: ReceiptCode
}

export async function lookUp(tablet: Tablet, gesture: LookUpGesture): Promise<Result<Seen, Problem>> {
  const { card, phone, name, receipt, member } = gesture
  if ([card, phone, name, receipt, member].filter((word) => word !== undefined).length !== 1) {
    return failure(problem('one-word-only'))
  }
  if (!tablet.device) return failure(problem('not-enrolled'))
  if (receipt !== undefined) return await seenReceipt(tablet, receipt)
  if (name !== undefined) return success({ members: await tablet.directory.findByName(name) })
  const { directory } = tablet
  const found =
    card !== undefined
      ? await directory.findByCredential('card', card)
      : phone !== undefined
        ? await directory.findByPhone(phone)
        : member !== undefined
          ? await directory.byId(member)
          : undefined
  if (!found) return failure(problem('nobody-found'))
  const visitor = await tablet.visitor(found.id)
  return success({ members: [found], ...(visitor ? { visitor } : {}) })
}

async function seenReceipt(tablet: Tablet, text: string): Promise<Result<Seen, Problem>> {
  const { receipt, code } = await tablet.receipt(text)
  if (!receipt && !code) return failure(problem('receipt-unknown', text))
  const remaining = receipt?.lines?.map((_, line) => remainingQuantity(receipt, line))
  return success({
    ...(receipt ? { receipt } : {}),
    ...(remaining ? { remaining } : {}),
    ...(code ? { code } : {}),
  })
}

export type Dump = {
  readonly device: { readonly id: string; readonly store: string; readonly register: string } | null
  readonly till: {
    readonly operations: number
    readonly waiting: number
    readonly incarnation: number
    readonly headSeq: number
    readonly headLink: string
    readonly receiptCounter: number
    /** What the server said it holds. */
    readonly durableSeq: number
  }
  readonly cache: {
    /** Rows of the server by table. */
    readonly rows: Readonly<Record<string, number>>
    readonly scopes: readonly {
      readonly scope: string
      readonly generation: number
      readonly cursor: number
      readonly count: number
    }[]
    readonly visibleSeq: number
  }
  readonly status: SyncStatus
  /** The store's journal with this tablet's own waiting operations in it, by time. */
  readonly tickets: readonly Ticket[]
}

export async function dump(heap: Heap): Promise<Result<Dump, Problem>> {
  await heap.tablet.settled()
  const { till, cache } = await heap.databases()
  try {
    return success(await dumped(heap.tablet, { till, cache }))
  } finally {
    till.close()
    cache.close()
  }
}

async function dumped(tablet: Tablet, { till, cache }: { till: Till; cache: Cache }): Promise<Dump> {
  const { device } = tablet
  const head = (await till.read('head')) ?? NEW_HEAD
  const rows: Record<string, number> = {}
  await cache.rows.each(({ table }) => (rows[table] = (rows[table] ?? 0) + 1))
  const receipts = await cache.countOf('receipt')
  if (receipts > 0) rows['receipt'] = receipts
  const scopes = await cache.scopes.toArray()
  const tickets = device ? await tablet.rows.list('ticket') : []
  return {
    device: device ? { id: device.device, store: device.store.id, register: device.register.id } : null,
    till: {
      operations: await till.operations.count(),
      waiting: await till.operations.filter(({ durable }) => durable === 0).count(),
      incarnation: device?.incarnation ?? 0,
      headSeq: head.seq,
      headLink: head.link,
      receiptCounter: head.receiptCounter,
      durableSeq: (await till.read('word'))?.durableSeq ?? 0,
    },
    cache: {
      rows,
      scopes: scopes.map(({ scope, generation, cursor, count }) => ({ scope, generation, cursor, count })),
      visibleSeq: (await cache.visible())?.seq ?? 0,
    },
    status: tablet.status(),
    tickets: tickets.toSorted((a, b) => a.at - b.at),
  }
}

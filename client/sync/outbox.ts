import type { Heartbeat } from '#shared/sync/protocol.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { isObject, parseJson } from '#shared/base/json.ts'
import type { Till } from '../db/till.ts'
import type { TabletEnv } from './env.ts'

/** A waiting operation, in what a person wants to know of it. */
export type OutboxEntry = {
  readonly op: string
  readonly seq: number
  readonly kind: string
  readonly committedAt: number
  readonly receiptNumber: string | null
  readonly total: number | null
  /** The first thing on the ticket, and how many pieces there are. */
  readonly what: string | null
  readonly pieces: number
}

const RETAINED_MS = 30 * DAY_MS

export async function outbox(till: Till): Promise<OutboxEntry[]> {
  const ops = await till.waiting().toArray()
  return ops.map(({ id, seq, kind, committedAt, body }) => {
    const parsed = parseJson(body)
    const args = isObject(parsed) && isObject(parsed['args']) ? parsed['args'] : {}
    return {
      op: id,
      seq,
      kind,
      committedAt,
      receiptNumber: typeof args['receipt'] === 'string' ? args['receipt'] : null,
      total: typeof args['total'] === 'number' ? args['total'] : null,
      ...contents(args['lines']),
    }
  })
}

function contents(lines: unknown): Pick<OutboxEntry, 'what' | 'pieces'> {
  const all: readonly unknown[] = Array.isArray(lines) ? lines : []
  const [first] = all
  return {
    what: isObject(first) && typeof first['name'] === 'string' ? first['name'] : null,
    pieces: all.reduce<number>(
      (sum, line) => sum + (isObject(line) && typeof line['quantity'] === 'number' ? line['quantity'] : 0),
      0,
    ),
  }
}

/** How many wait, and since when. */
export async function outboxDepth(till: Till): Promise<{ depth: number; oldestAt: number | null }> {
  return await till.transaction('r', till.operations, async () => {
    const depth = await till.waiting().count()
    const first = depth === 0 ? undefined : await till.waiting().first()
    return { depth, oldestAt: first?.committedAt ?? null }
  })
}

/**
 * Y13: a durable operation is forgotten after 30 days by the server's clock, and only when a backup covers it. Those of an
 * earlier incarnation stay: nobody tells any more what covers them.
 */
export async function forgetCovered(till: Till): Promise<number> {
  const { anchor, word } = await till.standing()
  if (!anchor || word.coveredSeq === 0) return 0
  return await till.transaction('rw!', till.operations, till.state, async () => {
    const { device, word: now } = await till.standing()
    if (!device || now.coveredSeq === 0) return 0
    return await till
      .durable(device.incarnation, now.coveredSeq)
      .filter(({ durableAt }) => durableAt !== null && anchor.server - durableAt >= RETAINED_MS)
      .delete()
  })
}

/** What only this tablet knows of itself. */
export async function heartbeatOf(at: {
  env: TabletEnv
  till: Till
  mismatches: number
}): Promise<Heartbeat> {
  const { env, till } = at
  const { head, anchor, depth, oldestAt } = await till.transaction(
    'r',
    till.operations,
    till.state,
    async () => ({ ...(await till.standing()), ...(await outboxDepth(till)) }),
  )
  const estimate = await env.storage?.estimate().catch(() => undefined)
  return {
    outboxDepth: depth,
    oldestAt,
    headSeq: head.seq,
    headLink: head.link,
    receiptCounter: head.receiptCounter,
    app: env.app,
    persisted: (await env.storage?.persisted().catch(() => undefined)) ?? null,
    quotaBytes: estimate?.quota ?? null,
    usedBytes: estimate?.usage ?? null,
    clockSkewMs: anchor ? anchor.wall - anchor.server : null,
    mismatches: at.mismatches,
  }
}

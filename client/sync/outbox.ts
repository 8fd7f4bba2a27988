import type { Heartbeat } from '#shared/sync/protocol.ts'
import Dexie from 'dexie'
import { DAY_MS } from '#shared/base/time.ts'
import { isObject, parseJson } from '#shared/base/json.ts'
import { NEW_HEAD, NO_WORD, type Till } from '../db/till.ts'
import type { TabletEnv } from './env.ts'

/** A waiting operation, in what a person wants to know of it. */
export type OutboxEntry = {
  readonly op: string
  readonly seq: number
  readonly kind: string
  readonly committedAt: number
  readonly receiptNumber: string | null
  readonly total: number | null
}

const RETAINED_MS = 30 * DAY_MS

export async function outbox(till: Till): Promise<OutboxEntry[]> {
  const lives = await till.incarnations()
  const ops = (await Promise.all(lives.map((incarnation) => till.waiting(incarnation).toArray()))).flat()
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
    }
  })
}

/** How many wait, and since when. */
export async function outboxDepth(till: Till): Promise<{ depth: number; oldestAt: number | null }> {
  return await till.transaction('r', till.operations, async () => {
    let depth = 0
    let oldestAt: number | null = null
    for (const incarnation of await till.incarnations()) {
      const count = await till.waiting(incarnation).count()
      const first = count === 0 ? undefined : await till.waiting(incarnation).first()
      depth += count
      if (first && (oldestAt === null || first.committedAt < oldestAt)) oldestAt = first.committedAt
    }
    return { depth, oldestAt }
  })
}

/**
 * Y13: a durable operation is forgotten after 30 days by the server's clock, and only when a backup covers it. Those of an
 * earlier incarnation stay: nobody tells any more what covers them.
 */
export async function forgetCovered(till: Till, serverNow: number): Promise<number> {
  if (((await till.read('word')) ?? NO_WORD).coveredSeq === 0) return 0
  return await till.transaction('rw!', till.operations, till.state, async () => {
    const device = await till.read('device')
    const { coveredSeq } = (await till.read('word')) ?? NO_WORD
    if (!device || coveredSeq === 0) return 0
    const covered = till.operations
      .where('[incarnation+durable+seq]')
      .between([device.incarnation, 1, Dexie.minKey], [device.incarnation, 1, coveredSeq], true, true)
    return await covered
      .filter(({ durableAt }) => durableAt !== null && serverNow - durableAt >= RETAINED_MS)
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
    async () => ({
      head: (await till.read('head')) ?? NEW_HEAD,
      anchor: await till.read('anchor'),
      ...(await outboxDepth(till)),
    }),
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

import * as z from 'zod/mini'
import { toHex } from '#shared/base/bytes.ts'
import { NO_LANES } from '#shared/base/hash.ts'
import { type Heartbeat, PROTOCOL, PULL_BYTES_DEFAULT, PullLine } from '#shared/sync/protocol.ts'
import { SEGMENT_FORMAT } from '#shared/sync/segment.ts'
import { type Cache, keysBelow, type ScopeCursor } from '../db/cache.ts'
import type { SoundsOf } from '../db/find-words.ts'
import type { Shelf } from '../db/shelf.ts'
import { NEW_HEAD, type Till } from '../db/till.ts'
import type { TabletEnv } from './env.ts'
import { TABLET_SCHEMA } from './push-desk.ts'
import { retire } from './retire.ts'
import { takePage } from './take-page.ts'
import { takeSegments } from './take-segments.ts'
import { postForLines } from './transport.ts'

export type PullDesk = {
  readonly env: TabletEnv
  readonly till: Till
  readonly cache: Cache
  readonly shelf: Shelf
  readonly heartbeat: () => Promise<Heartbeat>
  /** Resolves when no sale is being committed: pages step aside. */
  readonly whenQuiet: () => Promise<void>
  /** Rows that changed, by name (`scope\ntable\nkey`); `all` when a whole scope was dropped. */
  readonly changed: (keys: readonly string[], all: boolean) => Promise<void>
  /** What the plan said of this incarnation: told to the push side, which owns the till. */
  readonly told: (word: Told) => Promise<void>
  /** A scope's checksum differed and it starts anew. */
  readonly mismatch: (scope: string) => void
}

/** `before` is the durableSeq that was known when the question was asked: less than that means that the server went back. */
export type Told = {
  readonly incarnation: number
  readonly epoch: string
  readonly durableSeq: number
  readonly before: number
  readonly revokedAt: number | undefined
}

export type Pulled =
  | 'done'
  | 'more'
  | 'unreachable'
  | 'stranger'
  | 'unauthorised'
  | 'other-backend'
  | 'refused'
  | 'nothing'
  /** `differed`: it is not that the server is busy, but a sum was not ours. */
  | { readonly laterMs: number; readonly differed?: true }

const MISMATCH_PAUSE_MS = 5_000

type Line = z.infer<typeof PullLine>
type Plan = Extract<Line, { is: 'plan' }>

/** Fetches what the server has and this tablet lacks. Never waits for a push, never touches the till. */
export async function pullOnce(desk: PullDesk): Promise<Pulled> {
  const { env, till, cache } = desk
  const { device, head, word, halt, revoked } = await till.standing()
  if (!device) return 'nothing'
  const nonce = toHex(env.randomBytes(12))
  const have = await cache.scopes.toArray()
  const soundsOf = await env.sounds?.()
  const progress: Progress = { plan: undefined, ended: false, differed: false, result: 'unreachable' }
  const heard = await postForLines(env, '/sync/pull', {
    token: device.token,
    body: {
      protocol: PROTOCOL,
      backend: device.backend,
      epoch: device.epoch,
      device: device.device,
      incarnation: device.incarnation,
      schema: TABLET_SCHEMA,
      nonce,
      have: have.map(({ scope, generation, cursor, sum, floor, plain }) => ({
        scope,
        generation,
        cursor,
        sum: [sum[0], sum[1]],
        floor,
        plain,
      })),
      segments: env.inflate ? SEGMENT_FORMAT : undefined,
      maxBytes: PULL_BYTES_DEFAULT,
      heartbeat: await desk.heartbeat(),
    },
    take: async (value) => {
      const line = z.safeParse(PullLine, value)
      if (!line.success) return stop(progress, 'stranger')
      if (line.data.is !== 'plan' && !progress.plan) return stop(progress, 'stranger')
      return await take(desk, { device: device.backend, nonce, progress, soundsOf }, line.data)
    },
  })
  if (heard.is === 'later') return { laterMs: heard.afterMs }
  if (heard.is !== 'answer') return heard.is
  if (heard.status !== 200) return 'stranger'
  if (!progress.ended || !progress.plan) return progress.result
  const { epoch, durableSeq, visibleSeq, revokedAt } = progress.plan
  const isNews = epoch !== device.epoch || durableSeq < word.durableSeq || durableSeq > head.seq
  if (isNews || halt || revokedAt !== revoked?.at) {
    const { incarnation } = device
    await desk.told({ incarnation, epoch, durableSeq, before: word.durableSeq, revokedAt })
  }
  if (progress.result === 'done') {
    const seq = Math.min(visibleSeq, await ownSeq(till, device.incarnation))
    await cache.setWhole({ incarnation: device.incarnation, seq }, env.now())
    await desk.changed([], false)
  }
  if (progress.result !== 'more') return progress.result
  const taken = await takeSegments(desk, device.token, progress.plan.scopes)
  if (taken === 'more') return 'more'
  return taken.is === 'later' ? { laterMs: taken.afterMs } : taken.is
}

/**
 * Up to where this tablet's own chain is known to be the server's. A copied tablet has given numbers anew: what the server
 * shows under them is the other's.
 */
async function ownSeq(till: Till, incarnation: number): Promise<number> {
  return await till.transaction('r', till.operations, till.state, async () => {
    const head = (await till.read('head')) ?? NEW_HEAD
    const first = await till
      .waiting()
      .filter((op) => op.incarnation === incarnation)
      .first()
    return first ? first.seq - 1 : head.seq
  })
}

type Progress = { plan: Plan | undefined; ended: boolean; differed: boolean; result: Pulled }

function stop(progress: Progress, result: Pulled): false {
  progress.result = result
  return false
}

async function take(
  desk: PullDesk,
  at: { device: string; nonce: string; progress: Progress; soundsOf: SoundsOf | undefined },
  line: Line,
): Promise<boolean> {
  const { progress } = at
  switch (line.is) {
    case 'plan':
      if (line.nonce !== at.nonce) return stop(progress, 'stranger')
      if (line.backend !== at.device) return stop(progress, 'other-backend')
      progress.plan = line
      return (await begin(desk, line)) ? true : stop(progress, 'unreachable')
    case 'page': {
      await desk.whenQuiet()
      const keys = await takePage(desk, line, at.soundsOf)
      if (keys === undefined) return stop(progress, 'unreachable')
      await desk.changed(keys, false)
      return true
    }
    case 'end': {
      const scope = await desk.cache.scopes.get(line.scope)
      if (scope && scope.cursor === line.to && scope.sum[0] === line.sum[0] && scope.sum[1] === line.sum[1]) {
        if (scope.plain) await desk.cache.scopes.put({ ...scope, plain: false })
        return true
      }
      // Never adopt the server's sum: that would hide what is missing. The other scopes go on.
      desk.mismatch(line.scope)
      await dropScope(desk, line.scope)
      // Should the segments themselves be wrong, they are not asked for a second time.
      if (scope?.segments?.length) await desk.cache.scopes.put(beginning(line.scope, { plain: true }))
      progress.differed = true
      return true
    }
    case 'done':
      progress.ended = true
      // Not at once: should the sums differ for ever, the scope must not be fetched in a ring.
      if (progress.differed) return stop(progress, { laterMs: MISMATCH_PAUSE_MS, differed: true })
      return stop(progress, line.more ? 'more' : 'done')
  }
}

/** Drops what the server took away, and what comes anew from the beginning. False when another tab was at it meanwhile. */
async function begin(desk: PullDesk, plan: Plan): Promise<boolean> {
  const { cache } = desk
  for (const { id, mode, generation, from, floor = 0, segments } of plan.scopes) {
    if (mode === 'delta' && floor === 0) continue
    const known = await cache.scopes.get(id)
    if (mode === 'delta') {
      if ((known?.floor ?? 0) >= floor) continue
      if (!(await retire(desk, id, floor))) return false
      await desk.changed([], true)
      continue
    }
    if (known && (mode === 'drop' || known.cursor > 0 || known.count > 0)) await dropScope(desk, id)
    if (mode === 'snapshot') {
      const plainly = known?.plain === true && segments === undefined
      await cache.transaction('rw!', cache.scopes, cache.meta, async () => {
        await cache.scopes.put(beginning(id, { generation, cursor: from, floor, plain: plainly }))
        await cache.forgetWhole()
      })
    }
  }
  return true
}

/** A scope without rows. */
const beginning = (scope: string, over: Partial<ScopeCursor>): ScopeCursor => ({
  scope,
  generation: 0,
  cursor: 0,
  sum: NO_LANES,
  count: 0,
  ...over,
})

/** The rows here contain no own operation for certain any more: all that the till holds are laid again (Y8). */
async function dropScope({ cache, changed }: PullDesk, scope: string): Promise<void> {
  const [from, to] = keysBelow(scope)
  const { rows, scopes, segments, chunks, meta } = cache
  await cache.transaction('rw!', [rows, scopes, segments, chunks, meta], async () => {
    await rows.where('[scope+table+key]').between(from, to).delete()
    await cache.dropSegments(await segments.where('scope').equals(scope).primaryKeys())
    await scopes.delete(scope)
    await cache.forgetWhole()
  })
  await changed([], true)
}

import * as z from 'zod/mini'
import { OutflowArgs } from '../domain/outflow.ts'
import { MemberHistory } from './history.ts'
import { Shelves } from './shelves.ts'
import { Sidecar } from './operation.ts'

/** Raised when a message changes so that an older peer would misread it. The server takes N-2 … N. */
export const PROTOCOL = 1
export const PROTOCOLS_TAKEN: readonly number[] = [1]

export const PUSH_OPS_MAX = 500
export const PUSH_BYTES_MAX = 512 * 1024
/** An op larger than this would block the queue: it is refused at commit, before money is taken. */
export const OP_BYTES_MAX = 256 * 1024
export const PULL_BYTES_DEFAULT = 4 * 1024 * 1024
export const PAGE_ROWS_MAX = 200

const Text = z.string().check(z.minLength(1), z.maxLength(100))
const Count = z.int().check(z.gte(0))

/** One operation on the wire. `body` is the text that was hashed; `link` chains it to its predecessor. */
export const WireOp = z.object({
  seq: z.int().check(z.gte(1)),
  link: z.string().check(z.length(64)),
  body: z.string().check(z.maxLength(OP_BYTES_MAX)),
  sidecars: z.optional(z.array(Sidecar).check(z.maxLength(8))),
})
export type WireOp = Readonly<z.infer<typeof WireOp>>

/** What only the device knows of itself. Only what it has once told can later be named as missing. */
export const Heartbeat = z.object({
  outboxDepth: Count,
  /** Unix ms by the device's clock; null when nothing waits. */
  oldestAt: z.nullable(z.number()),
  headSeq: Count,
  headLink: z.string().check(z.maxLength(64)),
  receiptCounter: Count,
  app: z.string().check(z.maxLength(40)),
  persisted: z.nullable(z.boolean()),
  quotaBytes: z.nullable(z.number()),
  usedBytes: z.nullable(z.number()),
  /** Device clock less server clock as last heard, ms. */
  clockSkewMs: z.nullable(z.number()),
  /** Scopes whose checksum differed and were fetched anew since the start. */
  mismatches: Count,
})
export type Heartbeat = Readonly<z.infer<typeof Heartbeat>>

export const PushRequest = z.object({
  protocol: z.int(),
  backend: Text,
  epoch: Text,
  device: Text,
  incarnation: z.int().check(z.gte(1)),
  schema: z.int(),
  app: z.string().check(z.maxLength(40)),
  nonce: Text,
  heartbeat: Heartbeat,
  ops: z.array(WireOp).check(z.maxLength(PUSH_OPS_MAX)),
})
export type PushRequest = Readonly<z.infer<typeof PushRequest>>

/** Immutable, replayed identically for ever. `conflict`: this id is known with another body; both are kept. */
export const Acceptance = z.object({ seq: Count, id: z.string(), is: z.enum(['accepted', 'conflict']) })
export type Acceptance = Readonly<z.infer<typeof Acceptance>>

const Echo = { nonce: Text, backend: Text, epoch: Text }

/** 200. `coveredSeq`: up to here a backup holds the device's operations. `at`: the server's clock, Unix ms. */
export const PushAccepted = z.object({
  ...Echo,
  durableSeq: Count,
  coveredSeq: Count,
  acceptances: z.array(Acceptance),
  at: z.number(),
})
export type PushAccepted = Readonly<z.infer<typeof PushAccepted>>

/** 409. `expect`: send again from this seq. `fork`: this seq is known with another link. */
export const PushRefused = z.union([
  z.object({ ...Echo, expect: z.int().check(z.gte(1)) }),
  z.object({ ...Echo, fork: z.int().check(z.gte(1)) }),
])
export type PushRefused = Readonly<z.infer<typeof PushRefused>>

/** `sum` holds the checksum's two lanes as the client computed them. */
export const Have = z.object({
  scope: Text,
  generation: Count,
  cursor: Count,
  sum: z.tuple([Count, Count]),
  /** Rows up to this feed number have left this tablet; absent: none. */
  floor: z.optional(Count),
  /** A segment of this scope could not be used: its rows are wanted one by one. */
  plain: z.optional(z.boolean()),
})
export type Have = Readonly<z.infer<typeof Have>>

const SCOPES_MAX = 1000

export const PullRequest = z.object({
  protocol: z.int(),
  backend: Text,
  epoch: Text,
  device: Text,
  incarnation: z.int().check(z.gte(1)),
  schema: z.int(),
  nonce: Text,
  have: z.array(Have).check(z.maxLength(SCOPES_MAX)),
  maxBytes: z.int().check(z.gte(1)),
  heartbeat: Heartbeat,
  /** The layout of segments that this app reads; absent: it takes rows only. */
  segments: z.optional(z.int()),
})
export type PullRequest = Readonly<z.infer<typeof PullRequest>>

const SEGMENTS_MAX = 2000

/** A sealed segment by its name, and the feed numbers that it holds: after `from`, up to `to`. */
export const PlannedSegment = z.object({ name: z.string().check(z.length(64)), from: Count, to: Count })
export type PlannedSegment = Readonly<z.infer<typeof PlannedSegment>>

export const PlannedScope = z.object({
  id: Text,
  generation: Count,
  mode: z.enum(['delta', 'snapshot', 'drop']),
  from: Count,
  to: Count,
  /** Rows up to this feed number leave the tablets; absent: none. */
  floor: z.optional(Count),
  /** Without gaps, beginning at `from`: to be fetched after this answer, which has no rows of this scope then. */
  segments: z.optional(z.array(PlannedSegment).check(z.maxLength(SEGMENTS_MAX))),
})
export type PlannedScope = Readonly<z.infer<typeof PlannedScope>>

/** table, key, seq, value as JSON text or null where the row is gone. */
export const WireRow = z.tuple([Text, z.string().check(z.maxLength(200)), Count, z.nullable(z.string())])
export type WireRow = Readonly<z.infer<typeof WireRow>>

/** The lines of a pull's answer, application/x-ndjson: one plan, then pages and ends, then one done. */
export const PullLine = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('plan'),
    ...Echo,
    scopes: z.array(PlannedScope),
    durableSeq: Count,
    visibleSeq: Count,
    at: z.number(),
    /** Since when this device may hand in what it holds and nothing else; absent while it is trusted. */
    revokedAt: z.optional(z.number()),
  }),
  z.object({ is: z.literal('page'), scope: Text, from: Count, to: Count, rows: z.array(WireRow) }),
  z.object({ is: z.literal('end'), scope: Text, to: Count, sum: z.tuple([Count, Count]), count: Count }),
  /** Nothing was cut off: every planned scope is at its `to`, or `more` says that maxBytes ended the answer early. */
  z.object({ is: z.literal('done'), more: z.boolean() }),
])
export type PullLine = Readonly<z.infer<typeof PullLine>>

/** A hint: a lost poke costs latency, not correctness. */
export const Poke = z.object({ scope: Text, seq: Count })
export type Poke = Readonly<z.infer<typeof Poke>>

export const EnrolRequest = z.object({ code: Text, name: z.optional(z.string().check(z.maxLength(100))) })
export type EnrolRequest = Readonly<z.infer<typeof EnrolRequest>>

/** What an enrolled device keeps. `receiptKey` is hex, `utcOffsetMinutes` is the store's business time. */
export const Enrolled = z.object({
  device: Text,
  token: Text,
  incarnation: z.int().check(z.gte(1)),
  letter: Text,
  store: z.object({ id: Text, name: Text }),
  register: z.object({ id: Text, name: Text }),
  chain: z.object({ name: Text, cardPattern: z.string(), utcOffsetMinutes: z.int() }),
  buckets: z.object({
    directory: z.int().check(z.gte(1)),
    receipts: z.int().check(z.gte(1)),
    member: z.int().check(z.gte(1)),
    credential: z.int().check(z.gte(1)),
  }),
  receiptKey: Text,
  backend: Text,
  epoch: Text,
})
export type Enrolled = Readonly<z.infer<typeof Enrolled>>

/** A forked or restored device goes on under a new incarnation; `ordinal` tells a repeated request from a new one. */
export const IncarnationRequest = z.object({ nonce: Text, after: z.int().check(z.gte(1)) })
export const IncarnationAnswer = z.object({ ...Echo, incarnation: z.int().check(z.gte(1)), letter: Text })
export type IncarnationAnswer = Readonly<z.infer<typeof IncarnationAnswer>>

/** One thing a channel tells: the id is computed from channel, externalId and the item itself, so that repeats are known. */
export const ChannelItem = z.object({
  kind: z.enum(['order.record', 'return.complete', 'stock.adjust', 'member.enrol']),
  externalId: Text,
  businessDate: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  at: z.number(),
  args: z.unknown(),
  sidecars: z.optional(z.array(Sidecar).check(z.maxLength(8))),
})
export type ChannelItem = Readonly<z.infer<typeof ChannelItem>>

export const ChannelRequest = z.object({ items: z.array(ChannelItem).check(z.maxLength(PUSH_OPS_MAX)) })
export const ChannelAnswer = z.object({
  acceptances: z.array(z.object({ externalId: Text, id: Text, is: z.enum(['accepted', 'conflict']) })),
})
export type ChannelAnswer = Readonly<z.infer<typeof ChannelAnswer>>

export const OutflowItem = z.object({
  key: Text,
  is: z.enum(['ready', 'reminder', 'collected', 'cancelled', 'expired', 'shipped', 'refund', 'unplaced']),
  ref: Text,
  order: Text,
  lines: z.array(z.object({ line: Count, quantity: Count, amount: z.int() })),
  /** What the shop gives back to the buyer. */
  amount: z.int(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  at: z.number(),
  tries: Count,
  /** What the buyer shows at the counter, as a QR code. */
  pickupCode: z.optional(Text),
})
export type OutflowItem = Readonly<z.infer<typeof OutflowItem>>

/** The oldest first; `next` asks for the page behind it. */
export const OutflowPage = z.object({ items: z.array(OutflowItem), next: z.nullable(Count) })
export type OutflowPage = Readonly<z.infer<typeof OutflowPage>>

/** What the wire fingerprint in SPEC.md is taken of. */
export const wireSchemas = {
  WireOp,
  Heartbeat,
  PushRequest,
  PushAccepted,
  PushRefused,
  PullRequest,
  PullLine,
  Poke,
  EnrolRequest,
  Enrolled,
  IncarnationRequest,
  IncarnationAnswer,
  ChannelRequest,
  ChannelAnswer,
  OutflowPage,
  OutflowArgs,
  MemberHistory,
  Shelves,
}

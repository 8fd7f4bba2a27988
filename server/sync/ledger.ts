import { randomBytes } from 'node:crypto'
import type { Buckets } from '#shared/sync/scope.ts'
import type { Database, Step } from '#server/db/query.ts'
import { putSetting } from '#server/tables/setting.ts'
import type { Heartbeats } from './heartbeats.ts'
import type { Batch, Ingested } from './incoming.ts'
import type { Pokes } from './poke.ts'

/** What a chain is, fixed when its database is made; only the epoch changes, with every restore. */
export type ChainSettings = {
  readonly backend: string
  readonly epoch: string
  readonly chainName: string
  /** Hex. */
  readonly receiptKey: string
  readonly buckets: Buckets
  readonly cardPattern: string
  readonly utcOffsetMinutes: number
}

/** What counts things for the operator; the sync rooms call it, the http room exposes it. */
export type Meter = (name: MeterName, amount?: number, label?: string) => void
export type MeterName =
  | 'operations'
  | 'duplicates'
  | 'gaps'
  | 'forks'
  | 'conflicts'
  | 'parked'
  | 'transactions'
  | 'commit_seconds'
  | 'messages'
  | 'pull_rows'
  | 'pokes'

/** The ledger as the sync rooms know it; open-ledger.ts puts it together. */
export interface Ledger {
  readonly db: Database
  readonly now: () => number
  /** Y14: what is received now bears this time. */
  readonly received: () => number
  /** inline: what an op sends onward is applied in its own transaction. deferred: after it, as between shards. */
  readonly relayMode: 'inline' | 'deferred'
  readonly settings: ChainSettings
  readonly pokes: Pokes
  readonly heartbeats: Heartbeats
  readonly meter: Meter
  /** Awaited between the transactions of the deferred relay and after each commit: the simulation cuts in here. */
  readonly pause: () => Promise<void>
  readonly writer: {
    /** Operations that wait for a transaction. */
    readonly depth: number
    /** True: say "later" instead of letting the line grow. */
    readonly isFull: boolean
    /** Resolves when the batch is durable; rejects when nothing of it was told to anybody. */
    readonly submit: (batch: Batch) => Promise<Ingested>
  }
  readonly relay: { readonly wake: () => void; readonly idle: () => Promise<void>; readonly stop: () => void }
  /** Finishes what was begun; the database is closed by whoever opened it. */
  readonly close: () => Promise<void>
}

export const newEpoch = (): string => randomBytes(9).toString('base64url')

/** A restore or a promotion begins a new epoch: devices push again what they retained. */
export function* beginEpoch(): Step<string> {
  const epoch = newEpoch()
  yield* putSetting('epoch', JSON.stringify(epoch))
  return epoch
}

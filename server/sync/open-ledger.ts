import { randomBytes } from 'node:crypto'
import { type Buckets, DEFAULT_BUCKETS } from '#shared/sync/scope.ts'
import type { Database, Step } from '#server/db/query.ts'
import { latestReceived } from '#server/tables/operation.ts'
import { allSettings, putSetting } from '#server/tables/setting.ts'
import { Heartbeats } from './heartbeats.ts'
import { type ChainSettings, type Ledger, type Meter, newEpoch } from './ledger.ts'
import { replayParked } from './parked.ts'
import { Pokes } from './poke.ts'
import { receivedBy } from './received.ts'
import { Relay } from './relay.ts'
import { Writer } from './writer.ts'

export type LedgerOptions = {
  readonly db: Database
  readonly now: () => number
  /** inline: what an op sends onward is applied in its own transaction. deferred: after it, as between shards. */
  readonly relay: 'inline' | 'deferred'
  readonly meter?: Meter
  /** Called between the transactions of the deferred relay and after each commit: the simulation cuts in here. */
  readonly pause?: () => Promise<void>
  /** How long the writer waits at most for others to share a transaction, ms. */
  readonly collectMs?: number
}

const COLLECT_MS = 5

class OpenLedger implements Ledger {
  readonly db: Database
  readonly now: () => number
  readonly received: () => number
  readonly relayMode: 'inline' | 'deferred'
  readonly settings: ChainSettings
  readonly pokes = new Pokes()
  readonly meter: Meter
  readonly pause: () => Promise<void>
  readonly writer: Writer
  readonly relay: Relay
  readonly heartbeats: Heartbeats

  constructor(options: LedgerOptions, settings: ChainSettings, latest: number | undefined) {
    this.db = options.db
    this.now = options.now
    this.received = receivedBy(options.now, latest)
    this.relayMode = options.relay
    this.settings = settings
    this.meter = options.meter ?? (() => {})
    this.pause = options.pause ?? (() => Promise.resolve())
    this.writer = new Writer(this, options.collectMs ?? COLLECT_MS)
    this.relay = new Relay(this)
    this.heartbeats = new Heartbeats(options.db, options.now)
  }

  /** Finishes what was begun; the database is closed by whoever opened it. */
  async close(): Promise<void> {
    await this.writer.idle()
    await this.relay.idle()
    await this.heartbeats.flush()
  }
}

export type NewChain = {
  readonly chainName: string
  readonly cardPattern: string
  readonly utcOffsetMinutes: number
  readonly buckets?: Buckets
}

/** Opens the ledger; makes the chain's settings at the first opening. */
export async function openLedger(options: LedgerOptions, chain: NewChain): Promise<Ledger> {
  const settings = await options.db.write(() => settingsOf(chain))
  const ledger = new OpenLedger(options, settings, await options.db.read(latestReceived))
  await replayParked(ledger)
  ledger.relay.wake()
  return ledger
}

function* settingsOf(chain: NewChain): Step<ChainSettings> {
  const known = yield* allSettings()
  const fresh: ChainSettings = {
    backend: randomBytes(12).toString('base64url'),
    epoch: newEpoch(),
    receiptKey: randomBytes(32).toString('hex'),
    chainName: chain.chainName,
    cardPattern: chain.cardPattern,
    utcOffsetMinutes: chain.utcOffsetMinutes,
    buckets: chain.buckets ?? DEFAULT_BUCKETS,
  }
  for (const [key, value] of Object.entries(fresh)) {
    if (!known.has(key)) yield* putSetting(key, JSON.stringify(value))
  }
  const stored = Object.fromEntries([...known].map(([key, value]) => [key, JSON.parse(value) as unknown]))
  return { ...fresh, ...stored }
}

import type { Step } from '#server/db/query.ts'
import {
  DatabaseUnavailable,
  NotDurable,
  RetryTransaction,
  StatementRefused,
  StorageFailure,
} from '#server/db/errors.ts'
import type { Batch, Ingested } from './incoming.ts'
import { ingest } from './ingest.ts'
import type { Ledger } from './ledger.ts'
import { type Remembered, RememberedRows } from './remembered-rows.ts'
import { type Waiting, WaitingLine } from './waiting-line.ts'
import { WorkingSet } from './working-set.ts'

/** Beyond this the server says "later" instead of letting the line grow. */
const WAITING_OPS_MAX = 20_000

type Tried = { readonly ingested: Ingested } | { readonly failed: unknown }

/**
 * The one writer of the ledger: collects the batches of many devices into one durable transaction, each under a savepoint
 * of its own. What fails is cut in half until the operation at fault stands alone and is parked; nobody else waits for it.
 */
export class Writer {
  readonly #ledger: Ledger
  readonly #line: WaitingLine
  readonly #remembered = new RememberedRows()
  #working: Promise<void> | undefined

  constructor(ledger: Ledger, collectMs: number) {
    this.#ledger = ledger
    this.#line = new WaitingLine(collectMs)
  }

  /** Operations that wait for a transaction. */
  get depth(): number {
    return this.#line.depth
  }

  get isFull(): boolean {
    return this.depth > WAITING_OPS_MAX
  }

  /** Resolves when the batch is durable. Rejects only when the storage failed: then nothing of it was told to anybody. */
  submit(batch: Batch): Promise<Ingested> {
    return new Promise((resolve, reject) => {
      this.#line.join({ batch, resolve, reject })
      this.#working ??= this.#work()
    })
  }

  async idle(): Promise<void> {
    while (this.#working) await this.#working
  }

  async #work(): Promise<void> {
    while (this.#line.length > 0) {
      await this.#line.collect()
      await this.#commit(this.#line.take())
    }
    this.#working = undefined
  }

  async #commit(waiting: readonly Waiting[]): Promise<void> {
    const tried = await this.#transact(waiting.map(({ batch }) => batch)).catch((error: unknown) => ({
      failed: error,
    }))
    for (const [i, { batch, resolve, reject }] of waiting.entries()) {
      const one = 'failed' in tried ? tried : tried[i]
      if (one && 'ingested' in one) resolve(one.ingested)
      else
        await this.#rescue(batch, {
          error: one?.failed,
          alone: waiting.length === 1 || !('failed' in tried),
        }).then(resolve, reject)
    }
  }

  /** A batch that failed: alone, then in halves, then its last operation parked. */
  async #rescue(batch: Batch, { error, alone }: { error: unknown; alone: boolean }): Promise<Ingested> {
    if (isNobodysFault(error)) throw error
    if (!alone) return await this.#alone(batch)
    if (batch.ops.length <= 1) {
      if (batch.park) throw error
      return await this.#alone({ ...batch, park: true })
    }
    const half = Math.ceil(batch.ops.length / 2)
    const first = await this.#alone({ ...batch, ops: batch.ops.slice(0, half) })
    if (first.is !== 'stored') return first
    const second = await this.#alone({ ...batch, ops: batch.ops.slice(half) })
    return second.is === 'stored'
      ? { ...second, acceptances: [...first.acceptances, ...second.acceptances] }
      : second
  }

  async #alone(batch: Batch): Promise<Ingested> {
    const [one] = await this.#transact([batch]).catch((error: unknown): Tried[] => [{ failed: error }])
    if (one && 'ingested' in one) return one.ingested
    return await this.#rescue(batch, { error: one?.failed, alone: true })
  }

  /** Y2: operations, effects, feed entries, heads and onward messages in one transaction; pokes only after it. */
  async #transact(batches: readonly Batch[]): Promise<Tried[]> {
    const ledger = this.#ledger
    const started = performance.now()
    const { tried, moved, rewritten, version } = await ledger.db.write(() =>
      transaction(ledger, batches, this.#remembered),
    )
    this.#remembered.keep(rewritten, version)
    ledger.meter('transactions')
    ledger.meter('commit_seconds', (performance.now() - started) / 1000)
    ledger.meter('pokes', ledger.pokes.tell(moved))
    if (ledger.relayMode === 'deferred') ledger.relay.wake()
    await ledger.pause()
    return tried
  }
}

/** No operation is to blame, so none is parked for it: the device keeps what it sent and tries again. */
const isNobodysFault = (error: unknown): boolean =>
  error instanceof StorageFailure ||
  error instanceof DatabaseUnavailable ||
  error instanceof NotDurable ||
  error instanceof RetryTransaction ||
  error instanceof StatementRefused

type Transacted = {
  readonly tried: Tried[]
  readonly moved: Map<string, number>
  readonly rewritten: readonly Remembered[]
  readonly version: string | undefined
}

function* transaction(
  ledger: Ledger,
  batches: readonly Batch[],
  remembered: RememberedRows,
): Step<Transacted> {
  const { db } = ledger
  const set = new WorkingSet(remembered.at(db.version?.()))
  const tried: Tried[] = []
  for (const batch of batches) {
    yield { sql: 'SAVEPOINT batch' }
    try {
      tried.push({ ingested: yield* ingest(ledger, set, batch) })
      set.accept()
    } catch (error) {
      if (error instanceof RetryTransaction) throw error
      set.drop()
      yield { sql: 'ROLLBACK TO batch' }
      tried.push({ failed: error })
    }
    yield { sql: 'RELEASE batch' }
  }
  const moved = yield* set.flush(ledger.now())
  // Before the commit: afterwards somebody else's write could be in it.
  return { tried, moved, rewritten: set.rewritten, version: db.version?.() }
}

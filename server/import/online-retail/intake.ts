import type { Id } from '#shared/base/id.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import type { Product } from '#shared/domain/product.ts'
import { bodyHash } from '#shared/sync/operation.ts'
import { sha256 } from '#server/sync/incoming.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { knownOperations } from '#server/tables/operation.ts'
import { productOf } from './goods.ts'
import type { Booked } from './operations.ts'
import { ImportFailure } from '../failure.ts'
import { addRows } from '#server/sync/rows.ts'
import type { SaleLine } from './steps.ts'

/** What one transaction takes. */
export type BatchSize = { readonly operations: number; readonly lines: number }
const BATCH: BatchSize = { operations: 250, lines: 8000 }

type IntakeOptions = {
  readonly channel: string
  readonly afterBatch: () => Promise<void>
  readonly batch?: BatchSize | undefined
}

export type Counts = { readonly products: number; readonly stored: number; readonly known: number }

/**
 * Hands operations to the writer, a batch at a time: what is durable stays, so whoever is killed begins again and finds those
 * known. Products that nobody has are made before the operations that name them.
 */
export class Intake {
  readonly #ledger: Ledger
  readonly #channel: string
  readonly #afterBatch: () => Promise<void>
  readonly #size: BatchSize
  #batch: Booked[] = []
  #lines = 0
  /** Made by this batch, by origin: whoever builds on what the other origin is about to tell waits for it. */
  readonly #made = { system: new Set<string>(), channel: new Set<string>() }
  readonly #seen = new Set<string>()
  #products: Product[] = []
  #counts: Counts = { products: 0, stored: 0, known: 0 }

  constructor(ledger: Ledger, { channel, afterBatch, batch = BATCH }: IntakeOptions) {
    this.#ledger = ledger
    this.#channel = channel
    this.#afterBatch = afterBatch
    this.#size = batch
  }

  get counts(): Counts {
    return this.#counts
  }

  /** Only what the catalogue does not have becomes a product: what somebody keeps is left alone. */
  offer(line: SaleLine): void {
    if (this.#seen.has(line.sku)) return
    this.#seen.add(line.sku)
    this.#products.push(productOf(line))
  }

  async add(booked: Booked): Promise<void> {
    const others = booked.origin === 'system' ? this.#made.channel : this.#made.system
    if (booked.buildsOn.some((id) => others.has(id))) await this.flush()
    this.#batch.push(booked)
    this.#made[booked.origin].add(booked.known)
    this.#lines += 'lines' in booked.step ? booked.step.lines.length : 0
    if (this.#batch.length >= this.#size.operations || this.#lines >= this.#size.lines) await this.flush()
  }

  async flush(): Promise<void> {
    const batch = this.#batch
    if (batch.length === 0) return
    this.#batch = []
    this.#lines = 0
    this.#made.system.clear()
    this.#made.channel.clear()
    await this.#putProducts()
    const fresh = await this.#unknown(batch)
    await Promise.all([
      this.#submit(fresh.filter(({ origin }) => origin === 'channel')),
      this.#submit(fresh.filter(({ origin }) => origin === 'system')),
    ])
    const { stored, known, products } = this.#counts
    this.#counts = {
      products,
      stored: stored + fresh.length,
      known: known + batch.length - fresh.length,
    }
    await this.#afterBatch()
  }

  async #putProducts(): Promise<void> {
    const products = this.#products
    this.#products = []
    const made = await addRows(
      this.#ledger,
      products.map((product) => put(CATALOG, 'product', [product.sku, product])),
    )
    this.#counts = { ...this.#counts, products: this.#counts.products + made }
  }

  async #unknown(batch: readonly Booked[]): Promise<Booked[]> {
    const known = await this.#ledger.db.read(() => knownOperations(batch.map(({ id }) => id)))
    return batch.filter(({ id, incoming, step }) => {
      const before = known.get(id)
      if (before && before.bodyHash !== bodyHash(incoming.body, sha256))
        throw new ImportFailure(
          `invoice ${step.invoice} is in the ledger already, with other content (operation ${id})`,
          'The file was changed since it was first imported. Import the file as it was, or use an empty data folder.',
        )
      return before === undefined
    })
  }

  async #submit(batch: readonly Booked[]): Promise<void> {
    const [first] = batch
    if (first === undefined) return
    const ingested = await this.#ledger.writer.submit({
      origin: first.origin === 'system' ? { is: 'system' } : { is: 'channel', channel: this.#channel },
      ops: batch.map(({ incoming }) => incoming),
    })
    const refused: Id[] =
      ingested.is === 'stored'
        ? batch.flatMap(({ id }, i) => (ingested.acceptances[i]?.is === 'accepted' ? [] : [id]))
        : batch.map(({ id }) => id)
    if (refused.length > 0)
      throw new ImportFailure(
        `the ledger does not take ${refused.length} operations, ${refused[0]} among them`,
        'See the lines above; start the import again when that is put right.',
      )
  }
}

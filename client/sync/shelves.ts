import * as z from 'zod/mini'
import { DAY_MS } from '#shared/base/time.ts'
import { parseJson } from '#shared/base/json.ts'
import { onShelf, type OnShelf } from '#shared/domain/shelf.ts'
import type { Stock } from '#shared/domain/stock.ts'
import { storeScope } from '#shared/sync/scope.ts'
import { type Shelf, Shelves as ToldShelves } from '#shared/sync/shelves.ts'
import type { Cache } from '../db/cache.ts'
import { type Desk, stockOf } from './desk.ts'
import type { TabletEnv } from './env.ts'
import { get } from './transport.ts'

/** What every store had of an article when the server last told. `at`: Unix ms of this tablet. */
export type KeptShelves = { readonly sku: string; readonly at: number; readonly shelves: readonly Shelf[] }

export type FreshShelves =
  | { readonly is: 'fresh'; readonly kept: KeptShelves }
  | { readonly is: 'unreachable' | 'refused' }

const KEY = 'shelves:'
/** R45: what a store had longer ago helps nobody. */
const KEPT_MS = 7 * DAY_MS

/** What is known of this store's shelf: `at` is when the server's rows were last whole here, Unix ms of this tablet. */
export type HereNow = { readonly shelf: OnShelf | undefined; readonly at: number | undefined }

type Parts = {
  readonly env: TabletEnv
  readonly cache: Cache
  /** With every own operation laid. */
  readonly desk: () => Promise<Desk>
}

/** This store's shelf, and those of the others: asked for when somebody looks, kept for a while for when the line is cut. */
export class Shelves {
  readonly #env: TabletEnv
  readonly #cache: Cache

  readonly #desk: Parts['desk']

  constructor({ env, cache, desk }: Parts) {
    this.#env = env
    this.#cache = cache
    this.#desk = desk
  }

  /** R42: what this store has of an article, with what this tablet did itself. */
  async here(sku: string): Promise<HereNow> {
    return { shelf: await stockOf(await this.#desk(), sku), at: await this.#cache.wholeAt() }
  }

  /** What can be sold of each of these: of what was counted, the others are left out. */
  async available(skus: readonly string[]): Promise<Map<string, number>> {
    const { device, overlay } = await this.#desk()
    const rows = await this.#cache.rows.bulkGet(
      skus.map((sku): [string, string, string] => [storeScope(device.store.id), 'stock', sku]),
    )
    const counts = new Map<string, number>()
    skus.forEach((sku, i) => {
      const row = rows[i]
      // Trusted: rows of a table hold what the server put there.
      const stock = row ? (parseJson(row.value) as Stock) : null
      const { countedAt, available } = onShelf(stock, overlay.movesOf(sku))
      if (countedAt !== null) counts.set(sku, available)
    })
    return counts
  }

  /** As last told. */
  async kept(sku: string): Promise<KeptShelves | undefined> {
    const row = await this.#cache.meta.get(KEY + sku)
    const kept = row && keptIn(row.value)
    return kept && this.#isOfLate(kept) ? kept : undefined
  }

  async fetch(sku: string, token: string): Promise<FreshShelves> {
    const path = `/stock?sku=${encodeURIComponent(sku)}`
    const heard = await get(this.#env, path, { authorization: `Bearer ${token}` })
    if (heard.is === 'unauthorised') return { is: 'refused' }
    if (heard.is !== 'answer') return { is: 'unreachable' }
    const told = z.safeParse(ToldShelves, heard.body)
    if (!told.success) return { is: 'unreachable' }
    const kept: KeptShelves = { sku, at: this.#env.now(), shelves: told.data.shelves }
    // What cannot be kept is shown all the same.
    await this.#keep(kept).catch(() => undefined)
    return { is: 'fresh', kept }
  }

  async #keep(kept: KeptShelves): Promise<void> {
    const all = await this.#cache.meta.where('key').startsWith(KEY).toArray()
    const old = all.filter(({ value }) => !this.#isOfLate(keptIn(value)))
    await this.#cache.meta.bulkDelete(old.map(({ key }) => key))
    await this.#cache.meta.put({ key: KEY + kept.sku, value: kept })
  }

  #isOfLate(kept: KeptShelves): boolean {
    return this.#env.now() - kept.at <= KEPT_MS
  }
}

// Trusted: only `#keep` puts these rows.
const keptIn = (value: unknown): KeptShelves => value as KeptShelves

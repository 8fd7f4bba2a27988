/** A cycle count: what somebody finds on the shelf, piece by piece, until it is told. */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import * as z from 'zod/mini'
import { MoneyText } from '#shared/domain/money.ts'
import type { Product } from '#shared/domain/product.ts'
import { useParts } from './parts.ts'

const CountedArticle = z.object({
  sku: z.string(),
  name: z.string(),
  counted: z.int(),
  /** When it was last touched, Unix ms of the tablet, and what was thought to be there then. */
  at: z.number(),
  expected: z.int(),
  unitPrice: z.optional(MoneyText),
})
export type CountedArticle = Readonly<z.infer<typeof CountedArticle>>
const Kept = z.object({ blind: z.boolean(), lines: z.array(CountedArticle) })

const KEY = 'count'
const countedMax = 99_999

export const useCounting = defineStore('counting', () => {
  const { tablet, clock } = useParts()
  const lines = shallowRef<readonly CountedArticle[]>([])
  /** What was expected is not shown to who counts. */
  const blind = shallowRef(true)
  const lastSku = shallowRef<string>()

  /** A count that is under way is still there after a reload. */
  async function restore(): Promise<void> {
    if (lines.value.length > 0) return
    const kept = z.safeParse(Kept, await tablet.local.get(KEY).catch(() => undefined))
    if (!kept.success || lines.value.length > 0) return
    blind.value = kept.data.blind
    lines.value = kept.data.lines
  }
  watch([lines, blind], () => {
    const kept = { blind: blind.value, lines: lines.value.map((line) => ({ ...line })) }
    void tablet.local.set(KEY, kept).catch(() => undefined)
  })

  /** One more of it; an article that the catalogue does not know is counted under what was read. */
  async function add(product: Pick<Product, 'sku' | 'name'> & Partial<Product>): Promise<void> {
    const held = lines.value.find(({ sku }) => sku === product.sku)
    await put(product, (held?.counted ?? 0) + 1)
  }

  async function setCounted(sku: string, counted: number): Promise<void> {
    const held = lines.value.find((line) => line.sku === sku)
    if (held) await put({ sku, name: held.name }, counted)
  }

  async function put(
    { sku, name, price, measure }: Pick<Product, 'sku' | 'name'> & Partial<Product>,
    wanted: number,
  ): Promise<void> {
    const counted = Math.max(0, Math.min(countedMax, Math.trunc(wanted)))
    const { shelf } = await tablet.shelves.here(sku)
    const now = { sku, name, counted, at: clock.now(), expected: shelf?.onHand ?? 0 }
    const before = lines.value.find((line) => line.sku === sku)
    // What is weighed has no price by the piece.
    const unitPrice = before?.unitPrice ?? (measure === 'weight' ? undefined : price)
    const line = { ...now, ...(unitPrice === undefined ? {} : { unitPrice }) }
    lastSku.value = sku
    lines.value = before
      ? lines.value.map((other) => (other.sku === sku ? line : other))
      : [line, ...lines.value]
  }

  function remove(sku: string): void {
    lines.value = lines.value.filter((line) => line.sku !== sku)
  }

  function clear(): void {
    lines.value = []
    lastSku.value = undefined
  }

  return {
    lines,
    blind,
    lastSku,
    restore,
    add,
    setCounted,
    remove,
    clear,
  }
})

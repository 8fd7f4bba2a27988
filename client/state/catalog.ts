/** The products of this tablet, found by barcode, by article number, by a part of the name or by where they stand. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Category, Product } from '#shared/domain/product.ts'
import { breathing } from './breathing.ts'
import { useParts } from './parts.ts'

const shownMax = 60
/** A page is read in some milliseconds, and the next one after a breath: a scan or a tap comes in between. */
const pageRows = 200
/** A large catalogue shows by parts. */
const shownEveryRows = 4000

type Searchable = { readonly product: Product; readonly text: string }

export const useCatalog = defineStore('catalog', () => {
  const { tablet, clock } = useParts()
  const searchable = shallowRef<readonly Searchable[]>([])
  const categories = shallowRef<readonly Category[]>([])
  const search = shallowRef('')
  const department = shallowRef<string>()
  const breaths = breathing(clock)
  let stamp: string | undefined
  /** Where a barcode leads, as of the last reading: it saves a scan one question to the storage. */
  let skuOf: ReadonlyMap<string, string> = new Map()

  const products = computed(() => searchable.value.map(({ product }) => product))
  const departments = computed(() => categories.value.filter(({ parent }) => parent === null))
  const departmentOf = computed(() => {
    const parents = new Map(categories.value.map(({ id, parent }) => [id, parent ?? id]))
    return (product: Product): string | undefined =>
      product.category === undefined ? undefined : parents.get(product.category)
  })

  /** The first that fit; what is searched for is searched for everywhere. */
  const found = computed(() => {
    const words = spelled(search.value)
      .split(/\s+/)
      .filter((word) => word !== '')
    const inDepartment = words.length === 0 ? department.value : undefined
    const fitting: Product[] = []
    for (const { product, text } of searchable.value) {
      if (inDepartment !== undefined && departmentOf.value(product) !== inDepartment) continue
      if (!words.every((word) => text.includes(word))) continue
      fitting.push(product)
      if (fitting.length === shownMax) break
    }
    return fitting
  })

  /** Reads the catalogue when it has changed, a page at a time. */
  async function refresh(): Promise<void> {
    if (tablet.device === undefined) return
    const now = await tablet.rows.catalogStamp()
    if (now === stamp) return
    const all: Searchable[] = []
    const skus = new Map<string, string>()
    for await (const page of tablet.rows.pages('product', pageRows)) {
      for (const product of page) {
        all.push({ product, text: textOf(product) })
        for (const barcode of product.barcodes) skus.set(barcode, product.sku)
      }
      if (searchable.value.length < all.length && all.length % shownEveryRows < pageRows)
        searchable.value = [...all]
      if (page.length === pageRows) await breaths.breath()
    }
    const groups: Category[] = []
    for await (const page of tablet.rows.pages('category', pageRows)) groups.push(...page)
    searchable.value = all
    categories.value = groups
    skuOf = skus
    stamp = now
  }

  /** Somebody scans: what loads goes on a moment later. */
  function hold(): void {
    breaths.hold()
    tablet.stepAside()
  }

  /** A barcode in any of its spellings, or an article number as it stands on a shelf label. */
  async function productOf(...spellings: readonly string[]): Promise<Product | undefined> {
    for (const code of spellings) {
      const remembered = skuOf.get(code)
      const same = remembered === undefined ? undefined : await tablet.rows.get('product', remembered)
      if (same?.barcodes.includes(code)) return same
      const barcode = await tablet.rows.get('barcode', code)
      const product = await tablet.rows.get('product', barcode?.sku ?? code)
      if (product !== undefined) return product
    }
    return undefined
  }

  return { products, departments, departmentOf, department, search, found, refresh, hold, productOf }
})

const textOf = ({ name, sku, brand = '', barcodes }: Product): string =>
  spelled(`${name} ${sku} ${brand} ${barcodes.join(' ')}`)

function spelled(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

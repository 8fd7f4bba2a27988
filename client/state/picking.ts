/** Picking: one list for several orders, ticked by scanning; what is short is decided on the spot. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Pickup } from '#shared/domain/pickup.ts'
import type { Product } from '#shared/domain/product.ts'
import { useCatalog } from './catalog.ts'
import { useNotice } from './notice.ts'
import {
  isSettled,
  lineToTick,
  type Missing,
  type PickLine,
  pickedOf,
  pickLines,
  substituteOf,
  withPicked,
} from './pick-lines.ts'
import { usePickupSteps } from './pickup-steps.ts'
import { usePickups } from './pickups.ts'

export const usePicking = defineStore('picking', () => {
  const catalog = useCatalog()
  const notice = useNotice()
  const pickups = usePickups()
  const steps = usePickupSteps()
  const lines = shallowRef<readonly PickLine[]>([])
  /** The line for which the next scan is a substitute. */
  const substituting = shallowRef<string>()
  const lastKey = shallowRef<string>()
  /** The line of which somebody says that it is short. */
  const shortKey = shallowRef<string>()

  const isOpen = computed(() => lines.value.length > 0)
  const orders = computed(() => {
    const byPickup = new Map<string, PickLine[]>()
    for (const line of lines.value) byPickup.set(line.pickup, [...(byPickup.get(line.pickup) ?? []), line])
    return [...byPickup].flatMap(([key, own]) => {
      const pickup = pickups.all.find((one) => one.key === key)
      const pieces = own.reduce((count, { picked }) => count + picked, 0)
      const isDone =
        own.every(isSettled) && (pieces > 0 || own.some(({ missing }) => missing?.how === 'substitute'))
      return pickup === undefined ? [] : [{ pickup, pieces, wanted: wantedOf(own), isDone }]
    })
  })

  function open(which: readonly Pickup[]): void {
    const categories = new Map(catalog.products.map(({ sku, category }) => [sku, category]))
    lines.value = pickLines(which, (sku) => categories.get(sku))
    substituting.value = undefined
    lastKey.value = undefined
    shortKey.value = undefined
    notice.clear()
    if (lines.value.length > 0) pickups.view = 'picking'
  }

  const pickupOf = (line: PickLine): Pickup | undefined => pickups.all.find(({ key }) => key === line.pickup)

  function change(key: string, next: (line: PickLine) => PickLine): void {
    lastKey.value = key
    lines.value = lines.value.map((line) => (line.key === key ? next(line) : line))
  }

  function setPicked(key: string, picked: number): void {
    change(key, (line) => withPicked(line, picked, pickupOf(line)))
  }

  function decide(key: string, missing: Missing | undefined): void {
    change(key, (line) => ({ ...line, missing }))
    substituting.value = missing?.how === 'substitute' && missing.by === undefined ? key : undefined
  }

  /** Short, or found after all. */
  function askShort(key: string | undefined, of: string): void {
    shortKey.value = key
    if (key === undefined) decide(of, undefined)
  }

  /** A scanned article: the substitute that is being chosen, or one more of its line. */
  function tick(product: Product): void {
    const place = lines.value.find(({ key }) => key === substituting.value)
    if (place !== undefined && product.sku !== place.line.sku) {
      decide(place.key, { how: 'substitute', by: substituteOf(place, product), agreed: false })
      notice.say({ kind: 'substitute', name: product.name })
      return
    }
    const line = lineToTick(lines.value, product.sku)
    if (line === undefined) return notice.say({ kind: 'not-to-pick', name: product.name })
    setPicked(line.key, line.picked + 1)
    notice.say({ kind: 'picked', name: product.name, quantity: line.picked + 1 })
  }

  /** What was found so far is told, so that a colleague sees it and a reload loses nothing. */
  async function keep(key: string): Promise<boolean> {
    const own = lines.value.filter(({ pickup }) => pickup === key)
    const told = pickedOf(own)
    if (told.length === 0) return true
    return steps.take({ kind: 'pickup.pick', pickup: key, lines: told })
  }

  async function ready(key: string, shelf: string): Promise<void> {
    if (!(await keep(key))) return
    const place = shelf.trim()
    const done = await steps.take({
      kind: 'pickup.ready',
      pickup: key,
      ...(place === '' ? {} : { shelf: place }),
    })
    if (!done) return
    lines.value = lines.value.filter(({ pickup }) => pickup !== key)
    if (lines.value.length === 0) pickups.back()
  }

  function close(): void {
    const keys = new Set(lines.value.map(({ pickup }) => pickup))
    const told = [...keys].map((key) => keep(key))
    lines.value = []
    substituting.value = undefined
    notice.clear()
    void Promise.all(told)
  }

  return {
    lines,
    substituting,
    lastKey,
    shortKey,
    isOpen,
    orders,
    open,
    setPicked,
    decide,
    askShort,
    tick,
    ready,
    close,
  }
})

const wantedOf = (lines: readonly PickLine[]): number =>
  lines.reduce((count, { wanted }) => count + wanted, 0)

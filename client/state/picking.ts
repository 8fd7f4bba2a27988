/** Picking: one list for several orders, ticked by scanning; what is short is decided on the spot. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Pickup } from '#shared/domain/pickup.ts'
import { isReplacedByOther } from '#shared/domain/pickup-steps.ts'
import type { Product } from '#shared/domain/product.ts'
import { useNotice } from './notice.ts'
import { lineToTick, type Missing, type PickLine, pickLines, substituteOf, withPicked } from './pick-lines.ts'
import { usePickups } from './pickups.ts'
import { useShelves } from './shelves.ts'

export const usePicking = defineStore('picking', () => {
  const notice = useNotice()
  const pickups = usePickups()
  const shelves = useShelves()
  const lines = shallowRef<readonly PickLine[]>([])
  /** The line for which the next scan is a substitute. */
  const substituting = shallowRef<string>()
  const lastKey = shallowRef<string>()
  /** The line of which somebody says that it is short. */
  const shortKey = shallowRef<string>()

  const isOpen = computed(() => lines.value.length > 0)
  function open(which: readonly Pickup[]): void {
    lines.value = pickLines(which, shelves.standOf)
    substituting.value = undefined
    lastKey.value = undefined
    shortKey.value = undefined
    notice.clear()
    if (lines.value.length > 0) pickups.view = 'picking'
  }

  const pickupOf = (line: PickLine): Pickup | undefined => pickups.all.find(({ key }) => key === line.pickup)

  /** What a scan said of the line before is over. */
  function change(key: string, next: (line: PickLine) => PickLine): void {
    notice.pass()
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
      const pickup = pickupOf(place)
      if (pickup && isReplacedByOther(pickup, place.line.line, product.sku))
        return notice.say({ kind: 'other-substitute', name: product.name })
      decide(place.key, { how: 'substitute', by: substituteOf(place, product), agreed: false })
      notice.say({ kind: 'substitute', name: product.name })
      return
    }
    const line = lineToTick(lines.value, product.sku)
    if (line === undefined) return notice.say({ kind: 'not-to-pick', name: product.name })
    setPicked(line.key, line.picked + 1)
    notice.say({ kind: 'picked', name: product.name, quantity: line.picked + 1 })
  }

  /** Nobody picks these any longer: all of them, or those of one order. */
  function leave(pickup?: string): void {
    lines.value = pickup === undefined ? [] : lines.value.filter((line) => line.pickup !== pickup)
    substituting.value = undefined
  }

  return {
    lines,
    substituting,
    lastKey,
    shortKey,
    isOpen,
    open,
    setPicked,
    decide,
    askShort,
    tick,
    leave,
  }
})

/** What the pick list tells the books: what was found so far, and that an order is ready. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useNotice } from './notice.ts'
import { isSettled, type PickLine, pickedOf } from './pick-lines.ts'
import { usePicking } from './picking.ts'
import { usePickupSteps } from './pickup-steps.ts'
import { usePickups } from './pickups.ts'

export const usePickTelling = defineStore('pick-telling', () => {
  const notice = useNotice()
  const picking = usePicking()
  const pickups = usePickups()
  const steps = usePickupSteps()

  const orders = computed(() => {
    const byPickup = new Map<string, PickLine[]>()
    for (const line of picking.lines) byPickup.set(line.pickup, [...(byPickup.get(line.pickup) ?? []), line])
    return [...byPickup].flatMap(([key, own]) => {
      const pickup = pickups.all.find((one) => one.key === key)
      const pieces = own.reduce((count, { picked }) => count + picked, 0)
      const isDone =
        own.every(isSettled) && (pieces > 0 || own.some(({ missing }) => missing?.how === 'substitute'))
      return pickup === undefined ? [] : [{ pickup, pieces, wanted: wantedOf(own), isDone }]
    })
  })

  /** What was found so far is told, so that a colleague sees it and a reload loses nothing. */
  async function keep(key: string): Promise<boolean> {
    const own = picking.lines.filter(({ pickup }) => pickup === key)
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
    picking.leave(key)
    if (!picking.isOpen) pickups.back()
  }

  function close(): void {
    const keys = new Set(picking.lines.map(({ pickup }) => pickup))
    const told = [...keys].map((key) => keep(key))
    picking.leave()
    notice.clear()
    void Promise.all(told)
  }

  return { orders, ready, close }
})

const wantedOf = (lines: readonly PickLine[]): number =>
  lines.reduce((count, { wanted }) => count + wanted, 0)

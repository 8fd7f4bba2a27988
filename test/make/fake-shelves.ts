/** The shelves that a fake tablet knows: its own, and what it has heard of others. */
import type { CounterTablet } from '#client/state/tablet.ts'

/** Pieces by article: here, and in other stores by their id. */
export type FakeShelves = {
  readonly onHand?: Readonly<Record<string, number>>
  readonly elsewhere?: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export function shelvesOf({ onHand = {}, elsewhere }: FakeShelves): CounterTablet['shelves'] {
  const keptOf = (sku: string) => ({
    sku,
    at: 0,
    shelves: Object.entries(elsewhere ?? {}).flatMap(([store, goods]) => {
      const units = goods[sku]
      return units === undefined
        ? []
        : [{ store, sku, onHand: units, reserved: 0, countedAt: 0, movedAt: null }]
    }),
  })
  return {
    here: async (sku) => {
      const units = onHand[sku]
      const shelf = { reserved: 0, countedAt: 0, own: 0, last: [] }
      return {
        at: 0,
        shelf: units === undefined ? undefined : { ...shelf, onHand: units, available: units },
      }
    },
    available: async (skus) =>
      new Map(
        skus.flatMap((sku) => {
          const units = onHand[sku]
          return units === undefined ? [] : [[sku, units]]
        }),
      ),
    kept: async (sku) => (elsewhere === undefined ? undefined : keptOf(sku)),
    fetch: async () => ({ is: 'unreachable' }),
  }
}

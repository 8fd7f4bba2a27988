import { expect } from '@playwright/test'
import type { Promised, Till } from './pages/till.ts'
import type { Shop } from './shop.ts'

const byNumber = (a: Promised, b: Promised): number => (a.number < b.number ? -1 : 1)

function sorted(promised: readonly Promised[]): Promised[] {
  return promised.toSorted(byNumber)
}

/** Everything that a screen promised is on the server, and nothing else: once, with its number and its amount. */
export function expectExactly(shop: Shop, promised: readonly Promised[]): void {
  const stored = shop.sales()
  expect(sorted(stored.map(({ number, total }) => ({ number: number ?? '', total })))).toEqual(
    sorted(promised),
  )
  expect(new Set(stored.map(({ op }) => op)).size).toBe(promised.length)
  expect(new Set(promised.map(({ number }) => number)).size).toBe(promised.length)
}

/** The same on a tablet, from what the server told it. */
export async function expectShownOn(till: Till, promised: readonly Promised[]): Promise<void> {
  await expect
    .poll(async () => sorted(await till.salesFromServer()), { timeout: 90_000 })
    .toEqual(sorted(promised))
}

/** So many sales of one or two pieces each. */
export async function sellSome(till: Till, count: number): Promise<Promised[]> {
  const barcodes = await till.barcodes()
  const promised: Promised[] = []
  for (let i = 0; i < count; i++) {
    const first = barcodes[(i * 5) % barcodes.length] ?? ''
    const second = barcodes[(i * 7 + 3) % barcodes.length] ?? ''
    promised.push(await till.sell(i % 5 === 0 ? [first, second] : [first]))
  }
  return promised
}

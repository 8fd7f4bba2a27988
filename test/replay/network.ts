// When which tablet has no network, and when its process dies: by step number, from the seed alone, so that a run can be repeated.

import { stableHash, stores } from '#server/import/online-retail/deal.ts'
import type { StoreName } from '#server/import/online-retail/deal.ts'
import type { Step } from '#server/import/online-retail/steps.ts'

/** Steps `from` to `until` (not included) are rung without a network. */
export type Cut = { readonly from: number; readonly until: number }
/** The tablet of this store crashes right after this step of its own. */
export type Crash = { readonly after: number; readonly store: StoreName; readonly whileCut: boolean }
export type NetworkPlan = {
  readonly cuts: Readonly<Record<StoreName, readonly Cut[]>>
  readonly crashes: readonly Crash[]
}

const cutsPerTablet = 8
/** Two with sales waiting and nobody to send them to, one in the middle of sending. */
const crashesWhileCut = [true, false, true]

export function planNetwork(steps: readonly Step[], seed = 'replay'): NetworkPlan {
  const cuts = {
    S1: cutsOf('S1', steps.length, seed),
    S2: cutsOf('S2', steps.length, seed),
    S3: cutsOf('S3', steps.length, seed),
    S4: cutsOf('S4', steps.length, seed),
  }
  return { cuts, crashes: crashesOf(steps, cuts, seed) }
}

export function isCut(cuts: readonly Cut[], step: number): boolean {
  return cuts.some((cut) => cut.from <= step && step < cut.until)
}

/** The run in equal parts, in each one cut of half its length at a place that the seed chooses: exactly half in all. */
function cutsOf(store: StoreName, stepCount: number, seed: string): Cut[] {
  const cuts: Cut[] = []
  for (let part = 0; part < cutsPerTablet; part += 1) {
    const start = Math.floor((part * stepCount) / cutsPerTablet)
    const end = Math.floor(((part + 1) * stepCount) / cutsPerTablet)
    const length = Math.floor(end / 2) - Math.floor(start / 2)
    const from = start + (stableHash(`${seed}:cut:${store}:${part}`) % (end - start - length + 1))
    if (length > 0) cuts.push({ from, until: from + length })
  }
  return cuts
}

function crashesOf(steps: readonly Step[], cuts: NetworkPlan['cuts'], seed: string): Crash[] {
  const firstStore = stableHash(`${seed}:crash`)
  const crashes = crashesWhileCut.flatMap((whileCut, index) => {
    const store = stores[(firstStore + index) % stores.length]
    if (store === undefined) return []
    const own = steps.flatMap((step, at) =>
      step.where === store && isCut(cuts[store], at) === whileCut ? [at] : [],
    )
    const after = own[stableHash(`${seed}:crash:${index}`) % Math.max(own.length, 1)]
    return after === undefined ? [] : [{ after, store, whileCut }]
  })
  return crashes.toSorted((a, b) => a.after - b.after)
}

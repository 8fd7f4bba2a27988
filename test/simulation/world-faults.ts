import type { Random } from './random.ts'
import { drawSwarm, type Swarm } from './swarm.ts'

/** What befalls tablets and server; what befalls messages stands in network-faults.ts. */
export const worldFaults = [
  'tab-crash',
  'cache-lost',
  'cache-cleared',
  'two-tabs',
  'no-locks',
  'write-refused',
  'clone',
  'set-back',
  'clock-wrong',
  'tab-frozen',
  'double-tap',
  'server-kill',
  'server-slow',
  'restored',
  'file-copied',
  'relay-deferred',
  'poison',
  'old-app',
  'new-app',
  'channel-disorder',
  'sealed',
  'retired',
  'ruled-anew',
  'server-clock-back',
] as const
export type WorldFault = (typeof worldFaults)[number]

/** The faults of a seed, and how often each really came. */
export class WorldFaults {
  readonly on: Swarm<WorldFault>
  readonly #hits = new Map<string, number>()
  readonly #random: Random

  constructor(random: Random, on: Swarm<WorldFault> = drawSwarm(random.fork('mask'), worldFaults)) {
    this.on = on
    this.#random = random
  }

  has(fault: WorldFault): boolean {
    return this.on[fault] > 0
  }

  /** Draws whether the fault comes now, with this probability at full intensity. */
  meets(fault: WorldFault, probability: number): boolean {
    return this.has(fault) && this.#random.chance(probability * this.on[fault])
  }

  hit(fault: WorldFault): void {
    this.#hits.set(fault, this.hits(fault) + 1)
  }

  hits(fault: WorldFault): number {
    return this.#hits.get(fault) ?? 0
  }
}

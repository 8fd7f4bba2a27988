import type { Clock } from './parts.ts'

/** Changes come in bursts (a page of a pull, an op and its answer): one reading serves them all. */
export const GATHER_MS = 30
/** Staff and products change slowly, and reading them all takes long. */
export const GATHER_SLOW_MS = 2000

/** However often it is asked for, the work runs once per span, and once more when it was asked for meanwhile. */
export function gathered(clock: Clock, ms: number, work: () => Promise<void>): () => void {
  let asked = false
  let busy = false
  const run = async (): Promise<void> => {
    asked = false
    // A reading that failed is made again at the next change; what is on the screen stays.
    await work().catch(() => undefined)
    busy = false
    if (asked) start()
  }
  const start = (): void => {
    busy = true
    clock.later(() => void run(), ms)
  }
  return () => {
    asked = true
    if (!busy) start()
  }
}

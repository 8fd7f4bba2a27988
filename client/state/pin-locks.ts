/** How long somebody has to wait before the next guess at a PIN. */
import type { Clock } from './parts.ts'

/** `until` is on the monotonic clock: setting the tablet's time forward does not shorten a wait. */
type Lock = { readonly until: number; readonly tries: number }

/** By staff id, and under an id of its own for everybody. `tries`: the wrong ones that a wait was made for. */
export function pinLocks(clock: Pick<Clock, 'monotonic'>) {
  const locks = new Map<string, Lock>()

  function lock(id: string, tries: number, waitMs: number): void {
    locks.set(id, { until: clock.monotonic() + waitMs, tries })
  }

  return {
    lock,
    /** More than before were made in another tab, and cost here too; fewer were made good there. */
    heed(id: string, tries: number, waitMs: number): void {
      const known = locks.get(id)
      if (known === undefined || known.tries < tries) lock(id, tries, waitMs)
      else locks.set(id, { ...known, tries })
    },
    free: (id: string): void => void locks.delete(id),
    leftMs: (ids: readonly string[]): number =>
      Math.max(0, ...ids.map((id) => (locks.get(id)?.until ?? 0) - clock.monotonic())),
  }
}

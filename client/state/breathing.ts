/** Long work in pieces: a breath after each, and none while somebody scans. */
import type { Clock } from './parts.ts'

const breathMs = 15
/** The next scan of somebody who scans comes within this. */
const holdMs = 600

export function breathing(clock: Clock): {
  readonly breath: () => Promise<void>
  readonly hold: () => void
} {
  let heldUntil = 0
  return {
    async breath() {
      do await new Promise<void>((resume) => void clock.later(resume, breathMs))
      while (clock.monotonic() < heldUntil)
    },
    hold() {
      heldUntil = clock.monotonic() + holdMs
    },
  }
}

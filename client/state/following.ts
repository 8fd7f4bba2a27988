/** Who may sign in and how safe the work is, as the tablet knows it now: all that the sign-in screen needs. */
import { GATHER_MS, GATHER_SLOW_MS, gathered } from './gathered.ts'
import { useHolding } from './holding.ts'
import { useOutbox } from './outbox.ts'
import { useParts } from './parts.ts'
import { useSession } from './session.ts'

/** Answers how one stops following. */
export function useFollowing(): () => void {
  const { tablet, clock } = useParts()
  const outbox = useOutbox()
  const holding = useHolding()
  const session = useSession()

  const quick = gathered(clock, GATHER_MS, async () => outbox.refresh())
  const slow = gathered(clock, GATHER_SLOW_MS, refresh)
  const stop = tablet.onChange(() => {
    quick()
    slow()
  })
  // A tablet that does not open has a screen of its own.
  void tablet.open().then(first, () => undefined)

  async function refresh(): Promise<void> {
    await session.refresh()
    // What could not be given back now is, when the rows change again.
    await holding.giveBack().catch(() => undefined)
  }

  async function first(): Promise<void> {
    outbox.refresh()
    await session.refresh()
  }

  return stop
}

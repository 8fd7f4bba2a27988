/**
 * A tablet that nobody touches asks for the PIN again. The basket stays: whoever comes back finds it; when it is somebody else,
 * they find the basket and nothing of the customer.
 */
import { watch } from 'vue'
import { useBasket } from './basket.ts'
import { useHideCustomer } from './hide-customer.ts'
import { useOfficeSession } from './office-session.ts'
import { type Clock, useParts } from './parts.ts'
import { usePayment } from './payment.ts'
import { usePin } from './pin.ts'
import { sentAway } from './sent-away.ts'
import { useSession } from './session.ts'
import { useVisitor } from './visitor.ts'

const idleMsMax = 5 * 60_000
/** In head office's own browser nobody walks past. */
const officeIdleMsMax = 15 * 60_000

/** By both clocks: the one stands still while the tablet sleeps, the other may be set. */
function idleClock(clock: Clock) {
  let wall = clock.now()
  let ran = clock.monotonic()
  return {
    ms: () => Math.max(clock.now() - wall, clock.monotonic() - ran),
    begin() {
      wall = clock.now()
      ran = clock.monotonic()
    },
  }
}

export function useAutoLock(): { readonly stop: () => void } {
  const { clock, presence } = useParts()
  const session = useSession()
  const office = useOfficeSession()
  const basket = useBasket()
  const payment = usePayment()
  const pin = usePin()
  const visitor = useVisitor()
  const hideCustomer = useHideCustomer()
  /** Whose counter was locked, until somebody signs in. */
  let lockedBy: string | undefined
  const idle = idleClock(clock)
  let cancel = (): void => undefined

  const isOpen = (): boolean => session.staff !== undefined || office.person !== undefined
  const limitMs = (): number => (session.staff === undefined ? officeIdleMsMax : idleMsMax)

  /** A tablet that wakes from sleep is looked at before the touch that woke it counts. */
  function touched(): void {
    if (isOpen() && idle.ms() >= limitMs()) look()
    else idle.begin()
  }

  function look(): void {
    cancel()
    if (isOpen() && idle.ms() >= limitMs() && !payment.busy) lock()
    const leftMs = isOpen() ? Math.max(limitMs() - idle.ms(), 1000) : limitMs()
    cancel = clock.later(look, Math.min(leftMs, 60_000))
  }

  /** Back to the PIN of the same person; in head office's browser nobody stays signed in. */
  function lock(): void {
    const { staff } = session
    idle.begin()
    visitor.revealed = false
    session.signOut()
    if (staff === undefined) return
    lockedBy = staff.id
    pin.choose(staff)
  }

  const stops = [
    presence.onPresence(touched),
    // A camera rings goods up without a touch.
    watch(() => basket.lines, touched),
    watch(
      () => session.staff,
      (staff) => {
        idle.begin()
        if (!staff) return
        if (lockedBy !== undefined && lockedBy !== staff.id) hideCustomer()
        lockedBy = undefined
      },
    ),
    ...sentAway(),
  ]
  look()

  return {
    stop() {
      cancel()
      for (const stop of stops) stop()
    },
  }
}

/** Who may not go on at the counter is signed out by the tablet. Answers how one stops watching for it. */
import { watch } from 'vue'
import { useCounter } from './counter.ts'
import { useHideCustomer } from './hide-customer.ts'
import { usePayment } from './payment.ts'
import { useSession } from './session.ts'

export function sentAway(): readonly (() => void)[] {
  const counter = useCounter()
  const hideCustomer = useHideCustomer()
  const payment = usePayment()
  const session = useSession()

  return [
    // Head office let them go, or gave them another PIN or role: they sign in again, if they may.
    watch(
      () => session.staff !== undefined && session.ended === session.staff && !payment.busy,
      (isDue) => {
        if (!isDue) return
        hideCustomer()
        session.signOut()
      },
    ),
    // Taken out of use: nobody goes on with what stands there.
    watch(
      () => session.screen === 'revoked',
      (isRevoked) => {
        if (!isRevoked || session.staff === undefined) return
        counter.leave()
        session.signOut()
      },
    ),
  ]
}

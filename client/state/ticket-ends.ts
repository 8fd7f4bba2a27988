/** How a ticket begins and ends: what was kept after all comes first, and whoever was served leaves nothing behind. */
import { useBasket } from './basket.ts'
import { usePayment } from './payment.ts'
import { useReturns } from './returns.ts'
import { useTendering } from './tendering.ts'

/** `toPaid` shows what was kept; `leave` forgets the customer. */
export function useTicketEnds(shown: { readonly toPaid: () => void; readonly leave: () => void }) {
  const basket = useBasket()
  const payment = usePayment()
  const returns = useReturns()
  const tendering = useTendering()

  /** Another ticket. When the one before was kept after all, that one is shown instead, before money is taken again. */
  function begin(): void {
    void payment.begin().then((wasKept) => {
      if (wasKept) closed()
    })
  }

  /**
   * What was just kept, a sale or a return, is shown. Personal data leaves the screen when the basket is done; in an exchange the
   * basket, and whose it is, stay until they are paid, and so does what was rung since a sale that took its time.
   */
  function closed(): void {
    const kind = payment.paid?.kind
    if (kind === 'return' || kind === 'exchange') returns.begin(undefined)
    if (kind !== 'return') {
      basket.takeOut(payment.rung)
      tendering.clear()
    }
    if (basket.isEmpty) shown.leave()
    shown.toPaid()
  }

  return { begin, closed }
}

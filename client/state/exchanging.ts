/** R27: other goods instead of money. What comes back stays beside the basket, which holds what is taken. */
import { useCounter } from './counter.ts'
import { usePayment } from './payment.ts'
import { useReturns } from './returns.ts'

export function useExchanging() {
  const counter = useCounter()
  const payment = usePayment()
  const returns = useReturns()

  function begin(): void {
    returns.exchanging = true
    counter.look = 'products'
    counter.toTicket('basket')
  }

  function giveUp(): void {
    returns.begin(undefined)
    payment.clear()
  }

  return { begin, giveUp }
}

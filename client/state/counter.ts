/** The two sides of the counter: what one looks at, and the ticket. Which panel is up, and how one leaves it. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useBasket } from './basket.ts'
import { useHanding } from './handing.ts'
import { useNotice } from './notice.ts'
import { usePayment } from './payment.ts'
import { usePlacing } from './placing.ts'
import { useReturns } from './returns.ts'
import { useTendering } from './tendering.ts'
import { useTicketEnds } from './ticket-ends.ts'
import { useVisit } from './visit.ts'

export type Ticket = 'basket' | 'pay' | 'paid' | 'return' | 'handover'
/** The two ways outside of this till differ in who gives the reference: the bank's terminal or the wallet. */
export type PayingBy = 'cash' | 'card' | 'wallet' | 'credit'
export type Look = 'products' | 'timeline' | 'find-member' | 'new-member'

export const useCounter = defineStore('counter', () => {
  const basket = useBasket()
  const handing = useHanding()
  const notice = useNotice()
  const payment = usePayment()
  const placing = usePlacing()
  const returns = useReturns()
  const tendering = useTendering()
  const visit = useVisit()

  const ticket = shallowRef<Ticket>('basket')
  const look = shallowRef<Look>('products')
  /** On a phone only one side fits. */
  const showsTicket = shallowRef(false)
  const payingBy = shallowRef<PayingBy>('cash')

  const { begin, closed } = useTicketEnds({ toPaid: () => toTicket('paid'), leave })

  function toTicket(next: Ticket): void {
    ticket.value = next
    showsTicket.value = true
  }

  function pay(by: PayingBy): void {
    if ((basket.isEmpty && tendering.total === 0) || handing.isHindered) return
    // Who and where is asked before money is taken: the basket says what is missing.
    if (placing.problem !== undefined) return
    if (ticket.value === 'return' || ticket.value === 'paid') return
    // R27: where nothing is left to pay, the rest of the exchange is on the ticket of the return.
    if (returns.exchanging && basket.total <= returns.total) return toTicket('return')
    payingBy.value = by
    if (ticket.value !== 'pay') begin()
    toTicket('pay')
  }

  function next(): void {
    payment.clear()
    returns.begin(undefined)
    handing.close()
    ticket.value = 'basket'
    showsTicket.value = false
    notice.clear()
  }

  function leavePaid(): void {
    if (ticket.value === 'paid') next()
  }

  /** One step back, never losing a line of the basket. */
  function back(): void {
    if (ticket.value === 'pay' && handing.pickup !== undefined) ticket.value = 'handover'
    else if (returns.exchanging && (ticket.value === 'pay' || ticket.value === 'return')) {
      payment.clear()
      ticket.value = 'basket'
    } else if (ticket.value !== 'basket') next()
    else if (look.value !== 'products') look.value = 'products'
    else notice.clear()
  }

  /** Whoever comes next finds nothing of the customer before. */
  function leave(): void {
    visit.end()
    look.value = 'products'
    showsTicket.value = false
  }

  return {
    ticket,
    look,
    showsTicket,
    payingBy,
    toTicket,
    pay,
    begin,
    closed,
    next,
    leavePaid,
    back,
    leave,
  }
})

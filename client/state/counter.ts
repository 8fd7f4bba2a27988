/** The two sides of the counter: what one looks at, and the ticket. Which panel is up, and how one leaves it. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useBasket } from './basket.ts'
import { useNotice } from './notice.ts'
import { usePayment } from './payment.ts'
import { useReturns } from './returns.ts'
import { useTendering } from './tendering.ts'
import { useVisit } from './visit.ts'

export type Ticket = 'basket' | 'pay' | 'paid' | 'return'
/** The two ways outside of this till differ in who gives the reference: the bank's terminal or the wallet. */
export type PayingBy = 'cash' | 'card' | 'wallet'
export type Look = 'products' | 'timeline' | 'find-member' | 'new-member'

export const useCounter = defineStore('counter', () => {
  const basket = useBasket()
  const notice = useNotice()
  const payment = usePayment()
  const returns = useReturns()
  const tendering = useTendering()
  const visit = useVisit()

  const ticket = shallowRef<Ticket>('basket')
  const look = shallowRef<Look>('products')
  /** On a phone only one side fits. */
  const showsTicket = shallowRef(false)
  const payingBy = shallowRef<PayingBy>('cash')

  function toTicket(next: Ticket): void {
    ticket.value = next
    showsTicket.value = true
  }

  function pay(by: PayingBy): void {
    if (basket.isEmpty || ticket.value === 'return' || ticket.value === 'paid') return
    payingBy.value = by
    if (ticket.value !== 'pay') begin()
    toTicket('pay')
  }

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
    if (payment.paid?.kind === 'return') returns.begin(undefined)
    else {
      basket.takeOut(payment.rung)
      tendering.clear()
    }
    if (basket.isEmpty) leave()
    toTicket('paid')
  }

  function next(): void {
    payment.clear()
    returns.begin(undefined)
    ticket.value = 'basket'
    showsTicket.value = false
    notice.clear()
  }

  function leavePaid(): void {
    if (ticket.value === 'paid') next()
  }

  /** One step back, never losing a line of the basket. */
  function back(): void {
    if (ticket.value !== 'basket') next()
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

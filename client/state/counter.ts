/** The two sides of the counter: what one looks at, and the ticket. Which panel is up, and how one leaves it. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useBasket } from './basket.ts'
import { useCatalog } from './catalog.ts'
import { useNotice } from './notice.ts'
import { usePayment } from './payment.ts'
import { useReturns } from './returns.ts'
import { useVisitor } from './visitor.ts'

export type Ticket = 'basket' | 'pay' | 'paid' | 'return'
export type Look = 'products' | 'timeline' | 'find-member' | 'new-member'

export const useCounter = defineStore('counter', () => {
  const basket = useBasket()
  const catalog = useCatalog()
  const notice = useNotice()
  const visitor = useVisitor()
  const payment = usePayment()
  const returns = useReturns()

  const ticket = shallowRef<Ticket>('basket')
  const look = shallowRef<Look>('products')
  /** On a phone only one side fits. */
  const showsTicket = shallowRef(false)
  const payingBy = shallowRef<'cash' | 'external'>('cash')

  function toTicket(next: Ticket): void {
    ticket.value = next
    showsTicket.value = true
  }

  function pay(by: 'cash' | 'external'): void {
    if (basket.isEmpty || ticket.value === 'return' || ticket.value === 'paid') return
    payingBy.value = by
    if (ticket.value !== 'pay') payment.begin()
    toTicket('pay')
  }

  /** Personal data leaves the screen when the basket is done. */
  function paid(): void {
    leave()
    toTicket('paid')
  }

  /** In an exchange the basket, and whose it is, stay until they are paid. */
  function refunded(): void {
    if (basket.isEmpty) leave()
    else returns.begin(undefined)
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
    basket.clear()
    visitor.clear()
    catalog.search = ''
    look.value = 'products'
    showsTicket.value = false
    returns.begin(undefined)
    notice.clear()
  }

  return {
    ticket,
    look,
    showsTicket,
    payingBy,
    toTicket,
    pay,
    paid,
    refunded,
    next,
    leavePaid,
    back,
    leave,
  }
})

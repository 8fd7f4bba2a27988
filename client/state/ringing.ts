/** What goes onto the ticket: a product sold or given back, a receipt to return from. A scan and a tap end here alike. */
import { defineStore } from 'pinia'
import type { Product } from '#shared/domain/product.ts'
import type { Receipt, ReceiptCode } from '#shared/domain/receipt.ts'
import { useBasket } from './basket.ts'
import { useCounter } from './counter.ts'
import { type Notice, useNotice } from './notice.ts'
import { usePayment } from './payment.ts'
import { useReturns } from './returns.ts'

export const useRinging = defineStore('ringing', () => {
  const basket = useBasket()
  const returns = useReturns()
  const counter = useCounter()
  const notice = useNotice()
  const payment = usePayment()

  function ring(product: Product): void {
    // A ticket that is being closed is not the place for one more line; it takes a blink.
    if (payment.busy) return
    counter.leavePaid()
    notice.say(counter.ticket === 'return' ? giveBack(product) : sell(product))
  }

  function sell(product: Product): Notice {
    counter.ticket = 'basket'
    return { kind: 'added', name: product.name, quantity: basket.add(product) }
  }

  function giveBack(product: Product): Notice {
    const { name } = product
    return returns.add(product) ? { kind: 'ticked', name } : { kind: 'not-on-receipt', name }
  }

  function openReturn(receipt: Receipt): void {
    counter.leavePaid()
    payment.begin()
    returns.begin({ kind: 'receipt', receipt })
    counter.toTicket('return')
    notice.say({ kind: 'receipt', text: receipt.number ?? receipt.businessDate })
  }

  function startReturn(): void {
    counter.leavePaid()
    payment.begin()
    returns.begin(undefined)
    counter.toTicket('return')
  }

  function startUnlinkedReturn(code?: ReceiptCode): void {
    startReturn()
    returns.begin({ kind: 'unlinked', code })
    notice.clear()
  }

  return { ring, openReturn, startReturn, startUnlinkedReturn }
})

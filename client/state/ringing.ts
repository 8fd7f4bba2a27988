/** What goes onto the ticket: a product sold or given back, a receipt to return from. A scan and a tap end here alike. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Product } from '#shared/domain/product.ts'
import type { Receipt, ReceiptCode } from '#shared/domain/receipt.ts'
import { type Label, useBasket } from './basket.ts'
import { useCounter } from './counter.ts'
import { useHanding } from './handing.ts'
import { type Notice, useNotice } from './notice.ts'
import { usePayment } from './payment.ts'
import { useReturns } from './returns.ts'

export const useRinging = defineStore('ringing', () => {
  const basket = useBasket()
  const returns = useReturns()
  const counter = useCounter()
  const handing = useHanding()
  const notice = useNotice()
  const payment = usePayment()
  /** What lies on the scales. */
  const weighing = shallowRef<Product>()

  function ring(product: Product, label: Label = {}): void {
    // A ticket that is being closed is not the place for one more line; it takes a blink.
    if (payment.busy) return
    counter.leavePaid()
    notice.say(counter.ticket === 'return' ? giveBack(product) : sell(product, label))
  }

  function sell(product: Product, label: Label): Notice {
    const { name } = product
    const isWithPickup = handing.pickup !== undefined
    const checked = isWithPickup ? handing.check(product) : undefined
    if (checked !== undefined) return { kind: 'checked', name, quantity: checked }
    // Sold by weight, and nobody has weighed it yet: the price of a kilogram is not its price.
    if (product.measure === 'weight' && label.grams === undefined && label.price === undefined) {
      weighing.value = product
      return { kind: 'to-weigh', name }
    }
    counter.ticket = isWithPickup ? 'handover' : 'basket'
    return { kind: 'added', name, quantity: basket.add(product, label) }
  }

  function giveBack(product: Product): Notice {
    const { name } = product
    return returns.add(product) ? { kind: 'ticked', name } : { kind: 'not-on-receipt', name }
  }

  function weighed(grams: number): void {
    const product = weighing.value
    weighing.value = undefined
    if (product !== undefined) ring(product, { grams })
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

  return { weighing, ring, weighed, openReturn, startReturn, startUnlinkedReturn }
})

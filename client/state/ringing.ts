/** What goes onto the ticket: a product sold or given back, a receipt to return from. A scan and a tap end here alike. */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { Product } from '#shared/domain/product.ts'
import type { Receipt, ReceiptCode } from '#shared/domain/receipt.ts'
import { type Label, mustBeWeighed, useBasket } from './basket.ts'
import { useCounter } from './counter.ts'
import { useHanding } from './handing.ts'
import { type Notice, useNotice } from './notice.ts'
import { usePayment } from './payment.ts'
import type { ReturnSource } from './return-lines.ts'
import { useReturns } from './returns.ts'
import { useSeeking } from './seeking.ts'

export const useRinging = defineStore('ringing', () => {
  const basket = useBasket()
  const returns = useReturns()
  const counter = useCounter()
  const handing = useHanding()
  const notice = useNotice()
  const payment = usePayment()
  const seeking = useSeeking()
  /** What lies on the scales. */
  const weighing = shallowRef<Product>()
  // To be sold, or to be given back: not the other because somebody pressed a key in between.
  watch(
    () => counter.ticket === 'return',
    () => (weighing.value = undefined),
    { flush: 'sync' },
  )
  /** Only the receipt that was asked for last is opened. */
  let opening: Receipt['ref'] | undefined

  function ring(product: Product, label: Label = {}): void {
    // A ticket that is being closed is not the place for one more line; it takes a blink.
    if (payment.busy) return
    counter.leavePaid()
    notice.say(counter.ticket === 'return' ? giveBack(product, label) : sell(product, label))
  }

  function sell(product: Product, label: Label): Notice {
    const { name } = product
    const isWithPickup = handing.pickup !== undefined
    const checked = isWithPickup ? handing.check(product) : undefined
    if (checked !== undefined) return { kind: 'checked', name, quantity: checked }
    // Sold by weight, and nobody has weighed it yet: the price of a kilogram is not its price.
    if (mustBeWeighed(product, label)) {
      weighing.value = product
      return { kind: 'to-weigh', name }
    }
    counter.ticket = isWithPickup ? 'handover' : 'basket'
    return { kind: 'added', name, quantity: basket.add(product, label) }
  }

  function giveBack(product: Product, label: Label): Notice {
    if (returns.source === undefined) return seeking.look(product)
    // A receipt says what was weighed.
    if (returns.source.kind === 'unlinked' && mustBeWeighed(product, label)) {
      weighing.value = product
      return { kind: 'to-weigh', name: product.name }
    }
    return { kind: returns.add(product, label) ? 'ticked' : 'not-on-receipt', name: product.name }
  }

  function weighed(grams: number): void {
    const product = weighing.value
    weighing.value = undefined
    if (product !== undefined) ring(product, { grams })
  }

  /** R4: read anew, for what lies open on the screen may be older than the last return of it. */
  async function openReturn(shown: Receipt): Promise<void> {
    // A camera reads the same code again and again while the first reading of it is answered.
    if (opening === shown.ref) return
    opening = shown.ref
    const now = await returns.find(shown.ref).catch(() => undefined)
    if (opening !== shown.ref) return
    opening = undefined
    if (payment.busy) return
    const receipt = now?.receipt ?? shown
    startReturn({ kind: 'receipt', receipt })
    notice.say({ kind: 'receipt', text: receipt.number ?? receipt.businessDate })
  }

  function startReturn(from?: ReturnSource): void {
    counter.leavePaid()
    counter.begin()
    returns.begin(from)
    counter.toTicket('return')
  }

  function startUnlinkedReturn(code?: ReceiptCode): void {
    startReturn()
    returns.begin({ kind: 'unlinked', code })
    notice.clear()
  }

  return { weighing, ring, weighed, openReturn, startReturn, startUnlinkedReturn }
})

/** The last step of a ticket: what lies on the counter becomes a fact, and then a receipt. */
import { defineStore } from 'pinia'
import type { NewTender } from '#shared/domain/tender.ts'
import { useBasket } from './basket.ts'
import { useCounter } from './counter.ts'
import { usePayment } from './payment.ts'
import { useReturns } from './returns.ts'
import { useSession } from './session.ts'
import { useVisitor } from './visitor.ts'

export const useClosing = defineStore('closing', () => {
  const basket = useBasket()
  const counter = useCounter()
  const payment = usePayment()
  const returns = useReturns()
  const session = useSession()
  const visitor = useVisitor()

  async function closeSale(tender: NewTender): Promise<void> {
    const { staff } = session
    if (staff === undefined || basket.isEmpty) return
    const member = visitor.forSale
    const whose = member === undefined ? {} : { member }
    const sale = {
      kind: 'sale.complete',
      staff: staff.id,
      lines: basket.lines,
      tenders: [tender],
      ...whose,
    } as const
    if (await payment.commit(sale, staff.name)) counter.paid()
  }

  async function closeReturn(tender: NewTender): Promise<void> {
    const { staff } = session
    if (staff === undefined || returns.problem !== undefined) return
    const { reasonWords: reason } = returns
    // A receipt knows whose it is; without one it is whoever stands here.
    const member = returns.source?.kind === 'unlinked' ? visitor.forSale : undefined
    const whose = member === undefined ? {} : { member }
    const lines = returns.chosen
    const back = {
      kind: 'return.complete',
      staff: staff.id,
      lines,
      reason,
      tenders: [tender],
      ...whose,
    } as const
    if (await payment.commit(back, staff.name)) counter.refunded()
  }

  let inHand: Promise<void> = Promise.resolve()

  function sell(tender: NewTender): Promise<void> {
    inHand = closeSale(tender)
    return inHand
  }

  function refund(tender: NewTender): Promise<void> {
    inHand = closeReturn(tender)
    return inHand
  }

  /** What is scanned while a ticket is being closed waits for it: it is the next customer's. */
  function settled(): Promise<void> {
    return inHand
  }

  return { sell, refund, settled }
})

/** The last step of a ticket: what lies on the counter becomes a fact, and then a receipt. */
import { defineStore } from 'pinia'
import type { NewTender } from '#shared/domain/tender.ts'
import { useBasket } from './basket.ts'
import { useCounter } from './counter.ts'
import { useInvoicing } from './invoicing.ts'
import { usePayment } from './payment.ts'
import { useReturns } from './returns.ts'
import { useSession } from './session.ts'
import { useTendering } from './tendering.ts'
import { useVisitor } from './visitor.ts'

export const useClosing = defineStore('closing', () => {
  const basket = useBasket()
  const counter = useCounter()
  const invoicing = useInvoicing()
  const tendering = useTendering()
  const payment = usePayment()
  const returns = useReturns()
  const session = useSession()
  const visitor = useVisitor()

  /** A part of the total is only taken down; the last part makes it a sale. */
  async function closeSale(tender: NewTender): Promise<void> {
    const { staff } = session
    if (staff === undefined || basket.isEmpty || payment.busy || invoicing.problem !== undefined) return
    tendering.take(tender)
    if (tendering.due > 0) return
    const member = visitor.forSale
    const whose = member === undefined ? {} : { member }
    const sale = {
      kind: 'sale.complete',
      staff: staff.id,
      lines: basket.lines.map(({ key: _, ...line }) => line),
      tenders: tendering.taken,
      ...whose,
      ...(invoicing.isEmpty ? {} : { invoice: invoicing.wish }),
    } as const
    const isClosed = await payment.commit(sale, staff.name, basket.lines)
    if (payment.paid?.kind !== 'sale') tendering.giveBack(tendering.taken.length - 1)
    if (isClosed) counter.closed()
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
    if (await payment.commit(back, staff.name)) counter.closed()
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
  async function settled(): Promise<void> {
    await inHand
    await payment.settled()
  }

  return { sell, refund, settled }
})

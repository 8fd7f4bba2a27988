/** The last step of a ticket: what lies on the counter becomes a fact, and then a receipt. */
import { defineStore } from 'pinia'
import type { Pickup } from '#shared/domain/pickup.ts'
import type { NewTender } from '#shared/domain/tender.ts'
import { useBasket } from './basket.ts'
import { useCounter } from './counter.ts'
import { useHanding } from './handing.ts'
import type { HandingLine } from './handing-lines.ts'
import { useInvoicing } from './invoicing.ts'
import type { PickedUp } from './paid.ts'
import { usePayment } from './payment.ts'
import { openPieces } from './pickup-view.ts'
import { useReturns } from './returns.ts'
import { useSession } from './session.ts'
import { useTendering } from './tendering.ts'
import { useVisitor } from './visitor.ts'

export const useClosing = defineStore('closing', () => {
  const basket = useBasket()
  const counter = useCounter()
  const handing = useHanding()
  const invoicing = useInvoicing()
  const tendering = useTendering()
  const payment = usePayment()
  const returns = useReturns()
  const session = useSession()
  const visitor = useVisitor()

  /** A part of the total is only taken down; the last part makes it a sale. */
  async function closeSale(tender: NewTender): Promise<void> {
    const { staff } = session
    if (staff === undefined || payment.busy || invoicing.problem !== undefined) return
    if (basket.isEmpty && handing.pickup === undefined) return
    tendering.take(tender)
    if (tendering.due > 0) return
    if (handing.pickup !== undefined) return closeHandover()
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
    if (await payment.commit(sale, staff.name)) counter.paid()
    else tendering.giveBack(tendering.taken.length - 1)
  }

  /** Goods change hands; what is paid for them and what is bought besides stand on one ticket. */
  async function closeHandover(): Promise<void> {
    const { staff } = session
    const { pickup } = handing
    const isPaidHere = tendering.taken.length > 0
    if (staff === undefined || pickup === undefined || payment.busy || tendering.due !== 0) return
    const handed = handing.intent(staff.id)
    if (handed === undefined) return
    const member = visitor.forSale
    const paid = {
      due: handing.due,
      more: basket.lines.map(({ key: _, ...line }) => line),
      tenders: tendering.taken,
      ...(invoicing.isEmpty ? {} : { invoice: invoicing.wish }),
    }
    const intent = {
      ...handed,
      ...(isPaidHere ? { paid } : {}),
      ...(isPaidHere && member !== undefined ? { member } : {}),
    }
    if (await payment.commit(intent, staff.name, pickedUp(pickup, handing.given))) counter.paid()
    else if (isPaidHere) tendering.giveBack(tendering.taken.length - 1)
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

  /** All was paid before: only the goods change hands. */
  function handOver(): Promise<void> {
    inHand = closeHandover()
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

  return { sell, handOver, refund, settled }
})

/** What of it stays in the store, and until when. */
function pickedUp(pickup: Pickup, given: readonly HandingLine[]): PickedUp {
  const handed = given.reduce((pieces, { quantity }) => pieces + quantity, 0)
  return { number: pickup.number, rest: openPieces(pickup) - handed, keptUntil: pickup.keptUntil }
}

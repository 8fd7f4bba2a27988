/** The last step of a ticket: what lies on the counter becomes a fact, and then a receipt. */
import { defineStore } from 'pinia'
import type { NewTender } from '#shared/domain/tender.ts'
import { useBasket } from './basket.ts'
import { useCounter } from './counter.ts'
import { useInvoicing } from './invoicing.ts'
import { usePayment } from './payment.ts'
import { useRefunding } from './refunding.ts'
import { useReturns } from './returns.ts'
import { useSession } from './session.ts'
import type { ExchangeIntent } from './tablet.ts'
import { useTendering } from './tendering.ts'
import { useTerms } from './terms.ts'
import { useVisitor } from './visitor.ts'

export const useClosing = defineStore('closing', () => {
  const basket = useBasket()
  const counter = useCounter()
  const invoicing = useInvoicing()
  const tendering = useTendering()
  const payment = usePayment()
  const refunding = useRefunding()
  const returns = useReturns()
  const session = useSession()
  const terms = useTerms()
  const visitor = useVisitor()

  const goods = () => basket.lines.map(({ key: _, ...line }) => line)
  /** What the sale says besides its lines and tenders. */
  const aside = () => ({
    ...(visitor.forSale === undefined ? {} : { member: visitor.forSale }),
    ...(invoicing.isEmpty ? {} : { invoice: invoicing.wish }),
    terms: terms.current.version,
  })

  /** A part of the total is only taken down; the last part makes it a sale. */
  async function closeSale(tender: NewTender): Promise<void> {
    const { staff } = session
    if (staff === undefined || basket.isEmpty || payment.busy || invoicing.problem !== undefined) return
    if (returns.exchanging && refunding.problem !== undefined) return
    tendering.take(tender)
    if (tendering.due > 0) return
    const sale = {
      kind: 'sale.complete',
      staff: staff.id,
      lines: goods(),
      tenders: tendering.taken,
      ...aside(),
    } as const
    const intent = returns.exchanging ? exchangeOf(staff.id, tendering.taken) : sale
    if (intent !== undefined && (await payment.commit(intent, staff.name))) counter.paid()
    else tendering.giveBack(tendering.taken.length - 1)
  }

  /** R27: `tenders` are what the buyer pays or what they are paid, whichever it is. */
  function exchangeOf(staff: string, tenders: readonly NewTender[]): ExchangeIntent | undefined {
    const back = returns.chosen.flatMap(({ of, ...line }) => (of ? [{ ...line, of }] : []))
    if (back.length === 0 || back.length !== returns.chosen.length) return undefined
    return {
      kind: 'exchange.complete',
      staff,
      back,
      lines: goods(),
      reason: returns.reasonWords,
      tenders,
      carried: refunding.carried,
      ...aside(),
      ...approvalOf(),
    }
  }

  /** R26: who said yes to this very ticket. */
  function approvalOf() {
    const { approved, needs } = refunding
    return approved === undefined
      ? {}
      : { approver: approved.approver, approval: { for: needs, reason: approved.reason } }
  }

  async function closeReturn(): Promise<void> {
    const { staff } = session
    if (staff === undefined || refunding.problem !== undefined || refunding.referencesMissing) return
    const { tenders } = refunding
    if (returns.exchanging) {
      const exchange = exchangeOf(staff.id, tenders)
      if (exchange !== undefined && (await payment.commit(exchange, staff.name))) counter.paid()
      return
    }
    const { reasonWords: reason, chosen: lines } = returns
    const back = {
      kind: 'return.complete',
      staff: staff.id,
      lines,
      reason,
      tenders,
      ...approvalOf(),
      ...(returns.source?.kind === 'unlinked' ? loose() : {}),
    } as const
    if (await payment.commit(back, staff.name)) counter.refunded()
  }

  /** A receipt knows whose it is; without one it is whoever stands here, within the limits of today's terms. */
  function loose() {
    const { version, returns: of } = terms.current
    const { timesMax, periodDays, amountMax } = of.unverified
    const limits = { terms: version, timesMax, periodDays, amountMax }
    return { limits, ...(visitor.forSale === undefined ? {} : { member: visitor.forSale }) }
  }

  let inHand: Promise<void> = Promise.resolve()

  function sell(tender: NewTender): Promise<void> {
    inHand = closeSale(tender)
    return inHand
  }

  function refund(): Promise<void> {
    inHand = closeReturn()
    return inHand
  }

  /** What is scanned while a ticket is being closed waits for it: it is the next customer's. */
  function settled(): Promise<void> {
    return inHand
  }

  return { sell, refund, settled }
})

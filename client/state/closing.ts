/** The last step of a ticket: what lies on the counter becomes a fact, and then a receipt. */
import { defineStore } from 'pinia'
import type { NewTender } from '#shared/domain/tender.ts'
import { useBasket } from './basket.ts'
import { useCounter } from './counter.ts'
import { useHandingOver } from './handing-over.ts'
import { useHanding } from './handing.ts'
import { useInvoicing } from './invoicing.ts'
import { usePayment } from './payment.ts'
import { usePlacing } from './placing.ts'
import { useRefundWay } from './refund-way.ts'
import { useRefunding } from './refunding.ts'
import { useReturns } from './returns.ts'
import { useSession } from './session.ts'
import { useTendering } from './tendering.ts'
import { useTicketIntents } from './ticket-intents.ts'

export const useClosing = defineStore('closing', () => {
  const basket = useBasket()
  const counter = useCounter()
  const handing = useHanding()
  const handingOver = useHandingOver()
  const intents = useTicketIntents()
  const invoicing = useInvoicing()
  const tendering = useTendering()
  const payment = usePayment()
  const placing = usePlacing()
  const refunding = useRefunding()
  const returns = useReturns()
  const session = useSession()
  const way = useRefundWay()

  /** A part of the total is only taken down; the last part makes it a sale. */
  async function closeSale(tender: NewTender): Promise<void> {
    const { staff } = session
    if (staff === undefined || payment.busy || invoicing.problem !== undefined) return
    if (basket.isEmpty && handing.pickup === undefined) return
    if (returns.exchanging && refunding.problem !== undefined) return
    if (placing.problem !== undefined) return
    tendering.take(tender)
    if (tendering.due > 0) return
    if (handing.pickup !== undefined) return closeHandover()
    const intent = intents.paidFor(staff.id, tendering.taken)
    const isClosed =
      intent !== undefined && (await payment.commit(intent, staff.name, { rung: basket.lines }))
    if (payment.paid === undefined) tendering.giveBack(tendering.taken.length - 1)
    if (isClosed) counter.closed()
  }

  /** All of it is paid where it is collected. */
  async function closeOrder(): Promise<void> {
    const { staff } = session
    if (staff === undefined || payment.busy || invoicing.problem !== undefined) return
    if (!placing.isOrder || placing.problem !== undefined || tendering.due !== 0) return
    const intent = intents.order(staff.id, tendering.taken)
    if (await payment.commit(intent, staff.name, { rung: basket.lines })) counter.closed()
  }

  async function closeHandover(): Promise<void> {
    if (await handingOver.handOver()) counter.closed()
    else if (tendering.taken.length > 0) tendering.giveBack(tendering.taken.length - 1)
  }

  async function closeReturn(): Promise<void> {
    const { staff } = session
    if (staff === undefined || refunding.problem !== undefined || way.referencesMissing) return
    if (returns.exchanging) {
      const exchange = intents.exchange(staff.id, way.tenders)
      if (exchange !== undefined && (await payment.commit(exchange, staff.name, { rung: basket.lines })))
        counter.closed()
    } else if (await payment.commit(intents.giveBack(staff.id), staff.name)) counter.closed()
  }

  let inHand: Promise<void> = Promise.resolve()

  const hold = (work: Promise<void>): Promise<void> => (inHand = work)
  const sell = (tender: NewTender): Promise<void> => hold(closeSale(tender))
  /** All was paid before: only the goods change hands. */
  const handOver = (): Promise<void> => hold(closeHandover())
  const place = (): Promise<void> => hold(closeOrder())
  const refund = (): Promise<void> => hold(closeReturn())

  /** What is scanned while a ticket is being closed waits for it: it is the next customer's. */
  async function settled(): Promise<void> {
    await inHand
    await payment.settled()
  }

  return { sell, handOver, place, refund, settled }
})

/** What lies on the counter, as the gesture that makes it a fact. */
import type { Contact } from '#shared/domain/proof.ts'
import type { NewTender } from '#shared/domain/tender.ts'
import { useBackWords } from './back-words.ts'
import { goodsOf, useBasket } from './basket.ts'
import { useInvoicing } from './invoicing.ts'
import { usePlacing } from './placing.ts'
import { useRefundWay } from './refund-way.ts'
import { useReturns } from './returns.ts'
import type { ExchangeIntent, PlaceIntent, ReturnIntent, SaleIntent } from './tablet.ts'
import { useTerms } from './terms.ts'
import { useVisitor } from './visitor.ts'

export function useTicketIntents() {
  const basket = useBasket()
  const invoicing = useInvoicing()
  const placing = usePlacing()
  const way = useRefundWay()
  const { approval, from, limits } = useBackWords()
  const returns = useReturns()
  const terms = useTerms()
  const visitor = useVisitor()

  const goods = () => goodsOf(basket.lines)
  const whose = () => (visitor.forSale === undefined ? {} : { member: visitor.forSale })
  const aside = () => ({
    ...whose(),
    ...(invoicing.isEmpty ? {} : { invoice: invoicing.wish }),
    terms: terms.current.version,
  })

  function sale(staff: string, tenders: readonly NewTender[]): SaleIntent {
    return { kind: 'sale.complete', staff, lines: goods(), tenders, ...aside() }
  }

  /** R33: `tenders` are for what is carried out and what is paid before it is collected or sent. */
  function order(staff: string, tenders: readonly NewTender[]): PlaceIntent {
    const { parts } = placing
    const contact = reached()
    return { kind: 'order.place', staff, lines: goods(), parts, contact, tenders, ...aside() }
  }

  /** F4: where they live is said only when something is sent there. */
  function reached(): Contact {
    const { address, ...contact } = placing.contact
    return placing.isSent ? { ...contact, address } : contact
  }

  /** R27: `tenders` are what the buyer pays or what they are paid, whichever it is. */
  function exchange(staff: string, tenders: readonly NewTender[]): ExchangeIntent | undefined {
    const back = returns.chosen.filter(({ of }) => of !== undefined || returns.code !== undefined)
    if (back.length === 0 || basket.isEmpty) return undefined
    const [lines, reason] = [goods(), returns.reasonWords]
    const { carried } = way
    return {
      kind: 'exchange.complete',
      staff,
      back,
      lines,
      reason,
      tenders,
      carried,
      ...from(),
      ...aside(),
      ...approval(),
    }
  }

  function giveBack(staff: string): ReturnIntent {
    const { reasonWords: reason, chosen: lines } = returns
    const isLoose = returns.source?.kind === 'unlinked' && returns.code === undefined
    const loose = isLoose ? { ...limits(), ...whose() } : from()
    const { tenders } = way
    return { kind: 'return.complete', staff, lines, reason, tenders, ...approval(), ...loose }
  }

  /** What is paid for now: an exchange, an order, or plainly what lies there. */
  function paidFor(staff: string, tenders: readonly NewTender[]) {
    if (returns.exchanging) return exchange(staff, tenders)
    return placing.isOrder ? order(staff, tenders) : sale(staff, tenders)
  }

  return { paidFor, order, exchange, giveBack }
}

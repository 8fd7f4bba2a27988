/** The last step of a handover: goods change hands, and what is paid for them and bought besides stands on one ticket. */
import { defineStore } from 'pinia'
import type { Pickup } from '#shared/domain/pickup.ts'
import { goodsOf, useBasket } from './basket.ts'
import type { HandingLine } from './handing-lines.ts'
import { useHanding } from './handing.ts'
import { useInvoicing } from './invoicing.ts'
import type { PickedUp } from './paid.ts'
import { usePayment } from './payment.ts'
import { openPieces } from './pickup-view.ts'
import { useSession } from './session.ts'
import { useTendering } from './tendering.ts'
import { useTerms } from './terms.ts'
import { useVisitor } from './visitor.ts'

export const useHandingOver = defineStore('handing-over', () => {
  const basket = useBasket()
  const handing = useHanding()
  const invoicing = useInvoicing()
  const payment = usePayment()
  const session = useSession()
  const terms = useTerms()
  const tendering = useTendering()
  const visitor = useVisitor()

  /** False: it did not become a fact, and everything is as it was. */
  async function handOver(): Promise<boolean> {
    const { staff } = session
    const { pickup } = handing
    if (staff === undefined || pickup === undefined || payment.busy || tendering.due !== 0) return false
    const handed = handing.intent(staff.id)
    if (handed === undefined) return false
    const isPaidHere = tendering.taken.length > 0
    const member = visitor.forSale
    const paid = {
      due: handing.due,
      more: goodsOf(basket.lines),
      tenders: tendering.taken,
      ...(basket.isEmpty ? {} : { terms: terms.current.version }),
      ...(invoicing.isEmpty ? {} : { invoice: invoicing.wish }),
    }
    const intent = {
      ...handed,
      ...(isPaidHere ? { paid } : {}),
      ...(isPaidHere && member !== undefined ? { member } : {}),
    }
    const of = { rung: basket.lines, pickup: pickedUp(pickup, handing.given) }
    return payment.commit(intent, staff.name, of)
  }

  return { handOver }
})

/** What of it stays in the store, and until when. */
function pickedUp(pickup: Pickup, given: readonly HandingLine[]): PickedUp {
  const handed = given.reduce((pieces, { quantity }) => pieces + quantity, 0)
  return { number: pickup.number, rest: openPieces(pickup) - handed, keptUntil: pickup.keptUntil }
}

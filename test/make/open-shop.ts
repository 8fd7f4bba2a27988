/** A counter with somebody signed in, and the stores that a sale goes through. */
import { money } from '#shared/domain/money.ts'
import { useApproval } from '#client/state/approval.ts'
import { useBasket } from '#client/state/basket.ts'
import { useClosing } from '#client/state/closing.ts'
import { useCounter } from '#client/state/counter.ts'
import { useExchanging } from '#client/state/exchanging.ts'
import { useLately } from '#client/state/lately.ts'
import { useNotice } from '#client/state/notice.ts'
import { usePayment } from '#client/state/payment.ts'
import { usePin } from '#client/state/pin.ts'
import { useRefundWay } from '#client/state/refund-way.ts'
import { useRefunding } from '#client/state/refunding.ts'
import { useReturnTerms } from '#client/state/return-terms.ts'
import { useReturns } from '#client/state/returns.ts'
import { useRinging } from '#client/state/ringing.ts'
import { useSession } from '#client/state/session.ts'
import { useVisitor } from '#client/state/visitor.ts'
import { fang, makeCounter } from './counter.ts'
import type { FakeData } from './fake-tablet.ts'

export function openShop(data: FakeData = {}) {
  const made = makeCounter(data)
  const { pinia } = made
  const session = useSession(pinia)
  session.staff = fang
  return {
    ...made,
    basket: useBasket(pinia),
    closing: useClosing(pinia),
    counter: useCounter(pinia),
    notice: useNotice(pinia),
    payment: usePayment(pinia),
    approval: useApproval(pinia),
    exchanging: made.app.runWithContext(() => useExchanging()),
    lately: useLately(pinia),
    pin: usePin(pinia),
    refunding: useRefunding(pinia),
    returnTerms: useReturnTerms(pinia),
    returns: useReturns(pinia),
    way: useRefundWay(pinia),
    session,
    ringing: useRinging(pinia),
    visitor: useVisitor(pinia),
  }
}

export const cash = (amount: number, tendered = amount) =>
  ({ kind: 'cash', amount: money(amount), tendered: money(tendered) }) as const

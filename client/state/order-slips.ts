/** The slips of orders that this counter takes: what their makers need to know of this tablet and its chain. */
import type { Id } from '#shared/base/id.ts'
import { calendarDate } from '#shared/base/time.ts'
import { type OrderSlip, orderSlip } from './order-slip.ts'
import { useParts } from './parts.ts'
import { usePlaces } from './places.ts'
import { useTerms } from './terms.ts'

export function useOrderSlips() {
  const { tablet, clock } = useParts()
  const places = usePlaces()
  const terms = useTerms()

  function of(op: Id, placed: Parameters<typeof orderSlip>[0], businessDate?: string): OrderSlip | undefined {
    const { device } = tablet
    if (device === undefined) return undefined
    return orderSlip(placed, {
      op,
      businessDate: businessDate ?? calendarDate(clock.now(), device.chain.utcOffsetMinutes),
      receiptKey: device.receiptKey,
      terms: terms.current,
      names: places.names,
    })
  }

  return { of }
}

/** Takes the customer off the counter and leaves the basket and the money: somebody else goes on, who has not been told whose it is. */
import { useCatalog } from './catalog.ts'
import { useCounter } from './counter.ts'
import { useHanding } from './handing.ts'
import { useNotice } from './notice.ts'
import { useReturns } from './returns.ts'
import { useVisit } from './visit.ts'

export function useHideCustomer(): () => void {
  const catalog = useCatalog()
  const counter = useCounter()
  const handing = useHanding()
  const notice = useNotice()
  const returns = useReturns()
  const visit = useVisit()

  return () => {
    visit.memberLeaves()
    returns.begin(undefined)
    catalog.search = ''
    counter.look = 'products'
    // A pickup is somebody's too, and so is the screen that takes its money.
    if (handing.pickup !== undefined || (counter.ticket !== 'basket' && counter.ticket !== 'pay'))
      counter.next()
    notice.clear()
  }
}

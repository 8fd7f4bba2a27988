/** Takes the customer off the counter and leaves the basket and the money: somebody else goes on, who has not been told whose it is. */
import { useCatalog } from './catalog.ts'
import { useCounter } from './counter.ts'
import { useNotice } from './notice.ts'
import { useReturns } from './returns.ts'
import { useVisit } from './visit.ts'

export function useHideCustomer(): () => void {
  const catalog = useCatalog()
  const counter = useCounter()
  const notice = useNotice()
  const returns = useReturns()
  const visit = useVisit()

  return () => {
    visit.memberLeaves()
    returns.begin(undefined)
    catalog.search = ''
    counter.look = 'products'
    if (counter.ticket === 'return' || counter.ticket === 'paid') counter.next()
    notice.clear()
  }
}

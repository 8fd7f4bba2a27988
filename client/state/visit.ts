/** All that is about the customer in front of the counter. When they leave, none of it stays for whoever comes next. */
import { defineStore } from 'pinia'
import { watch } from 'vue'
import { useBasket } from './basket.ts'
import { useCatalog } from './catalog.ts'
import { useHanding } from './handing.ts'
import { useHistory } from './history.ts'
import { useInvoicing } from './invoicing.ts'
import { useNotice } from './notice.ts'
import { usePlacing } from './placing.ts'
import { useReturns } from './returns.ts'
import { useTendering } from './tendering.ts'
import { useVisitor } from './visitor.ts'

export const useVisit = defineStore('visit', () => {
  const basket = useBasket()
  const catalog = useCatalog()
  const handing = useHanding()
  const history = useHistory()
  const invoicing = useInvoicing()
  const notice = useNotice()
  const placing = usePlacing()
  const returns = useReturns()
  const tendering = useTendering()
  const visitor = useVisitor()

  function end(): void {
    basket.clear()
    tendering.clear()
    memberLeaves()
    catalog.search = ''
    returns.begin(undefined)
    handing.close()
    notice.clear()
  }

  /** What is theirs goes along. Money that was taken stays: it is on the counter until it is given back. */
  function memberLeaves(): void {
    visitor.clear()
    history.clear()
    invoicing.clear()
    placing.forget()
  }

  // A visit may end without a sale, line by line.
  watch(
    () => basket.isEmpty && tendering.taken.length === 0,
    (isOver) => {
      if (isOver) invoicing.clear()
    },
    { flush: 'sync' },
  )

  return { end, memberLeaves }
})

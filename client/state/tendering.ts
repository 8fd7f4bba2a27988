/** What was taken towards the total: one tender for most, several when the customer splits. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { money } from '#shared/domain/money.ts'
import { type NewTender, paidBy, TENDERS_MAX } from '#shared/domain/tender.ts'
import { useBasket } from './basket.ts'
import { useHanding } from './handing.ts'
import { usePlacing } from './placing.ts'
import { useReturns } from './returns.ts'

export const useTendering = defineStore('tendering', () => {
  const basket = useBasket()
  const handing = useHanding()
  const placing = usePlacing()
  const returns = useReturns()
  const taken = shallowRef<readonly NewTender[]>([])

  /** R27: in an exchange the old goods pay first. */
  const broughtBack = computed(() => (returns.exchanging ? returns.total : 0))
  /** The basket without what is paid when it is collected, and what is still to be paid of a pickup that is handed over with it. */
  const total = computed(() => money(basket.total - placing.later + handing.due - broughtBack.value))
  /** What is still to pay; below zero when lines were taken off after money had been taken. */
  const due = computed(() => money(total.value - paidBy(taken.value)))
  const isFull = computed(() => taken.value.length >= TENDERS_MAX)

  function take(tender: NewTender): void {
    taken.value = [...taken.value, tender]
  }

  function giveBack(place: number): void {
    taken.value = taken.value.toSpliced(place, 1)
  }

  function clear(): void {
    taken.value = []
  }

  return { taken, total, due, isFull, take, giveBack, clear }
})

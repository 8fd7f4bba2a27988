/** Until when the lines of a receipt may come back; without one, for how much. It takes a moment to find out. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { calendarDate } from '#shared/base/time.ts'
import type { Disposition } from '#shared/domain/disposition.ts'
import { type Money, NOTHING } from '#shared/domain/money.ts'
import type { Receipt, ReceiptCode } from '#shared/domain/receipt.ts'
import { givenByCode } from '#shared/domain/coded.ts'
import { type ReturnWindow, returnWindow } from '#shared/domain/return-window.ts'
import { DEFAULT_TERMS, type Terms } from '#shared/domain/terms.ts'
import { breathing } from './breathing.ts'
import { lowestPrices } from './lowest-prices.ts'
import { useParts } from './parts.ts'
import { receiptLines, type ReturnLine, type ReturnSource } from './return-lines.ts'
import { useTerms } from './terms.ts'

type Windowed = Pick<ReturnLine, 'key' | 'disposition' | 'category'>

export const useReturnTerms = defineStore('return-terms', () => {
  const { tablet, clock } = useParts()
  const terms = useTerms()
  /** By the key of the line; the condition of the goods is chosen later. */
  const windows = shallowRef<ReadonlyMap<string, (condition: Disposition) => ReturnWindow>>(new Map())
  /** R26: of a receipt of which only its code is known. */
  const codedOn = shallowRef<string>()
  /** R13: what was given back by that code before, as far as this tablet knows. */
  const before = shallowRef<Money>(NOTHING)
  /** By article. */
  const lowest = shallowRef<ReadonlyMap<string, number>>(new Map())
  /** What counts: a receipt brings the terms that it was sold under. */
  const under = shallowRef<Terms>(DEFAULT_TERMS)
  const busy = shallowRef(false)
  const breaths = breathing(clock)
  let inHand: Promise<void> = Promise.resolve()
  let asked = 0

  /** When the return was begun: a tablet may stand open for weeks. */
  const today = shallowRef('')

  /** Undefined when no return lies open any more. */
  function begin(from: ReturnSource | undefined): void {
    asked += 1
    const mine = asked
    const isStillOpen = (): boolean => asked === mine
    windows.value = new Map()
    codedOn.value = from?.kind === 'unlinked' ? from.code?.businessDate : undefined
    before.value = NOTHING
    today.value = calendarDate(clock.now(), tablet.device?.chain.utcOffsetMinutes ?? 0)
    busy.value = from !== undefined
    if (from === undefined) return
    const lookUp = from.kind === 'receipt' ? ofReceipt(from.receipt) : withoutReceipt(from.code)
    inHand = lookUp
      .then((show) => void (isStillOpen() && show()))
      .catch(() => undefined)
      .finally(() => (busy.value &&= !isStillOpen()))
  }

  async function ofReceipt(receipt: Receipt): Promise<() => void> {
    const soldUnder = await terms.soldUnder(receipt.terms)
    const found = new Map<string, (condition: Disposition) => ReturnWindow>()
    for (const { key, line, of, due } of receiptLines(receipt)) {
      if (due) continue
      const category = (await tablet.rows.get('product', line.sku))?.category
      found.set(key, (condition) =>
        returnWindow(receipt, of?.line ?? 0, { terms: soldUnder, category, condition }),
      )
    }
    return () => {
      windows.value = found
      under.value = soldUnder
    }
  }

  async function withoutReceipt(code: ReceiptCode | undefined): Promise<() => void> {
    await terms.refresh()
    const placeholder = code && (await tablet.rows.get('receipt', code.sale))
    const { current } = terms
    const { priceDays } = current.returns.unverified
    const found = await lowestPrices(tablet.rows, { today: today.value, days: priceDays }, breaths.breath)
    return () => {
      before.value = placeholder ? givenByCode(placeholder) : NOTHING
      lowest.value = found
      under.value = current
    }
  }

  /** R26: in the condition that it is in. */
  const windowOf = ({ key, disposition: condition, category }: Windowed): ReturnWindow | undefined =>
    codedOn.value === undefined
      ? windows.value.get(key)?.(condition)
      : returnWindow({ where: null, businessDate: codedOn.value }, 0, {
          terms: terms.current,
          category,
          condition,
        })

  /** What was begun is looked up. */
  function settled(): Promise<void> {
    return inHand
  }

  return { windowOf, before, lowest, under, busy, today, begin, settled }
})

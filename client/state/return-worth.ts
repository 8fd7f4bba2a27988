/** What the chosen lines of a return are worth, and what still keeps them from coming back. */
import { computed, type ShallowRef } from 'vue'
import { isOver } from '#shared/domain/return-window.ts'
import { chosenLines, type ReturnLine, type ReturnSource, refundOf, refundsByKey } from './return-lines.ts'
import { useReturnTerms } from './return-terms.ts'

type Chosen = {
  readonly source: ShallowRef<ReturnSource | undefined>
  readonly lines: ShallowRef<readonly ReturnLine[]>
  readonly reasonWords: { readonly value: string }
}

export function useWorth({ source, lines, reasonWords }: Chosen) {
  const terms = useReturnTerms()
  const receipt = computed(() => (source.value?.kind === 'receipt' ? source.value.receipt : undefined))
  const refunds = computed(() => refundsByKey(lines.value, receipt.value))
  const chosen = computed(() => chosenLines(lines.value, refunds.value))
  const total = computed(() => refundOf(refunds.value))
  /** R13: the receipt whose code was read, where its lines are not known. */
  const code = computed(() => (source.value?.kind === 'unlinked' ? source.value.code : undefined))
  const limit = computed(() => code.value && code.value.total - terms.before)
  /** R26: the chosen lines whose days are over. */
  const late = computed(() =>
    lines.value.filter((line) => {
      const window = terms.windowOf(line)
      return line.quantity > 0 && window !== undefined && isOver(window, terms.today)
    }),
  )
  const problem = computed(() => {
    if (chosen.value.length === 0) return 'no-lines' as const
    if (total.value > (limit.value ?? Infinity)) return 'above-receipt' as const
    return reasonWords.value === '' ? ('no-reason' as const) : undefined
  })
  return { receipt, code, refunds, chosen, total, late, problem }
}

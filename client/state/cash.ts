/** What people hand over: the exact amount, or the next round sums in the notes of Taiwan. */
const notes = [100, 500, 1000, 2000] as const
const choicesMax = 4

export function cashChoices(total: number): number[] {
  const rounded = notes.map((note) => Math.ceil(total / note) * note)
  return [...new Set([total, ...rounded])]
    .filter((amount) => amount > 0)
    .toSorted((a, b) => a - b)
    .slice(0, choicesMax)
}

/** Whole dollars out of what was typed: `1,000` and `NT$1000` too. */
export function dollarsIn(text: string): number | undefined {
  const digits = text.normalize('NFKC').replace(/^NT\$|[,\s]/gi, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined
}

/**
 * The one place where an amount becomes text. TWD has no decimals, and the ICU tables disagree about its sign:
 * zh-TW prints `$1,234.00`, en prints `NT$1,234`. So the sign is ours and the grouping is the same in every language.
 */
const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

export function moneyText(twd: number): string {
  const amount = `NT$${grouped.format(Math.abs(twd))}`
  return twd < 0 ? `-${amount}` : amount
}

export function numberText(count: number): string {
  return grouped.format(count)
}

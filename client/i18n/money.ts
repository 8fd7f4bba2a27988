/**
 * The one place where an amount becomes text. TWD has no decimals, and the ICU tables disagree about its sign: zh-TW prints
 * `$1,234.00`, en prints `NT$1,234`. So the sign is ours and the grouping is the same in every language.
 */
export function moneyText(twd: number): string {
  const amount = `NT$${numberText(Math.abs(twd))}`
  return twd < 0 ? `-${amount}` : amount
}

/** Groups of three. The browser's own format costs a cheap tablet a quarter of a second before the first screen. */
export function numberText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',')
}

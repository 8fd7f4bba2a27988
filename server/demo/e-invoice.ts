import { known } from '#shared/base/assert.ts'

const LETTERS = 26

/**
 * The number of the e-invoice that the demo's shop made out for an order: two letters that change with each period of two months, as
 * they do in Taiwan (these ones are made up), and eight digits, the order's own. So each order has one, and it can be scanned.
 */
export function invoiceNumberOf(order: string, date: string): string {
  const [year = 0, month = 1] = date.split('-').map(Number)
  const period = Math.floor((year * 12 + month - 1) / 2)
  const letters = [Math.floor(period / LETTERS), period].map((n) => String.fromCharCode(65 + (n % LETTERS)))
  const [digits = ''] = /\d+$/.exec(order) ?? []
  return `${letters.join('')}${known(digits || undefined, order)
    .slice(-8)
    .padStart(8, '0')}`
}

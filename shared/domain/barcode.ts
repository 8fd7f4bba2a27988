/** Trade item numbers, and the codes that a shop prints itself. */
import { isLineWeight } from './line.ts'
import { type Money, money } from './money.ts'

/** GS1 General Specifications §7.9: modulo 10, weights 3 and 1 from the right. 8, 12, 13 or 14 digits. */
export function isTradeItemNumber(text: string): boolean {
  return /^(\d{8}|\d{12,14})$/.test(text) && checkDigit(text.slice(0, -1)) === Number(text.at(-1))
}

/** The check digit behind these digits (GS1 General Specifications §7.9). */
export function checkDigit(digits: string): number {
  let total = 0
  for (let i = 0; i < digits.length; i++)
    total += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (total % 10)) % 10
}

/**
 * The ways in which one number is written on packages and in lists: GTIN-12 to -14 differ by zeros in front, and a UPC-E is a
 * UPC-A with zeros left out. What was read comes first.
 */
export function spellingsOf(code: string): string[] {
  const long = code.length === 8 && !isTradeItemNumber(code) ? fromUpcE(code) : code
  if (long === undefined || !/^\d{12,14}$/.test(long)) return [code]
  const whole = long.padStart(14, '0')
  const shorter = [1, 2].filter((cut) => /^0*$/.test(whole.slice(0, cut))).map((cut) => whole.slice(cut))
  return [...new Set([code, long, ...shorter, whole])]
}

/** UPC-E to UPC-A (GS1 General Specifications §5.2.2.4.2); undefined when the check digit is wrong. 8 digits, first one 0 or 1. */
export function fromUpcE(code: string): string | undefined {
  const parts = /^([01])(\d{6})(\d)$/.exec(code)
  if (parts === null) return undefined
  const [, system = '', body = '', check = ''] = parts
  const last = Number(body[5])
  const head = body.slice(0, 5)
  const middle =
    last <= 2
      ? `${head.slice(0, 2)}${last}0000${head.slice(2)}`
      : last === 3
        ? `${head.slice(0, 3)}00000${head.slice(3)}`
        : last === 4
          ? `${head.slice(0, 4)}00000${head.slice(4)}`
          : `${head}0000${last}`
  const whole = `${system}${middle}${check}`
  return isTradeItemNumber(whole) ? whole : undefined
}

/**
 * Codes of restricted circulation (GS1 prefixes 02 and 20 to 29) mean what the retailer says. A pattern writes it down digit by
 * digit: digits stand for themselves, `I` is the item, `P` its price in dollars, `W` its weight in grams, `C` the check digit
 * of the whole: `21IIIIIPPPPPC`.
 */
export type InStorePattern = string

export const IN_STORE_PATTERNS: readonly InStorePattern[] = ['21IIIIIPPPPPC', '22IIIIIWWWWWC']

/**
 * `item`: the digits that are the same on every label of the product (prefix and item number): its barcode in the catalogue. A
 * price or a weight of nothing was not printed: the product's own price counts, and goods sold by weight are weighed.
 */
export type InStoreCode = {
  readonly item: string
  readonly price?: Money
  readonly grams?: number
}

const PATTERN = /^(\d{1,4})(I{2,9})(?:(P{2,7})|(W{2,7}))C$/

export const isInStorePattern = (text: string): boolean => PATTERN.test(text)

export function readInStoreCode(
  text: string,
  patterns: readonly InStorePattern[] = IN_STORE_PATTERNS,
): InStoreCode | undefined {
  if (!isTradeItemNumber(text)) return undefined
  for (const pattern of patterns) {
    const [, prefix, item = '', price = '', weight = ''] = PATTERN.exec(pattern) ?? []
    if (prefix === undefined || pattern.length !== text.length || !text.startsWith(prefix)) continue
    const end = prefix.length + item.length
    const value = Number(text.slice(end, end + price.length + weight.length))
    return {
      item: text.slice(0, end),
      ...(price === '' || value === 0 ? {} : { price: money(value) }),
      ...(weight === '' || !isLineWeight(value) ? {} : { grams: value }),
    }
  }
  return undefined
}

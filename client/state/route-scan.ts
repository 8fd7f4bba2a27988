import * as z from 'zod/mini'
import { isTradeItemNumber } from '#shared/domain/product.ts'
import { isReceiptCode, ReceiptNumber } from '#shared/domain/receipt.ts'
import { looksLikeCardNumber } from '#shared/domain/tender.ts'

/**
 * Every scan, wherever the focus is, goes through this one table. The first rule that reads the text wins.
 * Pure: what a code stands for is decided here, whether we know it is looked up by the counter.
 */
export type ScanTarget =
  | { readonly kind: 'card' | 'phone'; readonly value: string }
  | { readonly kind: 'receiptCode' | 'receiptNumber'; readonly value: string }
  | { readonly kind: 'product' | 'unknown'; readonly value: string }
  /** A payment wallet's or a bank card's number: it must never be kept, shown or looked up. */
  | { readonly kind: 'secret'; readonly what: 'wallet' | 'bankCard' }

export type ScanPatterns = {
  /** The chain's member cards: `#` is a digit, `@` a letter, everything else stands for itself. */
  readonly memberCard: string | undefined
}

type Rule = (text: string, patterns: ScanPatterns) => ScanTarget | undefined

const rules: readonly Rule[] = [
  (text) => (isReceiptCode(text) ? { kind: 'receiptCode', value: text } : undefined),
  (text, { memberCard }) =>
    memberCard !== undefined && fits(text, memberCard)
      ? { kind: 'card', value: text.toUpperCase() }
      : undefined,
  (text) =>
    z.safeParse(ReceiptNumber, text.toUpperCase()).success
      ? { kind: 'receiptNumber', value: text.toUpperCase() }
      : undefined,
  (text) => {
    const phone = phoneIn(text)
    return phone === undefined ? undefined : { kind: 'phone', value: phone }
  },
  (text) => (isTradeItemNumber(text) ? { kind: 'product', value: text } : undefined),
  (text) => (/^\d{18}$/.test(text) ? { kind: 'secret', what: 'wallet' } : undefined),
  // Cards of 13 digits are extinct, and a mistyped EAN-13 passes Luhn one time in ten.
  (text) =>
    digitCount(text) >= 14 && looksLikeCardNumber(text) ? { kind: 'secret', what: 'bankCard' } : undefined,
]

export function routeScan(read: string, patterns: ScanPatterns): ScanTarget {
  const text = withoutAim(read).trim()
  for (const rule of rules) {
    const target = rule(text, patterns)
    if (target !== undefined) return target
  }
  return { kind: 'unknown', value: text }
}

/** Some scanners put the AIM identifier of the symbology (`]C1`, `]E0`, `]Q3`) before the code. */
function withoutAim(text: string): string {
  return text.replace(/^\][A-Za-z]./, '')
}

function fits(text: string, pattern: string): boolean {
  if (text.length !== pattern.length) return false
  const upper = text.toUpperCase()
  return [...pattern.toUpperCase()].every((wanted, place) => {
    const found = upper.charAt(place)
    if (wanted === '#') return found >= '0' && found <= '9'
    if (wanted === '@') return found >= 'A' && found <= 'Z'
    return found === wanted
  })
}

function digitCount(text: string): number {
  return text.replace(/\D/g, '').length
}

/** A mobile number of Taiwan as people write it: 0912345678, 0912-345-678, +886 912 345 678. */
export function phoneIn(text: string): string | undefined {
  const digits = text.replace(/[\s()-]/g, '').replace(/^\+?886(?=9)/, '0')
  return /^09\d{8}$/.test(digits) ? digits : undefined
}

import * as z from 'zod/mini'
import {
  IN_STORE_PATTERNS,
  type InStoreCode,
  type InStorePattern,
  isTradeItemNumber,
  readInStoreCode,
  spellingsOf,
  fromUpcE,
} from './barcode.ts'
import { type Carrier, carrierIn } from './carrier.ts'
import { readDigitalLink, readElementString, type Gs1 } from './gs1.ts'
import { isPickupCode } from './proof.ts'
import { isReceiptCode, ReceiptNumber } from './receipt.ts'
import { looksLikeCardNumber } from './tender.ts'

/** A product's barcode, in every spelling that a catalogue may have it in, and what else its label says. */
export type ProductCode = {
  readonly kind: 'product'
  readonly value: string
  readonly spellings: readonly string[]
  readonly grams?: number
  /** What the shop's patterns make of it when the whole number is no product: a fixed barcode may have the same shape. */
  readonly inStore?: InStoreCode
  /** The mobile number that the same digits are when no product has them. */
  readonly phone?: string
}

/**
 * What a code stands for. Pure: whether we know it is looked up by the counter.
 */
export type ScanTarget =
  | ProductCode
  | { readonly kind: 'card' | 'phone'; readonly value: string }
  | { readonly kind: 'receiptCode' | 'receiptNumber'; readonly value: string }
  /** What a buyer shows to collect an order. */
  | { readonly kind: 'pickupCode'; readonly value: string }
  /** An e-invoice on paper: its QR code or its Code 39. */
  | { readonly kind: 'invoice'; readonly number: string }
  | { readonly kind: 'carrier'; readonly carrier: Carrier }
  | { readonly kind: 'unknown'; readonly value: string }
  /** A payment wallet's or a bank card's number: it must never be kept, shown or looked up. */
  | { readonly kind: 'secret'; readonly what: 'wallet' | 'bankCard' }

/** What the chain says of its own codes. */
export type ScanPatterns = {
  /** Member cards, as `isMemberCard` reads them. */
  readonly memberCard: string | undefined
  readonly inStore?: readonly InStorePattern[]
}

type Read = { readonly text: string; readonly isGs1: boolean }
type Row = (read: Read, patterns: ScanPatterns) => ScanTarget | undefined

/** Every scan, wherever the focus is, goes through this one table. The first row that reads the text wins. */
const TABLE: readonly Row[] = [
  // A carrier is `/` and seven characters, or two letters and fourteen digits: nothing else looks like either. It is printed in
  // capitals; a scanner behind a keyboard's caps lock sends small letters.
  ({ text }) => {
    const carrier = carrierIn(text.toUpperCase())
    return carrier && { kind: 'carrier', carrier }
  },
  ({ text }) => (isReceiptCode(text) ? { kind: 'receiptCode', value: text } : undefined),
  ({ text }) => (isPickupCode(text) ? { kind: 'pickupCode', value: text } : undefined),
  ({ text }) => labelled(readDigitalLink(text), text),
  ({ text, isGs1 }) => (isGs1 ? labelled(readElementString(text), text) : undefined),
  ({ text }) => {
    const number = INVOICE_QR.exec(text)?.[1] ?? INVOICE_CODE39.exec(text)?.[1]
    return number === undefined ? undefined : { kind: 'invoice', number }
  },
  // Before the products: a card may be printed as an EAN.
  ({ text }, { memberCard = '' }) =>
    isMemberCard(text, memberCard) ? { kind: 'card', value: text.toUpperCase() } : undefined,
  ({ text }) =>
    z.safeParse(ReceiptNumber, text.toUpperCase()).success
      ? { kind: 'receiptNumber', value: text.toUpperCase() }
      : undefined,
  ({ text }) => {
    const phone = phoneIn(text)
    if (phone === undefined) return undefined
    // Twelve digits that begin with Taiwan's 886 may be a UPC-A all the same.
    if (isTradeItemNumber(text)) return { kind: 'product', value: text, spellings: spellingsOf(text), phone }
    return { kind: 'phone', value: phone }
  },
  ({ text }, { inStore = IN_STORE_PATTERNS }) => {
    const found = readInStoreCode(text, inStore)
    return found && { kind: 'product', value: text, spellings: spellingsOf(text), inStore: found }
  },
  ({ text }) =>
    isTradeItemNumber(text) || fromUpcE(text) !== undefined
      ? { kind: 'product', value: text, spellings: spellingsOf(text) }
      : undefined,
  ({ text }) => (/^\d{18}$/.test(text) ? { kind: 'secret', what: 'wallet' } : undefined),
  // Cards of 13 digits are extinct, and a mistyped EAN-13 passes Luhn one time in ten.
  ({ text }) =>
    text.replace(/\D/g, '').length >= 14 && looksLikeCardNumber(text)
      ? { kind: 'secret', what: 'bankCard' }
      : undefined,
]

/**
 * 證明聯條碼規格 v1.9. Left QR: number, ROC date (7), random code (4), net and gross in hex (8 and 8), buyer and seller (8 and 8),
 * token (24), then the items. Code 39: ROC year and month (5), number, random code (4).
 */
const INVOICE_QR = /^([A-Z]{2}\d{8})\d{7}[\d ]{4}[\da-f]{16}\d{16}.{24}/i
const INVOICE_CODE39 = /^\d{5}([A-Z]{2}\d{8})\d{4}$/

export function routeScan(scanned: string, patterns: ScanPatterns): ScanTarget {
  const read = withoutAim(scanned)
  for (const row of TABLE) {
    const target = row(read, patterns)
    if (target !== undefined) return target
  }
  return { kind: 'unknown', value: read.text }
}

/** Some scanners put the AIM identifier of the symbology (ISO/IEC 15424) before the code: `]C1` is GS1-128, `]E0` an EAN. */
function withoutAim(scanned: string): Read {
  const [aim = ''] = /^\][A-Za-z]./.exec(scanned) ?? []
  const text = scanned.slice(aim.length).trim()
  const isGs1 = [']C1', ']e0', ']d2', ']Q3', ']J1'].includes(aim) || text.includes('\u001d')
  return { text, isGs1 }
}

function labelled(label: Gs1 | undefined, text: string): ScanTarget | undefined {
  if (label === undefined) return undefined
  const { product, grams } = label
  const weight = grams === undefined ? {} : { grams }
  return { kind: 'product', value: text, spellings: spellingsOf(product), ...weight }
}

/** `patterns`: several separated by blanks: `#` is a digit, `@` a letter, everything else stands for itself. */
export function isMemberCard(text: string, patterns: string): boolean {
  return patterns.split(/\s+/).some((pattern) => pattern !== '' && fits(text, pattern))
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

/** A mobile number of Taiwan as people write it: 0912345678, 0912-345-678, +886 912 345 678. */
export function phoneIn(text: string): string | undefined {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s()-]/g, '')
    .replace(/^\+?886(?=9)/, '0')
  return /^09\d{8}$/.test(digits) ? digits : undefined
}

import * as z from 'zod/mini'
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { keyedCheck } from '../base/hash.ts'
import { type Id, isId, uuidBytes, uuidText } from '../base/id.ts'
import { dateFromDays, daysFromDate } from '../base/time.ts'
import type { ApprovalNeed } from './approval-need.ts'
import type { Disposition } from './disposition.ts'
import type { BackLine, CodedBack, Line } from './line.ts'
import { type Money, money, sum } from './money.ts'
import type { Tender } from './tender.ts'
import type { TimelinePut } from './timeline.ts'
import type { Who } from './who.ts'

/** Register, incarnation letters, counter: `R01-A-000123`. Printed and typed; never used to dedupe. */
export const ReceiptNumber = z.string().check(z.regex(/^[A-Z0-9]{1,12}-[A-Z]{1,4}-\d{6,9}$/))

export function receiptNumber(register: string, letter: string, counter: number): string {
  return `${register}-${letter}-${String(counter).padStart(6, '0')}`
}

/** 1 → A, 26 → Z, 27 → AA: every incarnation of a register's devices has letters of its own. */
export function incarnationLetter(ordinal: number): string {
  let letters = ''
  for (let rest = ordinal; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  }
  return letters
}

export type ReceiptCode = { readonly sale: Id; readonly businessDate: string; readonly total: Money }

const PREFIX = 'OC1.'
const CHECK_BYTES = 8

/**
 * The QR code of a receipt: `OC1.` and base64url of sale id (16 bytes), business date (days since 1970, 2 bytes), total
 * (signed dollars, 6 bytes, big endian) and the first 8 bytes of HMAC-SHA-256 over them. It lets a tablet use a receipt it
 * does not hold. `key` is the chain's receipt key.
 */
export function receiptCode(code: ReceiptCode, key: Uint8Array): string {
  const facts = new Uint8Array(24)
  const view = new DataView(facts.buffer)
  facts.set(uuidBytes(code.sale))
  view.setUint16(16, daysFromDate(code.businessDate))
  view.setInt16(18, Math.floor(code.total / 2 ** 32))
  view.setUint32(20, code.total >>> 0)
  const whole = new Uint8Array(24 + CHECK_BYTES)
  whole.set(facts)
  whole.set(keyedCheck(key, facts).subarray(0, CHECK_BYTES), 24)
  return PREFIX + toBase64Url(whole)
}

export const isReceiptCode = (text: string): boolean => text.startsWith(PREFIX)

/** Undefined when the text is not a receipt code of this chain. */
export function readReceiptCode(text: string, key: Uint8Array): ReceiptCode | undefined {
  const bytes = isReceiptCode(text) ? fromBase64Url(text.slice(PREFIX.length)) : undefined
  if (bytes?.length !== 24 + CHECK_BYTES) return undefined
  const facts = bytes.subarray(0, 24)
  const check = keyedCheck(key, facts).subarray(0, CHECK_BYTES)
  let difference = 0
  check.forEach((byte, i) => (difference |= byte ^ (bytes[24 + i] ?? 0)))
  const sale = uuidText(facts.subarray(0, 16))
  if (difference !== 0 || !isId(sale)) return undefined
  const view = new DataView(facts.buffer, facts.byteOffset, facts.byteLength)
  const total = view.getInt16(18) * 2 ** 32 + view.getUint32(20)
  return { sale, businessDate: dateFromDays(view.getUint16(16)), total: money(total) }
}

/** What a counter's return says of itself, so that its receipt can tell whether it lacked an approval (R26, R25, R29). */
export type JudgedBack = {
  readonly day: string
  /** The return's own. */
  readonly number: string
  /** What somebody who may said yes to. */
  readonly allowed?: readonly ApprovalNeed[]
}

/** What came back of a receipt by one return or refund. */
export type Returned = {
  readonly lines: readonly BackLine[]
  /** What becomes of each of the lines, in their order, when a counter said it of any: their days may hang on it (R26). */
  readonly conditions?: readonly (Disposition | null)[]
  readonly op: Id
  /** R13: what came back by the receipt's code: `lines` are found for it whenever the receipt knows more. */
  readonly coded?: readonly CodedBack[]
  /** What it says that came back, as article numbers, in the order of the lines. */
  readonly articles?: readonly string[]
  /** Where the discrepancy goes when more comes back than was sold. */
  readonly home: string
  readonly revision: number
  /** How it was given back; of a return from several receipts it stands with the first. */
  readonly tenders?: readonly Tender[]
  /** How that had been paid which now pays for other goods: nothing was given back in these ways yet. */
  readonly carried?: readonly Tender[]
  /** The receipt of what the buyer took instead. */
  readonly exchangedFor?: Id
  /** The membership of whoever gave it back and nobody approved: it must not be the buyer's own. */
  readonly by?: Id
  readonly staff?: string
  /** Of a counter's return that was not named for it already. */
  readonly judged?: JudgedBack
  /** Nobody was known to attribute it to; the sale, when it arrives, may know. */
  readonly waiting?: TimelinePut
  /** Nothing came back: of an order that a counter took, what nobody gets of this part, which a store was to hand over. */
  readonly ended?: number
  /** The money for it, which was paid out: by its lines. */
  readonly paidOut?: readonly BackLine[]
  /** What the shop was asked to give back for it so far. */
  readonly asked?: Money
}

/** A line that left a store; `instead` is what stood for the article of the line: that is what can come back (R4). */
export type HandedLine = BackLine & { readonly instead?: { readonly sku: string; readonly name: string } }

export type Handed = {
  readonly at: number
  readonly date: string
  readonly lines: readonly HandedLine[]
  /** They left for the buyer, and are not there yet. */
  readonly sent?: true
  /** How these lines were paid, when that was where they were handed over. */
  readonly tenders?: readonly Tender[]
}

export type Delivered = {
  readonly date: string
  readonly lines: readonly { readonly line: number; readonly quantity: number }[]
}

export type Ask = Pick<Returned, 'op' | 'home' | 'asked'> & { readonly amount: Money }

/** What a store was to hand over, with its share of the money; unpaid, it is paid for where it is handed over. */
export type Promised = {
  readonly part: number
  readonly isPaid: boolean
  readonly lines: readonly BackLine[]
}

/**
 * A sale or an order as something that can be given back, on every tablet of the chain. It is a placeholder (`lines` null)
 * when a return arrived before the sale did.
 */
export type Receipt = {
  readonly ref: Id
  readonly lines: readonly Line[] | null
  readonly number: string | null
  /** The e-invoices that a shop made out for its order. */
  readonly invoices?: readonly string[]
  readonly where: string | null
  readonly at: number
  readonly businessDate: string
  readonly who: Who | null
  /** How it was paid at a counter, and by which company: what a second copy of the receipt says. */
  readonly tenders?: readonly Tender[]
  readonly ban?: string
  /** The version of the chain's terms that it was sold under. */
  readonly terms?: number
  /** What was asked to come back and is on its way, as the shop last told it whole. */
  readonly inFlight?: readonly BackLine[]
  /** The receipts of what was given back for it. */
  readonly exchangedFor?: readonly Id[]
  /** What its shop is to give back for goods that were taken for these and came back in turn, by that return. */
  readonly asks?: Readonly<Record<string, Ask>>
  readonly revision: number
  /** Of an order: what goes through the hands of a store, and what the shop that took it has been paid. */
  readonly promised?: readonly Promised[]
  readonly taken?: Money
  /** Which lines were handed over when, by the operation that did: a distance sale's days begin with it. */
  readonly handed?: Readonly<Record<string, Handed>>
  /** What the shop itself delivered, and when it was there. */
  readonly delivered?: readonly Delivered[]
  /** By return id: idempotent, so that the same return laid twice counts once. */
  readonly returned: Readonly<Record<string, Returned>>
}

/** Quantity that came back of one line. */
export function returnedQuantity(receipt: Pick<Receipt, 'returned'>, line: number): number {
  let quantity = 0
  for (const returned of Object.values(receipt.returned)) {
    for (const back of returned.lines) if (back.line === line) quantity += back.quantity
  }
  return quantity
}

/** Amount that was given back for one line. */
export function returnedAmount(receipt: Receipt, line: number): Money {
  const backs = Object.values(receipt.returned).flatMap((one) =>
    one.lines.filter((back) => back.line === line),
  )
  return sum(backs.map((back) => back.amount))
}

const onItsWay = ({ inFlight = [] }: Receipt, line: number): readonly BackLine[] =>
  inFlight.filter((back) => back.line === line)

/** Came back, or is on its way back. */
export const heldQuantity = (receipt: Receipt, line: number): number =>
  onItsWay(receipt, line).reduce((units, { quantity }) => units + quantity, returnedQuantity(receipt, line))

/** Was given back, or is promised. */
export const heldAmount = (receipt: Receipt, line: number): Money =>
  sum([returnedAmount(receipt, line), ...onItsWay(receipt, line).map(({ amount }) => amount)])

/** A shop's cancellation under the key of what it was told: a store's part is gone, which the shop only says after it. */
export const isAnswer = (id: string): boolean => /^[0-9a-f-]{36}\.\d+:/.test(id)

const CANCELLATION = 'cancellation:'
export const cancellationId = (id: string): string => CANCELLATION + id
/** The part of the order that it ended, or whose end it answers; undefined when it is of none. */
export function partOfEntry(id: string, { ended }: Returned): number | undefined {
  if (ended !== undefined) return ended
  const told = id.startsWith(CANCELLATION) ? id.slice(CANCELLATION.length) : ''
  return isAnswer(told) ? Number(told.slice(37, told.indexOf(':'))) : undefined
}
const isOfPart = (id: string, one: Returned): boolean => partOfEntry(id, one) !== undefined

/** Nothing came back through a counter's hands: it was cancelled, or the shop that took the order says so. */
export const isTold = ({ ended, home }: Returned): boolean =>
  ended !== undefined || home.startsWith('channel:')

/** Units of a line that were in somebody's hands and came back: what was cancelled never left. */
export const cameBack = ({ returned }: Pick<Receipt, 'returned'>, line: number): number =>
  returnedQuantity(
    {
      returned: Object.fromEntries(
        Object.entries(returned).filter(
          ([id, { ended }]) => ended === undefined && !id.startsWith(CANCELLATION),
        ),
      ),
    },
    line,
  )

/** It only pays out what was due: its buyer's thread counted that when it was cancelled. */
export const isPayment = ({ lines, paidOut }: Returned): boolean =>
  paidOut !== undefined && lines.length === 0

/** R4: units that a store still owes the buyer: promised, not cancelled, and not handed over as far as anybody has told. */
export function owedQuantity(receipt: Receipt, line: number): number {
  const { promised = [], handed = {}, ref } = receipt
  const due = unitsOf(promised, line)
  if (due === 0) return 0
  const told = Object.entries(receipt.returned).filter(([, one]) => isTold(one))
  const ofParts = unitsOf(
    told.flatMap(([id, one]) => (isOfPart(id, one) ? [one] : [])),
    line,
  )
  const ofOrder = unitsOf(
    told.flatMap(([id, one]) => (isOfPart(id, one) ? [] : [one])),
    line,
  )
  const sold = receipt.lines?.[line]?.quantity ?? due
  // R37: what the order cancels is taken from what no store has first.
  const gone = ofParts + Math.max(0, ofOrder - (sold - due))
  // What was carried out when the order was taken stands under the order's own id, and was never promised.
  const given = unitsOf(
    Object.entries(handed).flatMap(([id, one]) => (id === ref ? [] : [one])),
    line,
  )
  return Math.max(0, due - gone - given)
}

function unitsOf(all: readonly { readonly lines: readonly BackLine[] }[], line: number): number {
  const backs = all.flatMap(({ lines }) => lines)
  return backs.reduce((units, back) => units + (back.line === line ? back.quantity : 0), 0)
}

/**
 * R4: what can still come back of a line: sold, less what was not handed over yet, less returned, less in flight, over all stores
 * and channels, never below 0.
 */
export function remainingQuantity(receipt: Receipt, line: number): number {
  const sold = receipt.lines?.[line]
  if (sold === undefined || sold.kind === 'discount') return 0
  return Math.max(0, sold.quantity - owedQuantity(receipt, line) - heldQuantity(receipt, line))
}

/** Lines of which anything came back, in order. */
export function returnedLines(receipt: Receipt): number[] {
  const touched = new Set(
    Object.values(receipt.returned).flatMap((one) => one.lines.map((back) => back.line)),
  )
  return [...touched].sort((a, b) => a - b)
}

/** Whether what the one lets come back may not be what the other does. */
export const leftDiffers = (a: Receipt, b: Receipt): boolean => leftBy(a) !== leftBy(b)

const leftBy = ({ lines, inFlight, promised, handed, returned }: Receipt): string =>
  JSON.stringify([lines, inFlight, promised, handed, returned])

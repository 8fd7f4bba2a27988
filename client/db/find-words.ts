import { isObject, type JsonObject } from '#shared/base/json.ts'
import { receiptNumbers, spelledNumber } from '#shared/domain/receipt-number.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Who } from '#shared/domain/who.ts'

/** How a name sounds, in words of its own; the table behind it is large and is loaded when it is needed. */
export type SoundsOf = (name: string) => readonly string[]

/** Words of these kinds are found by their beginning. */
const BY_BEGINNING = /^(name|sound|tail):/

export const isByBeginning = (word: string): boolean => BY_BEGINNING.test(word)

/**
 * The words under which a row is found besides its key: a member's credentials and name, how it sounds, the last digits of the
 * phone (backwards, so that they are a beginning); a receipt's numbers, its e-invoices' among them, and whose it is (`whoWord`).
 */
export function findWords(table: string, value: JsonObject, soundsOf: SoundsOf = () => []): string[] {
  switch (table) {
    case 'member':
      return memberWords(value, soundsOf)
    case 'credit':
      return isObject(value['issued']) && typeof value['issued']['number'] === 'string'
        ? [numberWord(value['issued']['number'])]
        : []
    case 'receipt':
      return receiptWords(value)
    default:
      return []
  }
}

function memberWords(value: JsonObject, soundsOf: SoundsOf): string[] {
  const name = typeof value['name'] === 'string' ? value['name'] : undefined
  const words = name === undefined ? [] : [...nameWords(name), ...soundsOf(name).map((one) => `sound:${one}`)]
  const credentials = Array.isArray(value['credentials']) ? value['credentials'] : []
  for (const { kind, value: text } of credentials as JsonObject[]) {
    if (typeof kind !== 'string' || typeof text !== 'string') continue
    words.push(`${kind}:${text}`)
    if (kind === 'phone') words.push(tailWord(text))
  }
  return words
}

function receiptWords(value: JsonObject): string[] {
  // Trusted: the rules wrote the row.
  const receipt = value as unknown as Receipt
  const words = receiptNumbers(receipt).map((number) => numberWord(number))
  return receipt.who ? [...words, whoWord(receipt.who)] : words
}

/** A receipt, an order, an e-invoice, however its number is typed; two shops may give the same one. */
export const numberWord = (text: string): string => `number:${spelledNumber(text)}`

/** The receipts of a member, or of a credential's key while nobody is known to own it. */
export const whoWord = (who: Who): string => `who:${'member' in who ? who.member : who.credential}`

/** The whole name, and what people are called by: 怡君 of 陳怡君, Doe of Jane Doe. */
function nameWords(name: string): string[] {
  const whole = name.toLowerCase()
  const letters = [...whole]
  const called = /\s/.test(whole)
    ? whole.split(/\s+/).slice(1)
    : letters.length > 2
      ? [letters.slice(1).join('')]
      : []
  return [whole, ...called].map((word) => `name:${word}`)
}

export const tailWord = (digits: string): string => `tail:${[...digits].toReversed().join('')}`

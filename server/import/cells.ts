// What stands in one cell, for a person who fills them in with a spreadsheet: the usual mistakes have a sentence each.

import { failure, type Result, success } from '#shared/base/result.ts'
import { isTradeItemNumber } from '#shared/domain/barcode.ts'
import { type Money, money } from '#shared/domain/money.ts'
import { isMemberCard } from '#shared/domain/scan.ts'

export type CellProblem = { readonly what: string; readonly next: string }
export type Cell<T> = Result<T, CellProblem>

const PRICE_MAX = 100_000_000
const BARCODES_MAX = 50
const quoted = (text: string): string => JSON.stringify(text.slice(0, 60))
const problem = (what: string, next: string): Cell<never> => failure({ what, next })

export function priceCell(text: string, { mayBeNegative }: { readonly mayBeNegative: boolean }): Cell<Money> {
  if (text === '') return problem('there is no price', 'Write whole NT$, for example 120.')
  if (/^-?\d+\.\d+$/.test(text))
    return problem(`${quoted(text)} has decimals`, 'Write whole NT$: the dollar has no cents here.')
  if (!/^-?\d+$/.test(text))
    return problem(
      `${quoted(text)} is not a price`,
      'Write digits only, without NT$ or thousands separators.',
    )
  const price = Number(text)
  if (Math.abs(price) > PRICE_MAX) return problem(`${text} is too much`, `At most ${PRICE_MAX}.`)
  if (price < 0 && !mayBeNegative)
    return problem(`${text} is below zero`, 'Only a service may have a price below zero.')
  return success(money(price))
}

export function textCell(
  text: string,
  { max, what }: { readonly max: number; readonly what: string },
): Cell<string> {
  if (text === '')
    return problem(
      `there is no ${what}`,
      `Write ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what} of 1 to ${max} characters.`,
    )
  if (text.length > max) return problem(`the ${what} has ${text.length} characters`, `Shorten it to ${max}.`)
  if (/\p{Cc}/u.test(text))
    return problem(`the ${what} holds a line break or a control character`, 'Take it out.')
  return success(text)
}

export function skuCell(text: string): Cell<string> {
  if (shortened(text)) return shortenedProblem(text)
  return textCell(text, { max: 64, what: 'article number' })
}

export function oneOfCell<const T extends string>(text: string, all: readonly T[]): Cell<T> {
  const found = all.find((one) => one === text.toLowerCase())
  return found === undefined
    ? problem(`${quoted(text)} is unknown`, `Write one of ${all.join(', ')}.`)
    : success(found)
}

/** Separated by blanks or semicolons. */
export function barcodesCell(text: string): Cell<string[]> {
  const codes = text.split(/[\s;]+/).filter((code) => code !== '')
  if (codes.length > BARCODES_MAX)
    return problem(`${codes.length} codes`, `At most ${BARCODES_MAX} a product.`)
  for (const code of codes) {
    if (shortened(code)) return shortenedProblem(code)
    if (!/^[\x21-\x7e]{1,48}$/.test(code))
      return problem(
        `${quoted(code)} is no barcode`,
        'Write letters, digits and signs without blanks, at most 48.',
      )
    if (/^(\d{8}|\d{12,14})$/.test(code) && !isTradeItemNumber(code))
      return problem(
        `the check digit of ${code} is wrong`,
        'Compare it with the package; a spreadsheet may have dropped zeros at the front.',
      )
  }
  if (new Set(codes).size < codes.length)
    return problem('one code stands there twice', 'Take one of them out.')
  return success(codes)
}

/** A spreadsheet makes 4.71E+12 of a long number, and what was there before is lost. */
const shortened = (text: string): boolean => /^\d[.,]?\d*E\+\d+$/i.test(text)
const shortenedProblem = (text: string) =>
  problem(
    `${quoted(text)} was shortened by the spreadsheet`,
    'Format the column as text and write the whole number again.',
  )

/** What the counter takes for a card of this chain, and nothing else: a card that no scan finds is of no use to its member. */
export function cardCell(text: string, patterns: string): Cell<string> {
  const card = text.normalize('NFKC').toUpperCase()
  return isMemberCard(card, patterns)
    ? success(card)
    : problem(`${quoted(text)} is not a card number of this chain`, `Write it as it is printed: ${patterns}.`)
}

/** A mobile number of Taiwan, or an international one with its plus sign. */
export function phoneCell(text: string): Cell<string> {
  const digits = text.normalize('NFKC').replace(/[\s()-]/g, '')
  if (/^9\d{8}$/.test(digits))
    return problem(`${quoted(text)} has lost its first 0`, `Format the column as text and write 0${digits}.`)
  return /^(09\d{8}|\+\d{8,15})$/.test(digits)
    ? success(digits)
    : problem(
        `${quoted(text)} is not a phone number`,
        'Write 09 and eight digits, or + and the country code.',
      )
}

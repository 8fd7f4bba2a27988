import { randomInt } from 'node:crypto'

/** No vowels, so that no word appears, and no Y; the set of RFC 8628 §6.1. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const LABEL_LENGTH = 2
/** 20¹⁰ are 43 bits. */
const SECRET_LENGTH = 10
const GROUP_LENGTH = 4

export type EnrolmentCode = { readonly label: string; readonly whole: string }

export function newCode(): EnrolmentCode {
  const letters = Array.from(
    { length: LABEL_LENGTH + SECRET_LENGTH },
    () => LETTERS[randomInt(LETTERS.length)],
  )
  return codeOf(letters.join(''))
}

/** `bcdf-ghjk lmnp` → the code; undefined when it cannot be one. */
export function readCode(text: string): EnrolmentCode | undefined {
  const letters = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
  return CODE.test(letters) ? codeOf(letters) : undefined
}

/** As it is shown: `BCDF-GHJK-LMNP`. */
export const shownCode = (code: EnrolmentCode): string => (code.whole.match(GROUPS) ?? []).join('-')

const CODE = new RegExp(`^[${LETTERS}]{${LABEL_LENGTH + SECRET_LENGTH}}$`)
const GROUPS = new RegExp(`.{1,${GROUP_LENGTH}}`, 'g')
const codeOf = (whole: string): EnrolmentCode => ({ whole, label: whole.slice(0, LABEL_LENGTH) })

import type { Role } from './staff.ts'

/** What people choose as PIN and password, and why some of it is refused. */
export type PinProblem = 'not-digits' | 'too-short' | 'too-long' | 'trivial'
export type PasswordProblem = 'too-short' | 'too-long' | 'trivial'

const DIGITS_MIN: Readonly<Record<Role, number>> = { associate: 4, manager: 6, admin: 6 }
const DIGITS_MAX = 12
/** ASVS 5.0 6.2.1 asks for 8 and recommends more: there is no second factor beside it. */
const PASSWORD_MIN = 12
const PASSWORD_MAX = 128
const DIFFERENT_MIN = 5
/** Lines on a keypad; sequences and repetitions are found by rule. */
const FAVOURITES = ['2580', '0852', '1590', '147258', '258369', '147369', '741852', '159753', '159357']

export function pinProblem(pin: string, role: Role): PinProblem | undefined {
  if (!/^\d*$/.test(pin)) return 'not-digits'
  if (pin.length < DIGITS_MIN[role]) return 'too-short'
  if (pin.length > DIGITS_MAX) return 'too-long'
  return isTrivial(pin) ? 'trivial' : undefined
}

/** 0000, 1234, 9876, 2468, 8901, 1212, 123123, 1122, and what a finger draws on a keypad. */
function isTrivial(pin: string): boolean {
  if (FAVOURITES.includes(pin)) return true
  if (/^(\d+)\1+$/.test(pin)) return true
  const distinct = pin.replace(/(\d)\1+/g, '$1')
  return isSequence(distinct)
}

/** The same step from each digit to the next, round the clock of ten. */
function isSequence(digits: string): boolean {
  const steps = new Set([...digits].slice(1).map((digit, i) => (Number(digit) - Number(digits[i]) + 10) % 10))
  return steps.size <= 1
}

export function passwordProblem(password: string, staff: string): PasswordProblem | undefined {
  if (password.length < PASSWORD_MIN) return 'too-short'
  if (password.length > PASSWORD_MAX) return 'too-long'
  const lower = password.toLowerCase()
  const isPoor = new Set(lower).size < DIFFERENT_MIN || lower.includes(staff.toLowerCase())
  return isPoor ? 'trivial' : undefined
}

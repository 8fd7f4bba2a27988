import * as z from 'zod/mini'
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { keyedCheck, type Sha256, sha256Hex } from '../base/hash.ts'
import { type Id, isId, uuidBytes, uuidText } from '../base/id.ts'
import { dateFromDays, daysFromDate } from '../base/time.ts'
import { maskedName } from './member.ts'
import type { Money } from './money.ts'
import type { Proofs, ShipTo, Verifier } from './pickup.ts'
import { PROOFS, type Proof, type Terms } from './terms.ts'

export const ADDRESS_LENGTH_MAX = 100

/** Who collects an order, as it travels beside the operation. */
export const Contact = z.object({
  name: z.optional(z.string().check(z.maxLength(100))),
  phone: z.optional(z.string().check(z.maxLength(40))),
  /** The pickup code that the buyer was sent. */
  code: z.optional(z.string().check(z.maxLength(40))),
  delegateName: z.optional(z.string().check(z.maxLength(100))),
  delegatePhone: z.optional(z.string().check(z.maxLength(40))),
  /** Where it is sent to, when it is not collected. */
  address: z.optional(z.string().check(z.maxLength(ADDRESS_LENGTH_MAX))),
})
export type Contact = Readonly<z.infer<typeof Contact>>

/** Of an alphabet without look-alikes; of digits alone it takes more to be as hard to guess: 2^40 possibilities in either case. */
const PICKUP_CODE_LENGTH_MIN = 8
const DIGITS_LENGTH_MIN = 12
const PHONE_TAIL_DIGITS = 3

/** Crockford's base 32; what is read or typed instead of a symbol means it. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1', '-': '' }

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
}

/** As it is hashed; undefined when it is no code that proves anything. */
export function spelledCode(text: string): string | undefined {
  const spelled = plain(text).replace(/[OIL-]/g, (letter) => LOOK_ALIKES[letter] ?? letter)
  if (!/^[0-9A-HJKMNP-TV-Z]+$/.test(spelled)) return undefined
  const lengthMin = /^\d+$/.test(spelled) ? DIGITS_LENGTH_MIN : PICKUP_CODE_LENGTH_MIN
  return spelled.length < lengthMin ? undefined : spelled
}

/** What somebody says who has no code: one text, so that no part of it can be tried alone. Undefined when a part is missing. */
export function spelledOrder(said: {
  readonly number: string
  readonly phone: string
  readonly name: string
}): string | undefined {
  const tail = said.phone.normalize('NFKC').replace(/\D/g, '').slice(-PHONE_TAIL_DIGITS)
  const name = plain(said.name)
  if (tail.length < PHONE_TAIL_DIGITS || name === '') return undefined
  return [plain(said.number), tail, name].join('\u0000')
}

export type ProofKind = keyof Proofs

/**
 * What one guess costs (argon2id). The end of a phone and a name are few, so that each guess is as dear as at a PIN. A code is one
 * of 2^40, and is looked for among all that lies ready: a fifth of that is enough for it.
 */
const GUESS_COSTS: Readonly<Record<ProofKind, Pick<Verifier, 'memoryKiB' | 'passes'>>> = {
  code: { memoryKiB: 8 * 1024, passes: 1 },
  order: { memoryKiB: 19 * 1024, passes: 2 },
  delegate: { memoryKiB: 19 * 1024, passes: 2 },
}

/** What has to be hashed slowly before a store may keep it. */
export type Secret = Omit<Verifier, 'hash'> & { readonly kind: ProofKind; readonly text: string }

/**
 * R35: what a buyer can say of one pickup, each with a salt of its own. `salt` is the secret one beside the contact: it must not
 * be known where the pickup is, because the order's row there holds a quick hash of all of the contact.
 */
export function secretsOf(
  { name = '', phone = '', code = '', delegateName = '', delegatePhone = '' }: Contact,
  of: { readonly key: string; readonly number: string; readonly salt: string },
  sha256: Sha256 = sha256Hex,
): Secret[] {
  const { key, number, salt } = of
  const texts: readonly (readonly [ProofKind, string | undefined])[] = [
    ['code', spelledCode(code)],
    ['order', spelledOrder({ number, phone, name })],
    ['delegate', spelledOrder({ number, phone: delegatePhone, name: delegateName })],
  ]
  return texts.flatMap(([kind, text]) => {
    if (text === undefined) return []
    const own = sha256(`${salt}\u0000${key}\u0000${kind}`).slice(0, 32)
    return [{ kind, text, salt: own, ...GUESS_COSTS[kind] }]
  })
}

export const NO_PROOFS: Proofs = { code: null, order: null, delegate: null }

/** Who collects it, as a store may show it. */
export const buyerOf = ({ name = '' }: Contact): string | null =>
  name.trim() === '' ? null : maskedName(name)

/** R35: what a parcel has to say; undefined where whoever took the order sends the label themselves. */
export function shipToOf({ name = '', phone = '', address = '' }: Contact): ShipTo | undefined {
  return address.trim() === '' ? undefined : { name, phone, address }
}

/** R35: the proof that goods of this value ask for. */
export function proofFor(value: Money, { pickups }: Pick<Terms, 'pickups'>): Proof {
  const steps = pickups.proofs.filter(({ from }) => value >= from).sort((a, b) => b.from - a.from)
  return steps[0]?.atLeast ?? 'document'
}

/** A surer proof is as good. */
export const isEnough = (shown: Proof, asked: Proof): boolean =>
  PROOFS.indexOf(shown) <= PROOFS.indexOf(asked)

export type PickupCode = { readonly ref: Id; readonly part: number; readonly lastDay: string }

const PREFIX = 'OCP1.'
const FACTS = 20
const CHECK_BYTES = 8

/**
 * R36: the QR code that a buyer shows: `OCP1.` and base64url of the order's id (16 bytes), its part (2 bytes), the last day (days
 * since 1970, 2 bytes, big endian) and the first 8 bytes of HMAC-SHA-256 over them. `key` is the chain's receipt key.
 */
export function pickupCode(code: PickupCode, key: Uint8Array): string {
  const facts = new Uint8Array(FACTS)
  const view = new DataView(facts.buffer)
  facts.set(uuidBytes(code.ref))
  view.setUint16(16, code.part)
  view.setUint16(18, daysFromDate(code.lastDay))
  const whole = new Uint8Array(FACTS + CHECK_BYTES)
  whole.set(facts)
  whole.set(checkOf(facts, key), FACTS)
  return PREFIX + toBase64Url(whole)
}

/** Apart from the check of a receipt's code, which the same key makes. */
const checkOf = (facts: Uint8Array, key: Uint8Array): Uint8Array => {
  const named = new Uint8Array([...PREFIX].map((letter) => letter.charCodeAt(0)))
  const message = new Uint8Array(named.length + facts.length)
  message.set(named)
  message.set(facts, named.length)
  return keyedCheck(key, message).subarray(0, CHECK_BYTES)
}

export const isPickupCode = (text: string): boolean => text.startsWith(PREFIX)

/** Undefined when the text is not a pickup code of this chain. */
export function readPickupCode(text: string, key: Uint8Array): PickupCode | undefined {
  const bytes = isPickupCode(text) ? fromBase64Url(text.slice(PREFIX.length)) : undefined
  if (bytes?.length !== FACTS + CHECK_BYTES) return undefined
  const facts = bytes.subarray(0, FACTS)
  let difference = 0
  checkOf(facts, key).forEach((byte, i) => (difference |= byte ^ (bytes[FACTS + i] ?? 0)))
  const ref = uuidText(facts.subarray(0, 16))
  if (difference !== 0 || !isId(ref)) return undefined
  const view = new DataView(facts.buffer, facts.byteOffset, facts.byteLength)
  return { ref, part: view.getUint16(16), lastDay: dateFromDays(view.getUint16(18)) }
}

import * as z from 'zod/mini'
import { fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { keyedCheck, type Sha256, sha256Hex } from '../base/hash.ts'
import { type Id, isId, uuidBytes, uuidText } from '../base/id.ts'
import { dateFromDays, daysFromDate } from '../base/time.ts'
import { maskedName } from './member.ts'
import type { Money } from './money.ts'
import type { Proofs, ShipTo } from './pickup.ts'
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

export const PICKUP_CODE_LENGTH_MIN = 6
export const PHONE_TAIL_DIGITS = 3

/** Slows down whoever tries all codes against a hash; few enough that a tablet does not feel it. */
const ROUNDS = 500

const SPELLINGS = {
  /** As it is read out: without blanks and hyphens, in capitals. */
  code: (text: string) => plain(text).replace(/-/g, ''),
  phoneTail: (text: string) => text.normalize('NFKC').replace(/\D/g, '').slice(-PHONE_TAIL_DIGITS),
  name: plain,
} as const

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '').toUpperCase()
}

/** Whether there is enough of it to prove anything. */
const LENGTH_MIN: Readonly<Record<keyof Proofs, number>> = {
  code: PICKUP_CODE_LENGTH_MIN,
  phoneTail: PHONE_TAIL_DIGITS,
  name: 1,
}

type Salting = { readonly key: string; readonly sha256?: Sha256 | undefined }

function hashed(kind: keyof Proofs, text: string | undefined, { key, sha256 = sha256Hex }: Salting) {
  const spelt = SPELLINGS[kind](text ?? '')
  if (spelt.length < LENGTH_MIN[kind]) return null
  let hash = sha256(`${key}\u0000${kind}\u0000${spelt}`)
  for (let round = 1; round < ROUNDS; round++) hash = sha256(hash)
  return hash
}

/** What a store gets to know of the buyer: a masked name, and hashes that are of use for this one pickup only. */
export function provable(contact: Contact, salting: Salting) {
  const { name, phone, code, delegateName, delegatePhone } = contact
  const delegate = {
    phoneTail: hashed('phoneTail', delegatePhone, salting),
    name: hashed('name', delegateName, salting),
  }
  return {
    buyer: name === undefined || name.trim() === '' ? null : maskedName(name),
    proofs: {
      code: hashed('code', code, salting),
      phoneTail: hashed('phoneTail', phone, salting),
      name: hashed('name', name, salting),
    },
    delegate: delegate.name === null && delegate.phoneTail === null ? null : delegate,
  }
}

/** R35: what a parcel has to say; undefined where whoever took the order sends the label themselves. */
export function shipToOf({ name = '', phone = '', address = '' }: Contact): ShipTo | undefined {
  return address.trim() === '' ? undefined : { name, phone, address }
}

/** Whether what somebody says is what the buyer was told, or is called: the hash of it is `expected`. */
export function isProved(
  kind: keyof Proofs,
  said: { readonly text: string; readonly expected: string | null },
  salting: Salting,
): boolean {
  return said.expected !== null && hashed(kind, said.text, salting) === said.expected
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

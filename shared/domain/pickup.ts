import type { Id } from '../base/id.ts'
import { type BackLine, type Line, LINES_MAX } from './line.ts'
import type { Money } from './money.ts'
import type { PinVerifier } from './staff.ts'
import type { Proof } from './terms.ts'
import type { Who } from './who.ts'

/**
 * A pickup is what one store does for an order: the part that is collected there, or that is sent from there. Its row lives in
 * the scope of that store, so every step of it is decided by one writer.
 *
 * allocated → picking → ready → partly-collected → collected; shipped instead of collected when it is sent; and from any open
 * state to expired (the deadline passed), cancelled (by buyer, shop or store) or declined (the store cannot; the next one is asked).
 */
export const PICKUP_STATES = [
  'allocated',
  'picking',
  'ready',
  'partly-collected',
  'collected',
  'shipped',
  'expired',
  'cancelled',
  'declined',
] as const
export type PickupState = (typeof PICKUP_STATES)[number]

export type PickupKind = 'collect' | 'ship'

/** A line of a pickup. Every unit of `quantity` ends in exactly one of collected (or shipped), cancelled and expired. */
export type PickupLine = Line & {
  /** Its place among the order's lines, from 0: what receipts and returns call it. */
  readonly line: number
  readonly picked: number
  /** What nobody gets: found short, cancelled here, or withdrawn by whoever took the order; substituted units are among them. */
  readonly cancelled: number
  /** Of these, the units that whoever took the order has withdrawn: each of their snapshots says all of them. */
  readonly withdrawn: number
  readonly expired: number
  /** Other goods the buyer agreed to, at no higher price; their own line stands beside with `insteadOf`. */
  readonly insteadOf?: number
}

export type Handover = {
  readonly op: Id
  readonly at: number
  readonly date: string
  readonly lines: readonly BackLine[]
  readonly staff: string | null
  readonly register: string | null
  readonly proof: Proof
  readonly delegate: boolean
  readonly receipt: string | null
  /** What was taken at the counter for the order's own lines. */
  readonly paid: Money
}

/** What a handover says of itself beside it: by this it is judged as soon as its order is known. */
export type Account = {
  readonly lines: readonly (Line & { readonly line: number })[]
  readonly reason: string
  /** Whose PIN it names; it counts when it is of somebody else who may. */
  readonly approver?: string
  readonly isApproved: boolean
  /** Without a lease, by its own word. */
  readonly unleased: boolean
  readonly device?: string
  /** Unix ms by the server's clock, as well as the tablet could know. */
  readonly when: number
  /** The version of the terms that counted when the server heard of it. */
  readonly terms: number
}

/** Goods that were sent to the buyer. */
export type Shipment = Pick<Handover, 'op' | 'at' | 'lines' | 'staff'> & {
  readonly carrier: string
  readonly tracking: string
}

/** A slow hash (argon2id) of what somebody can say; salt and hash are hex. */
export type Verifier = PinVerifier

/** Of what the buyer can say of this one pickup; null where the shop told nothing. */
export type Proofs = {
  readonly code: Verifier | null
  /** The order's number, the end of the phone and the name together. */
  readonly order: Verifier | null
  /** The same of somebody whom the buyer named, who may collect it too. */
  readonly delegate: Verifier | null
}

/** Where a parcel goes: personal, and gone as soon as the parcel is. */
export type ShipTo = { readonly name: string; readonly phone: string; readonly address: string }

/** Who may hand it over without a network; `until` in Unix ms of the server. */
export type Lease = {
  readonly device: string
  readonly until: number
  /** Another tablet has asked for it meanwhile: whoever holds it may give it back. */
  readonly wanted?: string
}

/** As the tablet itself is told of it. */
export type OwnLease = Pick<Lease, 'device' | 'until'> & { readonly givenBack?: true }

export type Pickup = {
  readonly key: string
  readonly ref: Id
  readonly part: number
  readonly kind: PickupKind
  /** What the buyer was told: the shop's number of the order, or the receipt of the counter that took it. */
  readonly number: string
  /** `channel:<id>` or `store:<id>`: who took the order. */
  readonly from: string
  /** The key of the order's row there; empty as long as only a handover has told of it. */
  readonly order: string
  /** The snapshot of the order that was heard last, and which of the stores asked this one was. */
  readonly revision: number
  readonly turn: number
  readonly corrections?: number
  /** Grows with every change: whoever took the order believes the latest. */
  readonly version: number
  readonly placedAt: number
  readonly who: Who | null
  /** Masked. */
  readonly buyer: string | null
  readonly proofs: Proofs
  /** Of one that is sent, while it is open. */
  readonly shipTo?: ShipTo
  readonly isPaid: boolean
  /** What the buyer has not paid yet of its lines. */
  readonly due: Money
  readonly lines: readonly PickupLine[]
  readonly state: PickupState
  readonly shelf: string | null
  readonly readyAt: number | null
  /** How many pieces had been found when the buyer was told last. */
  readonly toldPieces?: number
  /** Unix ms of the server; null until it is ready, and of a parcel, which nobody collects. */
  readonly keptUntil: number | null
  readonly remindedAt: number | null
  readonly lease: Lease | null
  readonly handovers: Readonly<Record<string, Handover>>
  /** Of handovers that were heard of before the order: nothing can be said of them yet. */
  readonly unjudged?: Readonly<Record<string, Account>>
  readonly shipments: Readonly<Record<string, Shipment>>
  /** Unix ms of the server; null while it is open. */
  readonly endedAt: number | null
  /** Operations that have been applied: the same one laid again changes nothing. */
  readonly ops: readonly string[]
}

export const pickupKey = (ref: Id, part: number): string => `${ref}.${part}`

export const refOf = (key: string): string => key.slice(0, key.lastIndexOf('.'))
export const partOf = (key: string): number => Number(key.slice(key.lastIndexOf('.') + 1))

/** Substitutes stand beside the order's lines: behind all that an order can have. */
export const substituteLine = (line: number): number => LINES_MAX + line

/** The order's own line that a line of a pickup stands for. */
export const orderLine = (line: number): number => (line < LINES_MAX ? line : line - LINES_MAX)

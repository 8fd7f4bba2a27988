/** What the administration asks of the server and is told. Both sides check by these: nothing beside the named fields is taken. */
import * as z from 'zod/mini'
import { Fact } from '../domain/discrepancy.ts'
import { Deed, Home, Seen, SettlementKey, Step } from '../domain/settlement.ts'
import { Heartbeat } from '../sync/protocol.ts'

/** Printed in receipts and part of names of scopes: capitals and digits, and never changed. */
export const Code = z.string().check(z.regex(/^[A-Z0-9]{1,12}$/))
const Name = z.string().check(z.trim(), z.minLength(1), z.maxLength(60), z.regex(/^[^\p{Cc}]*$/u))
const Secret = z.string().check(z.minLength(1), z.maxLength(200))
const RoleName = z.enum(['associate', 'manager', 'admin'])
const Stores = z.array(Code).check(z.maxLength(200))
const Time = z.number()

/** From an enrolled tablet with its token: a PIN. From anywhere: a password. */
export const SessionRequest = z.union([
  z.strictObject({ staff: Secret, pin: Secret }),
  z.strictObject({ staff: Secret, password: Secret }),
])
export type SessionRequest = Readonly<z.infer<typeof SessionRequest>>

/** `mustChange`: the password was given out once, and nothing works until another one is chosen. */
export const SignedIn = z.object({
  token: z.string(),
  staff: z.object({ id: z.string(), name: z.string(), role: RoleName, stores: z.array(z.string()) }),
  mustChange: z.boolean(),
  expiresAt: Time,
})
export type SignedIn = Readonly<z.infer<typeof SignedIn>>

export const PasswordRequest = z.strictObject({ current: Secret, next: Secret })

export const NewPlaceRequest = z.strictObject({ id: Code, name: Name })
export const RenameRequest = z.strictObject({ name: Name })

const RegisterSeen = z.object({ id: z.string(), name: z.string() })
const StoreSeen = z.object({ id: z.string(), name: z.string(), registers: z.array(RegisterSeen) })
export type StoreSeen = Readonly<z.infer<typeof StoreSeen>>
export const PlacesAnswer = z.object({ stores: z.array(StoreSeen) })

/** `letter` is the one in its receipt numbers. `heartbeat` is null until the device has told of itself. */
const DeviceSeen = z.object({
  id: z.string(),
  name: z.string(),
  store: z.string(),
  register: z.string(),
  letter: z.string(),
  enrolledAt: Time,
  lastSeenAt: z.nullable(Time),
  revokedAt: z.nullable(Time),
  heartbeat: z.nullable(z.omit(Heartbeat, { headLink: true, headSeq: true })),
})
export type DeviceSeen = Readonly<z.infer<typeof DeviceSeen>>
export const DevicesAnswer = z.object({ devices: z.array(DeviceSeen), at: Time })

export const CodeAnswer = z.object({ code: z.string(), register: z.string(), expiresAt: Time, at: Time })
export type CodeAnswer = Readonly<z.infer<typeof CodeAnswer>>

export const StaffSeen = z.object({
  id: z.string(),
  name: z.string(),
  role: RoleName,
  stores: z.array(z.string()),
  active: z.boolean(),
  hasPin: z.boolean(),
  hasPassword: z.boolean(),
  /** Their own membership; the name is masked. */
  member: z.nullable(z.object({ id: z.string(), name: z.string(), found: z.string() })),
})
export type StaffSeen = Readonly<z.infer<typeof StaffSeen>>
export const StaffAnswer = z.object({ staff: z.array(StaffSeen) })

/** A card or a phone number of the person's own membership; empty: they are no member. */
const MemberText = z.string().check(z.trim(), z.maxLength(100))

export const NewStaffRequest = z.strictObject({
  id: Code,
  name: Name,
  role: RoleName,
  stores: Stores,
  pin: z.optional(Secret),
  member: z.optional(MemberText),
})
export type NewStaffRequest = Readonly<z.infer<typeof NewStaffRequest>>

/** What is left out stays. */
export const StaffChangeRequest = z.strictObject({
  name: z.optional(Name),
  role: z.optional(RoleName),
  stores: z.optional(Stores),
  pin: z.optional(Secret),
  active: z.optional(z.boolean()),
  member: z.optional(MemberText),
})
export type StaffChangeRequest = Readonly<z.infer<typeof StaffChangeRequest>>

export const OncePasswordAnswer = z.object({ staff: z.string(), password: z.string() })

/** `who` is null for a command on the server's own machine. Secrets are never in `before` and `after`. */
const AuditSeen = z.object({
  id: z.string(),
  at: Time,
  who: z.nullable(z.object({ id: z.string(), name: z.string() })),
  what: z.string(),
  about: z.string(),
  before: z.nullable(z.record(z.string(), z.unknown())),
  after: z.nullable(z.record(z.string(), z.unknown())),
})
export type AuditSeen = Readonly<z.infer<typeof AuditSeen>>
export const AuditAnswer = z.object({ entries: z.array(AuditSeen) })

/** `isOver`: the rule that found it has taken it back; what was done about it stays. */
const ChannelDiscrepancySeen = z.object({
  home: Home,
  key: SettlementKey,
  seen: Seen,
  steps: z.array(Step),
  isOver: z.boolean(),
})
export const ChannelDiscrepanciesAnswer = z.object({ entries: z.array(ChannelDiscrepancySeen) })

const DisputeSeen = z.object({
  /** The store that gave it. */
  home: Home,
  receipt: z.string(),
  /** As people count them, from one. */
  line: z.number(),
  /** What it is, as far as its receipt is known. */
  article: z.nullable(z.string()),
  quantity: z.number(),
  amount: z.number(),
  at: z.nullable(Time),
  facts: z.array(Fact),
  /** What the return that gave it says of itself: why, who did it, who allowed what and for what reason. */
  reason: z.nullable(z.string()),
  staff: z.nullable(z.string()),
  approver: z.nullable(z.string()),
  approval: z.nullable(z.string()),
  /** Where it is decided; null: nobody was told yet. */
  entry: z.nullable(ChannelDiscrepancySeen),
})
export type DisputeSeen = Readonly<z.infer<typeof DisputeSeen>>
/** What stands in dispute at one store. `undecided`: of it what nobody has decided about. */
const DisputeSum = z.object({ home: Home, count: z.number(), total: z.number(), undecided: z.number() })
export type DisputeSum = Readonly<z.infer<typeof DisputeSum>>
/** The sums are of all of them, however many entries are told. `people`: the names of whoever is named. */
export const DisputesAnswer = z.object({
  entries: z.array(DisputeSeen),
  sums: z.array(DisputeSum),
  people: z.record(z.string(), z.string()),
  at: Time,
})
export type DisputesAnswer = Readonly<z.infer<typeof DisputesAnswer>>

/** What head office does about one; what is put right is put right in a store or by the shop. */
export const SettleRequest = z.strictObject({
  key: SettlementKey,
  note: z.string().check(z.trim(), z.maxLength(200)),
  deed: Deed.check(z.refine(({ did }) => did !== 'answer' && did !== 'correct', 'done elsewhere')),
})
export type SettleRequest = Readonly<z.infer<typeof SettleRequest>>

/** A connected shop. What it knows itself by is told once. */
const ChannelSeen = z.object({ id: z.string(), name: z.string(), isConnected: z.boolean() })
export type ChannelSeen = Readonly<z.infer<typeof ChannelSeen>>
export const ChannelsAnswer = z.object({ channels: z.array(ChannelSeen) })
export const ChannelTokenAnswer = z.object({ channel: z.string(), token: z.string() })
export type ChannelTokenAnswer = Readonly<z.infer<typeof ChannelTokenAnswer>>

export const Done = z.object({ done: z.literal(true) })
export const Nothing = z.strictObject({})

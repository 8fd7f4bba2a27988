import * as z from 'zod/mini'
import { canonicalJson } from '../base/canonical-json.ts'
import { type Sha256, sha256Hex } from '../base/hash.ts'
import { type Id, idFromText } from '../base/id.ts'
import type { Json } from '../base/json.ts'
import { MOMENT_MAX } from '../base/time.ts'
import { ExchangeArgs } from '../domain/exchange.ts'
import { EnrolArgs, Profile } from '../domain/member.ts'
import { OrderArgs, PlaceArgs } from '../domain/order.ts'
import { OutflowArgs } from '../domain/outflow.ts'
import {
  CancelArgs,
  DeadlineArgs,
  DeclineArgs,
  ExtendArgs,
  HandoverArgs,
  LeaseArgs,
  PickArgs,
  ReadyArgs,
  ShipArgs,
} from '../domain/pickup-args.ts'
import { ReturnArgs } from '../domain/return.ts'
import { SaleArgs } from '../domain/sale.ts'
import { CountArgs, StockArgs } from '../domain/stock.ts'
import {
  DeclineTransferArgs,
  ReceiveArgs,
  RequestArgs,
  SendArgs,
  WithdrawTransferArgs,
} from '../domain/transfer.ts'
import { SettleArgs } from '../domain/settlement.ts'
import { IdText } from '../domain/who.ts'

/** Without control characters: these words become columns, and PostgreSQL takes no U+0000. */
const Word = z.string().check(z.regex(/^[^\p{Cc}]{1,64}$/u))
const Moment = z.number().check(z.gte(-MOMENT_MAX), z.lte(MOMENT_MAX))

/** A browser's monotonic clock starts with the page: `boot` names the page, `anchor` is the last pair heard from the server. */
const At = z.object({
  wall: Moment,
  monotonic: z.optional(z.number()),
  boot: z.optional(Word),
  anchor: z.optional(z.nullable(z.object({ server: z.number(), wall: z.number() }))),
})

/** What every operation says before its arguments are read; members that we do not know are kept in the text. */
export const Envelope = z.object({
  id: IdText,
  kind: Word,
  version: z.int().check(z.gte(1)),
  args: z.unknown(),
  staff: z.optional(Word),
  approver: z.optional(Word),
  store: z.optional(Word),
  register: z.optional(Word),
  channel: z.optional(Word),
  businessDate: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  shift: z.optional(Word),
  at: At,
})
export type Envelope = Readonly<z.infer<typeof Envelope>>

/** The closed list of what an origin may do. A version is kept ≥ 90 days and until no device reports it. */
const ARGS = {
  'sale.complete': { 1: SaleArgs },
  'return.complete': { 1: ReturnArgs },
  'exchange.complete': { 1: ExchangeArgs },
  'member.enrol': { 1: EnrolArgs },
  'order.record': { 1: OrderArgs },
  'stock.adjust': { 1: StockArgs },
  'stock.count': { 1: CountArgs },
  'stock.request': { 1: RequestArgs },
  'stock.send': { 1: SendArgs },
  'stock.receive': { 1: ReceiveArgs },
  'stock.decline': { 1: DeclineTransferArgs },
  'stock.withdraw': { 1: WithdrawTransferArgs },
  'discrepancy.resolve': { 1: SettleArgs },
  'order.place': { 1: PlaceArgs },
  'pickup.pick': { 1: PickArgs },
  'pickup.ready': { 1: ReadyArgs },
  'pickup.handover': { 1: HandoverArgs },
  'pickup.cancel': { 1: CancelArgs },
  'pickup.decline': { 1: DeclineArgs },
  'pickup.ship': { 1: ShipArgs },
  'pickup.extend': { 1: ExtendArgs },
  'pickup.lease': { 1: LeaseArgs },
  'pickup.deadline': { 1: DeadlineArgs },
  'outflow.settle': { 1: OutflowArgs },
} as const

export type OperationKind = keyof typeof ARGS
export const OPERATION_KINDS = Object.keys(ARGS) as OperationKind[]

type Of<Kind extends string, Args> = Omit<Envelope, 'kind' | 'args'> & {
  readonly kind: Kind
  readonly args: Args
}
export type SaleOperation = Of<'sale.complete', SaleArgs>
export type ReturnOperation = Of<'return.complete', ReturnArgs>
export type ExchangeOperation = Of<'exchange.complete', ExchangeArgs>
export type EnrolOperation = Of<'member.enrol', EnrolArgs>
export type OrderOperation = Of<'order.record', OrderArgs>
export type StockOperation = Of<'stock.adjust', StockArgs>
export type CountOperation = Of<'stock.count', CountArgs>
export type TransferOperation =
  | Of<'stock.request', RequestArgs>
  | Of<'stock.send', SendArgs>
  | Of<'stock.receive', ReceiveArgs>
  | Of<'stock.decline', DeclineTransferArgs>
  | Of<'stock.withdraw', WithdrawTransferArgs>
export type SettleOperation = Of<'discrepancy.resolve', SettleArgs>
export type PlaceOperation = Of<'order.place', PlaceArgs>
export type HandoverOperation = Of<'pickup.handover', HandoverArgs>
export type PickupOperation =
  | Of<'pickup.pick', PickArgs>
  | Of<'pickup.ready', ReadyArgs>
  | HandoverOperation
  | Of<'pickup.cancel', CancelArgs>
  | Of<'pickup.decline', DeclineArgs>
  | Of<'pickup.ship', ShipArgs>
  | Of<'pickup.extend', ExtendArgs>
  | Of<'pickup.lease', LeaseArgs>
  | Of<'pickup.deadline', DeadlineArgs>
export type OutflowOperation = Of<'outflow.settle', OutflowArgs>
export type Operation =
  | SaleOperation
  | ReturnOperation
  | ExchangeOperation
  | EnrolOperation
  | OrderOperation
  | StockOperation
  | CountOperation
  | TransferOperation
  | SettleOperation
  | PlaceOperation
  | PickupOperation
  | OutflowOperation

export type Reading =
  | { readonly is: 'operation'; readonly operation: Operation }
  | { readonly is: 'unknown'; readonly envelope: Envelope }
  | { readonly is: 'malformed'; readonly envelope: Envelope | null }

/** Reads a body. What a newer peer sent and we do not know is kept, not dropped: `unknown`. Never throws. */
export function readOperation(value: Json | undefined): Reading {
  const envelope = z.safeParse(Envelope, value)
  if (!envelope.success) return { is: 'malformed', envelope: null }
  const versions: Readonly<Record<number, z.core.$ZodType>> | undefined = isKind(envelope.data.kind)
    ? ARGS[envelope.data.kind]
    : undefined
  const schema = versions?.[envelope.data.version]
  if (!schema) return { is: 'unknown', envelope: envelope.data }
  const args = z.safeParse(schema, envelope.data.args)
  if (!args.success) return { is: 'malformed', envelope: envelope.data }
  return { is: 'operation', operation: { ...envelope.data, args: args.data } as Operation }
}

/** What is not for tablets: what a shop tells is told by that shop, a deadline by the server's clock, and by nobody else. */
const OF_OTHERS: readonly string[] = [
  'order.record',
  'outflow.settle',
  'pickup.deadline',
] satisfies OperationKind[]

export const isOfTablets = ({ kind, channel }: Pick<Envelope, 'kind' | 'channel'>): boolean =>
  !OF_OTHERS.includes(kind) && channel === undefined

const isKind = (text: string): text is OperationKind => Object.hasOwn(ARGS, text)

/** Personal data beside an operation, keyed by its subject; `salt` is hex, `data` is what the commitment was made of. */
export const Sidecar = z.object({
  subject: z.string().check(z.minLength(1), z.maxLength(64)),
  salt: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  data: z.record(z.string().check(z.minLength(1), z.maxLength(64)), z.string().check(z.maxLength(200))),
})
export type Sidecar = Readonly<z.infer<typeof Sidecar>>

export const readProfile = (sidecar: Sidecar | undefined): Profile | undefined => {
  const profile = z.safeParse(Profile, sidecar?.data)
  return profile.success ? profile.data : undefined
}

/** The text that is stored, hashed and sent: canonical JSON (RFC 8785) of the whole operation. */
export const bodyOf = (operation: Json): string => canonicalJson(operation)

/** SHA-256 of the body text, hex. */
export const bodyHash = (body: string, sha256: Sha256 = sha256Hex): string => sha256(body)

export const FIRST_LINK = ''

/** SHA-256 of previous link, incarnation, seq and body hash, joined by line feeds: the chain of one incarnation. */
export function linkOf(
  previous: string,
  place: { readonly incarnation: number; readonly seq: number; readonly bodyHash: string },
  sha256: Sha256 = sha256Hex,
): string {
  return sha256(`${previous}\n${place.incarnation}\n${place.seq}\n${place.bodyHash}`)
}

/** Channels have no sequence: the same snapshot of the same thing has the same id. */
export function channelOperationId(
  told: readonly [channel: string, externalId: string, snapshot: Json],
  sha256: Sha256 = sha256Hex,
): Id {
  return idFromText(canonicalJson(told), sha256)
}

/** The id under which an online order's receipt and thread are known, whatever its snapshot. */
export const orderRef = (channel: string, externalId: string, sha256: Sha256 = sha256Hex): Id =>
  idFromText(canonicalJson([channel, 'order', externalId]), sha256)

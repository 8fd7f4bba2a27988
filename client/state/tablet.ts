/** What the counter's state uses of the tablet. Taken from the facade itself, so that tests can bring a smaller one. */
import type { Directory, Found } from '#client/directory/directory.ts'
import type { Intent } from '#client/sync/intent.ts'
import type { ReceiptQuestions } from '#client/sync/asked-receipts.ts'
import type { Care } from '#client/sync/care.ts'
import type { Histories } from '#client/sync/histories.ts'
import type { Shelves } from '#client/sync/shelves.ts'
import type { Tablet } from '#client/sync/tablet.ts'

export type { Committed } from '#client/sync/commit.ts'
export type { Holdings } from '#client/sync/care.ts'
export type { KeptHistory } from '#client/db/cache.ts'
export type { HereNow, KeptShelves } from '#client/sync/shelves.ts'

export type CounterTablet = Pick<
  Tablet,
  | 'open'
  | 'isOpen'
  | 'device'
  | 'enrol'
  | 'commit'
  | 'receipt'
  | 'visitor'
  | 'outbox'
  | 'status'
  | 'onChange'
  | 'local'
  | 'tryToSave'
  | 'stepAside'
> & {
  readonly rows: Pick<
    Tablet['rows'],
    'get' | 'list' | 'listWhole' | 'find' | 'keyed' | 'pages' | 'catalogStamp'
  >
  readonly directory: Pick<Directory, 'findByCredential' | 'findByName' | 'byId' | 'coverage'>
  readonly histories: Pick<Histories, 'kept' | 'fetch'>
  readonly shelves: Pick<Shelves, 'here' | 'available' | 'kept' | 'fetch'>
  readonly questions: Pick<ReceiptQuestions, 'ask'>
  readonly care: Pick<Care, 'holdings' | 'rescueFile' | 'operation' | 'codeOf'>
}

export type SaleIntent = Extract<Intent, { kind: 'sale.complete' }>
export type ReturnIntent = Extract<Intent, { kind: 'return.complete' }>
export type HandoverIntent = Extract<Intent, { kind: 'pickup.handover' }>
export type PlaceIntent = Extract<Intent, { kind: 'order.place' }>
export type PickIntent = Extract<Intent, { kind: 'pickup.pick' }>
/** What happens to a pickup besides its handover. */
export type PickupIntent = Exclude<Extract<Intent, { kind: `pickup.${string}` }>, HandoverIntent>
export type ExchangeIntent = Extract<Intent, { kind: 'exchange.complete' }>
export type TransferIntent = Extract<Intent, { kind: 'stock.send' | 'stock.receive' }>
export type EnrolIntent = Extract<Intent, { kind: 'member.enrol' }>

export type Member = Found
export type WaitingOperation = Awaited<ReturnType<Tablet['outbox']>>[number]
export type EnrolProblem = Extract<Awaited<ReturnType<Tablet['enrol']>>, { ok: false }>['error']

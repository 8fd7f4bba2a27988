/** A tablet in memory with the shape that the screens' state knows: for tests of the screens and of their state only. */
import { id, type Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { failure, success } from '#shared/base/result.ts'
import { dueLater } from '#shared/domain/allocation.ts'
import type { Credit } from '#shared/domain/credit.ts'
import { priced, totalOf } from '#shared/domain/line.ts'
import type { Dispute } from '#shared/domain/dispute.ts'
import type { Discrepancy } from '#shared/domain/discrepancy.ts'
import { money } from '#shared/domain/money.ts'
import type { Place } from '#shared/domain/place.ts'
import type { Settlement } from '#shared/domain/settlement.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import type { Product } from '#shared/domain/product.ts'
import type { Staff } from '#shared/domain/staff.ts'
import type { Transfer } from '#shared/domain/transfer.ts'
import { withChange } from '#shared/domain/tender.ts'
import { type Terms, TERMS_KEY } from '#shared/domain/terms.ts'
import type { Picture } from '#shared/domain/timeline.ts'
import { findWords } from '#client/db/find-words.ts'
import type { DeviceState } from '#client/db/till.ts'
import type { Found } from '#client/directory/directory.ts'
import type { Intent, Refusal } from '#client/sync/intent.ts'
import type { SyncStatus } from '#client/sync/sync-status.ts'
import type { CounterTablet, WaitingOperation } from '#client/state/tablet.ts'
import { type FakeReceipts, questionsOf, receiptIn } from './fake-receipts.ts'
import { type FakeShelves, shelvesOf } from './fake-shelves.ts'

export type FakeData = FakeShelves &
  FakeReceipts & {
    readonly device?: DeviceState | undefined
    readonly staff?: readonly Staff[]
    readonly products?: readonly Product[]
    readonly members?: readonly Found[]
    /** R8: into whom a member went. */
    readonly redirects?: Readonly<Record<string, Id>>
    readonly visitors?: readonly Picture[]
    readonly places?: readonly Place[]
    /** By their keys. */
    readonly discrepancies?: Readonly<Record<string, Discrepancy>>
    readonly settlements?: readonly Settlement[]
    readonly questions?: readonly Settlement[]
    readonly pickups?: readonly Pickup[]
    readonly credits?: readonly Credit[]
    readonly terms?: Terms
    /** By the keys of their rows. */
    readonly earlierTerms?: Readonly<Record<string, Terms>>
    readonly transfers?: readonly Transfer[]
    readonly disputes?: readonly Dispute[]
  }

export type FakeTablet = CounterTablet & {
  readonly committed: readonly Intent[]
  readonly notes: Map<string, unknown>
  /** As if the server had told it. */
  setPickups(pickups: readonly Pickup[]): void
  /** The next commits end so, until told otherwise. */
  refuse(why: Refusal | 'throw' | undefined): void
  setStatus(news: Partial<SyncStatus>): void
}

export const online: SyncStatus = {
  waiting: 0,
  oldestAt: null,
  contact: 'online',
  lastContactAt: 0,
  canSave: true,
  revokedAt: null,
}

export function fakeId(count: number): Id {
  return id(`019a9000-0000-7000-8000-${count.toString(16).padStart(12, '0')}`)
}

export const fakeDevice: DeviceState = {
  device: fakeId(1),
  token: 'token',
  incarnation: 1,
  letter: 'A',
  store: { id: 'S01', name: '台北信義門市' },
  register: { id: 'R01', name: '1 號收銀台' },
  chain: { name: '示範品牌', cardPattern: 'M#######', utcOffsetMinutes: 480 },
  buckets: { directory: 8, receipts: 8, member: 64, credential: 64 },
  receiptKey: '00'.repeat(32),
  backend: 'backend',
  epoch: 'epoch',
}

export function fakeProduct(
  sku: string,
  name: string,
  costs: { readonly price: number; readonly barcode?: string },
): Product {
  const barcodes = costs.barcode === undefined ? [] : [costs.barcode]
  return { sku, name, price: money(costs.price), kind: 'goods', barcodes }
}

export function fakeTablet(data: FakeData): FakeTablet {
  const committed: Intent[] = []
  const waiting: WaitingOperation[] = []
  const notes = new Map<string, unknown>()
  const listeners = new Set<() => void>()
  let { device, pickups = [] } = data
  let status = online
  let refusal: Refusal | 'throw' | undefined
  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  return {
    committed,
    notes,
    refuse(why) {
      refusal = why
    },
    setPickups(next) {
      pickups = next
      changed()
    },
    setStatus(news) {
      status = { ...status, ...news }
      changed()
    },
    get device() {
      return device
    },
    async enrol(code) {
      if (code !== 'GOOD-CODE') return failure('code-refused')
      device = fakeDevice
      changed()
      return success(fakeDevice)
    },
    open: async () => undefined,
    isOpen: true,
    async tryToSave() {},
    async commit(intent) {
      if (refusal === 'throw') throw new Error('the storage went away')
      if (refusal !== undefined) return failure(refusal)
      committed.push(intent)
      const done = committedOf(intent, committed.length)
      const { op, seq, receiptNumber, total } = done
      const told = { op, seq, receiptNumber, total, what: null, pieces: 0 }
      waiting.push({ ...told, kind: intent.kind, committedAt: Date.now() })
      this.setStatus({ waiting: waiting.length })
      return success(done)
    },
    rows: rowsOf(data, () => pickups),
    care: careOf(data, waiting),
    shelves: shelvesOf(data),
    questions: questionsOf(data),
    histories: { kept: async () => undefined, fetch: async () => ({ is: 'unreachable' }) },
    directory: directoryOf(data),
    async receipt(text) {
      return receiptIn(data, text)
    },
    visitor: async (member) => data.visitors?.find((visitor) => visitor.member === member),
    outbox: async () => [...waiting],
    status: () => status,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    local: localOf(notes),
    stepAside: () => undefined,
  }
}

function committedOf(intent: Intent, seq: number) {
  const op = intent.id ?? fakeId(9000 + seq)
  if (
    intent.kind !== 'sale.complete' &&
    intent.kind !== 'return.complete' &&
    intent.kind !== 'exchange.complete' &&
    intent.kind !== 'order.place'
  ) {
    return { op, seq, receiptNumber: null, receiptCode: null, total: null, change: 0 }
  }
  const tenders = intent.tenders.map(withChange)
  const change = tenders.reduce((sum, tender) => sum + (tender.kind === 'cash' ? tender.change : 0), 0)
  const receiptNumber = `R01-A-${String(seq).padStart(6, '0')}`
  const receiptCode = 'OC1.AZqQAAAAcACAAAAAAAAjKU1nAAAAAARMoC5nPcO3jXw'
  const backs = intent.kind === 'exchange.complete' ? intent.back : []
  const back = backs.reduce((sum, line) => sum + (line.amount ?? priced(line).amount), 0)
  const lines = intent.lines.map(priced)
  const later = intent.kind === 'order.place' ? dueLater({ lines, parts: intent.parts }) : 0
  const total = totalOf(lines) - back - later
  return { op, seq, receiptNumber, receiptCode, total, change }
}

function rowsOf(
  {
    staff = [],
    products = [],
    places = [],
    discrepancies = {},
    settlements = [],
    questions = [],
    terms,
    earlierTerms = {},
    credits = [],
    receipts = [],
    transfers = [],
    disputes = [],
  }: FakeData,
  pickups: () => readonly Pickup[],
): CounterTablet['rows'] {
  const barcodes = products.flatMap(({ sku, barcodes: codes }) =>
    codes.map((code) => [code, { sku }] as const),
  )
  const tables = new Map<string, ReadonlyMap<string, unknown>>([
    ['staff', new Map(staff.map((one) => [one.id, one]))],
    [
      'credit',
      new Map(
        credits.flatMap((one) => [
          [one.ref, one],
          [one.issued?.number ?? '', one],
        ]),
      ),
    ],
    ['receipt', new Map(receipts.map((one) => [one.ref, one]))],
    ['product', new Map(products.map((product) => [product.sku, product]))],
    ['barcode', new Map(barcodes)],
    ['discrepancy', new Map(Object.entries(discrepancies))],
    ['settlement', new Map(settlements.map((one) => [one.key, one]))],
    ['question', new Map(questions.map((one) => [`${one.home} ${one.key}`, one]))],
    ['transfer', new Map(transfers.map((transfer) => [transfer.id, transfer]))],
    ['dispute', new Map(disputes.map((one) => [`${one.ref}/${one.line}/${one.op}`, one]))],
    ['place', new Map(places.map((place) => [place.id, place]))],
    [
      'terms',
      new Map([
        ...Object.entries(earlierTerms),
        ...(terms === undefined ? [] : [[TERMS_KEY, terms] as const]),
      ]),
    ],
  ])
  const all = (table: string): never[] => [...(tables.get(table)?.values() ?? [])] as never[]
  return {
    // Trusted: the tables above hold what their names say.
    get: async (table, key) => tables.get(table)?.get(key) as never,
    catalogStamp: async () => String(products.length),
    async *pages(table: string) {
      yield all(table)
    },
    find: async (table, word) =>
      [...(tables.get(table)?.entries() ?? [])].flatMap(([key, row]) => {
        const words = table === 'receipt' ? findWords(table, row as JsonObject) : [`number:${key}`]
        return words.includes(word) ? [row as never] : []
      }),
    list: async (table) => (table === 'pickup' ? ([...pickups()] as never[]) : all(table)),
    listWhole: async (table) => ({ rows: all(table), isWhole: true }),
    keyed: async (table) => (tables.get(table) ?? new Map()) as ReadonlyMap<string, never>,
  }
}

function directoryOf({ members = [], redirects = {} }: FakeData): CounterTablet['directory'] {
  return {
    byId: async (member) => members.find((one) => one.id === (redirects[member] ?? member)),
    findByCredential: async (_kind, value) =>
      members.find(({ credentials }) => credentials.some((one) => one.value === value)),
    coverage: async () => ({ members: members.length, asOf: 0, complete: true }),
    findByName: async (start, limit) => members.filter(({ name }) => name.startsWith(start)).slice(0, limit),
  }
}

function careOf(data: FakeData, waiting: readonly WaitingOperation[]): CounterTablet['care'] {
  return {
    holdings: async () => ({
      members: { members: data.members?.length ?? 0, asOf: 0, complete: true },
      receipts: data.receipts?.length ?? 0,
      visitors: data.visitors?.length ?? 0,
      wholeAt: 0,
      persisted: true,
      quotaBytes: 1e9,
      usedBytes: 1e6,
    }),
    rescueFile: async () => JSON.stringify({ operations: waiting }),
    operation: async () => undefined,
    codeOf: async () => 'OC1.code',
  }
}

const localOf = (notes: Map<string, unknown>): CounterTablet['local'] => ({
  get: async (key) => notes.get(key),
  set: async (key, value) => void notes.set(key, value),
})

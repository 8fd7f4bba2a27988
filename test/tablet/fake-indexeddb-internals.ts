/**
 * The inside of fake-indexeddb 6, as far as a crash has to reach into it. Each view is parsed at the border:
 * a release that has renamed something fails here by name, and not as a crash that no longer crashes.
 */
export type RawEvent = { readonly type: string }
export type RawTarget = { dispatchEvent: (event: RawEvent) => boolean }

/** A request that is queued in a transaction; `source` is null for the library's own steps. */
export type RawJob = {
  readonly source: unknown
  readonly operation: () => unknown
  readonly request?: unknown
}

export type RawTransaction = RawTarget & {
  readonly mode: IDBTransactionMode
  readonly durability: IDBTransactionDurability
  readonly db: RawConnection
  _state: 'active' | 'inactive' | 'committing' | 'finished'
  _started: boolean
  _rollbackLog: (() => void)[]
  _start: () => void
  _execRequestAsync: (job: RawJob) => unknown
}

export type RawConnection = RawTarget & {
  readonly name: string
  _rawDatabase: RawDatabase
  _closed: boolean
  transaction: (...args: readonly unknown[]) => unknown
}

export type RawRecords = {
  readonly values: () => Iterable<{ readonly key: unknown; readonly value: unknown }>
  readonly put: (record: { readonly key: unknown; readonly value: unknown }) => unknown
}

export type RawIndex = {
  readonly name: string
  readonly keyPath: unknown
  readonly multiEntry: boolean
  readonly unique: boolean
  initialized: boolean
  readonly records: RawRecords
}

export type RawStore = {
  readonly name: string
  readonly keyPath: unknown
  readonly autoIncrement: boolean
  readonly keyGenerator: { num: number } | null
  readonly rawIndexes: Map<string, RawIndex>
  readonly records: RawRecords
}

export type RawDatabase = {
  readonly name: string
  version: number
  transactions: RawTransaction[]
  connections: RawConnection[]
  rawObjectStores: Map<string, RawStore>
  processTransactions: () => void
}

export type RawFactory = {
  _databases: unknown
  _connectionQueues: unknown
  open: (name: string, version?: number) => IDBOpenDBRequest
  deleteDatabase: (name: string) => IDBOpenDBRequest
}

export function rawFactory(value: object): RawFactory {
  return parsed(value, isRawFactory, 'FDBFactory')
}

export function rawTransaction(value: unknown): RawTransaction {
  return parsed(value, isRawTransaction, 'FDBTransaction')
}

export function rawTarget(value: unknown): RawTarget {
  return parsed(value, isRawTarget, 'FakeEventTarget')
}

/** A fresh object of the same class: the library exports neither Database nor ObjectStore nor Index. */
export function freshDatabase(like: RawDatabase): RawDatabase {
  return construct(like, [like.name, like.version], isRawDatabase)
}

export function freshStore(like: RawStore, database: RawDatabase): RawStore {
  return construct(like, [database, like.name, like.keyPath, like.autoIncrement], isRawStore)
}

export function freshIndex(like: RawIndex, store: RawStore): RawIndex {
  return construct(like, [store, like.name, like.keyPath, like.multiEntry, like.unique], isRawIndex)
}

function construct<T>(like: object, args: readonly unknown[], is: (value: unknown) => value is T): T {
  const make: unknown = like.constructor
  if (typeof make !== 'function') throw new Error('fake-indexeddb has changed: no constructor')
  return parsed(Reflect.construct(make, args), is, make.name)
}

function parsed<T>(value: unknown, is: (value: unknown) => value is T, what: string): T {
  if (is(value)) return value
  throw new Error(`fake-indexeddb has changed: ${what} is not what a crash needs`)
}

function has(value: unknown, ...names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value)
}

function isRawTarget(value: unknown): value is RawTarget {
  return has(value, 'dispatchEvent', 'listeners')
}

function isRawFactory(value: unknown): value is RawFactory {
  return has(value, '_databases', '_connectionQueues', 'open', 'deleteDatabase')
}

function isRawDatabase(value: unknown): value is RawDatabase {
  return has(
    value,
    'name',
    'version',
    'transactions',
    'connections',
    'rawObjectStores',
    'processTransactions',
  )
}

function isRawTransaction(value: unknown): value is RawTransaction {
  const names = [
    'db',
    '_state',
    '_started',
    '_rollbackLog',
    '_start',
    '_execRequestAsync',
    'durability',
    'mode',
  ]
  return isRawTarget(value) && has(value, ...names)
}

function isRawStore(value: unknown): value is RawStore {
  return has(value, 'name', 'keyPath', 'autoIncrement', 'keyGenerator', 'rawIndexes', 'records')
}

function isRawIndex(value: unknown): value is RawIndex {
  return has(value, 'name', 'keyPath', 'multiEntry', 'unique', 'initialized', 'records')
}

import { ConnectionQueue } from './connection-queue.ts'
import {
  freshDatabase,
  freshIndex,
  freshStore,
  type RawConnection,
  type RawDatabase,
  type RawStore,
  type RawTransaction,
} from './fake-indexeddb-internals.ts'
import { type SessionOptions, type SharedData, StorageSession } from './storage-session.ts'

export type CrashableStorageOptions = {
  /** How many completed writing transactions of each database can be undone by `dropLast`; 0 when not given. */
  readonly history?: number
}

type Completed = { readonly isStrict: boolean; readonly undo: readonly (() => void)[] }

/**
 * A tablet's disk: IndexedDB whose sessions (heaps) can die at any await, while the completed transactions survive.
 * Built on fake-indexeddb; runs on Node's own tasks or on the virtual schedule's.
 */
export class CrashableStorage {
  readonly #databases = new Map<string, RawDatabase>()
  readonly #owners = new WeakMap<RawConnection, StorageSession>()
  readonly #connectionQueue = new ConnectionQueue()
  readonly #completed = new Map<string, Completed[]>()
  readonly #history: number

  constructor(options: CrashableStorageOptions = {}) {
    this.#history = options.history ?? 0
  }

  openSession(options: SessionOptions = {}): StorageSession {
    const shared: SharedData = {
      databases: this.#databases,
      owners: this.#owners,
      connectionQueueFor: (session) => this.#connectionQueue.viewFor(session),
      onComplete: (transaction) => this.#remember(transaction),
      onCrash: (session) => this.#letOthersGoOn(session),
    }
    return new StorageSession(shared, options)
  }

  /** False while a transaction has written and is not finished. */
  get isSettled(): boolean {
    return [...this.#databases.values()].every((database) =>
      database.transactions.every((transaction) => !hasWritten(transaction)),
    )
  }

  /** Another tablet with the same data, as a cloned profile has it. The data must be settled; records are shared, they are never changed in place. */
  clone(): CrashableStorage {
    if (!this.isSettled) throw new Error('a transaction is writing: a clone would hold half of it')
    const copy = new CrashableStorage({ history: this.#history })
    for (const [name, database] of this.#databases) copy.#databases.set(name, cloneDatabase(database))
    return copy
  }

  /** A database is thrown away, as a browser may do with what is not kept for good. All sessions must have crashed. */
  remove(database: string): void {
    const raw = this.#databases.get(database)
    if (raw !== undefined && raw.connections.length > 0)
      throw new Error('somebody works with it: crash them first')
    this.#databases.delete(database)
    this.#completed.delete(database)
  }

  /**
   * A power cut: the last writing transactions of a database are gone, although their code was told that they are complete. All sessions must
   * have crashed. A strict transaction stops it, and covers those before it, unless the disk lies about strict ones too. Answers how many went.
   */
  dropLast(database: string, count: number, disk: { readonly lies: boolean } = { lies: false }): number {
    const raw = this.#databases.get(database)
    if (raw !== undefined && raw.connections.length > 0)
      throw new Error('a power cut ends all sessions: crash them first')
    const completed = this.#completed.get(database) ?? []
    let dropped = 0
    while (dropped < count) {
      const last = completed.at(-1)
      if (last === undefined || (last.isStrict && !disk.lies)) break
      completed.pop()
      for (const undo of last.undo.toReversed()) undo()
      dropped++
    }
    return dropped
  }

  /** What is stored now, in key order, past all sessions: for tests, which must not change it. */
  peek(database: string, store: string): unknown[] {
    const records = this.#databases.get(database)?.rawObjectStores.get(store)?.records.values() ?? []
    return Array.from(records, (record) => record.value)
  }

  #remember(transaction: RawTransaction): void {
    if (this.#history === 0) return
    const { name } = transaction.db
    const completed = this.#completed.get(name) ?? []
    this.#completed.set(name, completed)
    // An upgrade is not undone: what was before it stands for good.
    if (transaction.mode === 'versionchange') completed.length = 0
    if (transaction.mode !== 'readwrite' || transaction._rollbackLog.length === 0) return
    completed.push({ isStrict: transaction.durability === 'strict', undo: transaction._rollbackLog })
    if (completed.length > this.#history) completed.shift()
  }

  /** The dead session's place in the queues is free: whoever waited behind it is looked at again, as a task of its own session. */
  #letOthersGoOn(dead: StorageSession): void {
    this.#connectionQueue.release(dead)
    for (const database of this.#databases.values()) {
      for (const transaction of database.transactions) {
        if (transaction._started || transaction._state === 'finished') continue
        this.#owners.get(transaction.db)?.queue.post(database.processTransactions)
      }
    }
  }
}

function hasWritten(transaction: RawTransaction): boolean {
  return transaction._state !== 'finished' && transaction._rollbackLog.length > 0
}

function cloneDatabase(database: RawDatabase): RawDatabase {
  const copy = freshDatabase(database)
  for (const store of database.rawObjectStores.values())
    copy.rawObjectStores.set(store.name, cloneStore(store, copy))
  return copy
}

function cloneStore(store: RawStore, database: RawDatabase): RawStore {
  const copy = freshStore(store, database)
  if (copy.keyGenerator !== null && store.keyGenerator !== null)
    copy.keyGenerator.num = store.keyGenerator.num
  for (const { key, value } of store.records.values()) copy.records.put({ key, value })
  for (const index of store.rawIndexes.values()) {
    const copied = freshIndex(index, copy)
    copied.initialized = index.initialized
    for (const { key, value } of index.records.values()) copied.records.put({ key, value })
    copy.rawIndexes.set(copied.name, copied)
  }
  return copy
}

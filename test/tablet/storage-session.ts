import { IDBFactory as FakeFactory, IDBKeyRange as FakeKeyRange } from 'fake-indexeddb'
import {
  freshDatabase,
  type RawConnection,
  type RawDatabase,
  type RawEvent,
  type RawJob,
  type RawTarget,
  type RawTransaction,
  rawFactory,
  rawTarget,
  rawTransaction,
} from './fake-indexeddb-internals.ts'

/** Where a session's storage tasks run: Node's immediates, or the virtual schedule's queue of one actor. */
export type StorageQueue = { readonly post: (task: () => void) => void; readonly isCurrent: () => boolean }

/** An event that is about to be delivered to the session's code. What it tells has already happened in storage. */
export type Boundary = {
  readonly count: number
  readonly event: string
  readonly of: 'open' | 'connection' | 'transaction' | 'request'
  readonly database: string
}

export type SessionOptions = {
  readonly queue?: StorageQueue
  /** Crash when this many events (counted from 1) are about to be delivered. */
  readonly crashAt?: number
  /**
   * Whether `blocked` events reach the code. Not by default: Dexie answers them by calling all its databases of that name on the
   * thread, which here are those of other heaps, dead ones and other tablets' included.
   */
  readonly hearsBlocked?: boolean
  /** Called once, when the session has crashed: the place to kill its timers and its network. */
  readonly onCrash?: () => void
  /** The name of an error (QuotaExceededError …) that a write meets instead of being stored. */
  readonly refuseWrite?: (database: string) => string | undefined
}

/** The stored data that all sessions of a tablet share. */
export type SharedData = {
  readonly databases: Map<string, RawDatabase>
  readonly owners: WeakMap<RawConnection, StorageSession>
  readonly connectionQueueFor: (session: StorageSession) => object
  readonly onComplete: (transaction: RawTransaction) => void
  readonly onCrash: (session: StorageSession) => void
}

/** One heap of a tablet: a tab, or a run of the headless tablet. Its `indexedDB` is what the code under test gets. */
export class StorageSession {
  readonly indexedDB: IDBFactory
  readonly IDBKeyRange: typeof IDBKeyRange = FakeKeyRange
  readonly queue: StorageQueue
  readonly #shared: SharedData
  readonly #options: SessionOptions
  readonly #connections = new Set<RawConnection>()
  readonly #unfinished = new Set<RawTransaction>()
  readonly #guarded = new WeakSet<RawTarget>()
  readonly #listeners: ((boundary: Boundary) => void)[] = []
  #boundaries = 0
  #isDead = false

  constructor(shared: SharedData, options: SessionOptions) {
    this.#shared = shared
    this.#options = options
    // Looked up at each call: whoever stands behind the global then gets the task.
    this.queue = options.queue ?? {
      post: (task) => void globalThis.setImmediate(task),
      isCurrent: () => true,
    }
    this.indexedDB = this.#makeFactory()
  }

  get isDead(): boolean {
    return this.#isDead
  }

  /** Events delivered, or about to be. */
  get boundaries(): number {
    return this.#boundaries
  }

  onBoundary(listener: (boundary: Boundary) => void): void {
    this.#listeners.push(listener)
  }

  /**
   * The heap is gone. Unfinished transactions are rolled back, completed ones stay; no event reaches this session's code any more, so that
   * nothing after its awaits runs, neither catch nor finally. What its code still calls is swallowed without an error, for the same reason.
   * To be called between tasks, not from the session's own code: microtasks that are queued already run out.
   */
  crash(): void {
    if (this.#isDead) return
    this.#isDead = true
    for (const transaction of this.#unfinished) rollBack(transaction)
    for (const connection of this.#connections) detach(connection)
    this.#shared.onCrash(this)
    this.#options.onCrash?.()
  }

  /** Runs an open or a delete whose turn it is, and takes the connection that it makes. */
  async runOpen(task: () => Promise<void>): Promise<void> {
    const done = task()
    this.#adoptNew()
    await done
  }

  #adoptNew(): void {
    for (const database of this.#shared.databases.values()) {
      for (const connection of database.connections) {
        if (!this.#shared.owners.has(connection)) this.#adoptConnection(connection)
      }
    }
  }

  #makeFactory(): IDBFactory {
    const factory = new FakeFactory()
    const raw = rawFactory(factory)
    raw._databases = this.#databasesView()
    raw._connectionQueues = this.#shared.connectionQueueFor(this)
    const open = raw.open.bind(factory)
    raw.open = (name, version) => this.#guardOpening(name, open(name, version))
    const deleteDatabase = raw.deleteDatabase.bind(factory)
    raw.deleteDatabase = (name) => this.#guardOpening(name, deleteDatabase(name))
    return factory
  }

  /** A delete that was under way when its session crashed must not take away what a later session has opened. */
  #databasesView(): object {
    const { databases } = this.#shared
    return {
      get: (name: string) => databases.get(name),
      set: (name: string, database: RawDatabase) => databases.set(name, database),
      entries: () => databases.entries(),
      delete: (name: string) => !this.#isDead && databases.delete(name),
    }
  }

  #guardOpening(name: string, request: IDBOpenDBRequest): IDBOpenDBRequest {
    this.#guard(rawTarget(request), 'open', name)
    return request
  }

  #adoptConnection(connection: RawConnection): void {
    this.#shared.owners.set(connection, this)
    this.#connections.add(connection)
    this.#guard(connection, 'connection', connection.name)
    const transaction = connection.transaction.bind(connection)
    connection.transaction = (...args) => {
      const made = rawTransaction(transaction(...args))
      this.#adoptTransaction(made)
      // The library has queued its start as a task of whoever runs now; if that one dies, this session must not wait for ever.
      if (!this.queue.isCurrent()) this.queue.post(connection._rawDatabase.processTransactions)
      return made
    }
  }

  #adoptTransaction(transaction: RawTransaction): void {
    const database = transaction.db.name
    this.#unfinished.add(transaction)
    this.#guard(transaction, 'transaction', database)
    const start = transaction._start.bind(transaction)
    transaction._start = () => {
      if (this.#isDead) return
      if (this.queue.isCurrent()) return start()
      // Another session's end has let this transaction start: its code must run as this session's task.
      transaction._started = true
      this.queue.post(transaction._start)
    }
    const execute = transaction._execRequestAsync.bind(transaction)
    transaction._execRequestAsync = (job) => {
      const request = execute(this.#refusable(job, database))
      if (job.source !== null) this.#guard(rawTarget(request), 'request', database)
      return request
    }
  }

  #refusable(job: RawJob, database: string): RawJob {
    const { refuseWrite } = this.#options
    if (refuseWrite === undefined || job.operation.name !== 'bound storeRecord') return job
    const operation = (): unknown => {
      const error = refuseWrite(database)
      if (error !== undefined) throw new DOMException('the write was refused', error)
      return job.operation()
    }
    return { ...job, operation }
  }

  #guard(target: RawTarget, of: Boundary['of'], database: string): void {
    if (this.#guarded.has(target)) return
    this.#guarded.add(target)
    const dispatch = target.dispatchEvent.bind(target)
    const deliver = (event: RawEvent): boolean => {
      if (this.#isDead || (event.type === 'blocked' && this.#options.hearsBlocked !== true)) return true
      if (!this.queue.isCurrent()) {
        this.queue.post(() => void deliver(event))
        return true
      }
      // Without an upgrade the library delivers the connection in the very call that makes it.
      if (of === 'open') this.#adoptNew()
      if (of === 'transaction') this.#noteEnd(rawTransaction(target), event)
      this.#pass({ count: this.#boundaries + 1, event: event.type, of, database })
      return this.#isDead || dispatch(event)
    }
    target.dispatchEvent = deliver
  }

  #noteEnd(transaction: RawTransaction, event: RawEvent): void {
    if (event.type !== 'complete' && event.type !== 'abort') return
    this.#unfinished.delete(transaction)
    if (event.type === 'complete') this.#shared.onComplete(transaction)
  }

  #pass(boundary: Boundary): void {
    this.#boundaries = boundary.count
    for (const listener of this.#listeners) listener(boundary)
    if (boundary.count === this.#options.crashAt) this.crash()
  }
}

function rollBack(transaction: RawTransaction): void {
  if (transaction._state === 'finished') return
  const log = transaction._rollbackLog
  transaction._rollbackLog = []
  for (const undo of log.reverse()) undo()
  // An upgrade changes the schema at the call and not in its requests: what its code still calls must fail. All other calls are swallowed.
  if (transaction.mode === 'versionchange') transaction._state = 'finished'
}

/** Moves a dead connection to a database of its own, where nothing ever starts. */
function detach(connection: RawConnection): void {
  const database = connection._rawDatabase
  database.transactions = database.transactions.filter((transaction) => transaction.db !== connection)
  database.connections = database.connections.filter((other) => other !== connection)
  const nowhere = freshDatabase(database)
  nowhere.rawObjectStores = new Map(database.rawObjectStores)
  connection._rawDatabase = nowhere
  connection._closed = true
}

import { existsSync, mkdirSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import { codeOf, RetryTransaction, StorageFailure } from './errors.ts'
import type { EmbeddedDatabase, Step } from './query.ts'
import { SqliteConnection } from './sqlite-connection.ts'

const synchronousFull = 2
const busyTimeoutMs = 5000
const attemptsMax = 8
/** 16 MB of 4 KB pages: a checkpoint rewrites each page once, so fewer and bigger ones cost less. */
const checkpointPages = 4000
const walBytesKept = 64 * 1024 * 1024
const cacheKibibytes = 64 * 1024

/**
 * A connection for writes and one for reads, so that a read never sees an open write. A write runs from BEGIN to COMMIT without
 * giving up the thread, so writes stand in line by themselves; only a work that starts another one must wait its turn.
 */
class SqliteDatabase implements EmbeddedDatabase {
  readonly dialect = 'sqlite'
  readonly #writes: SqliteConnection
  readonly #reads: SqliteConnection
  readonly #inMemory: boolean
  readonly #changes: Sqlite.Statement<[], number>
  readonly #others: Sqlite.Statement<[], number>
  #working: 'write' | 'read' | undefined
  #failure: StorageFailure | undefined
  #changesSeen = 0
  #commits = 0

  constructor(path: string) {
    this.#inMemory = path === ':memory:'
    if (!this.#inMemory) mkdirSync(dirname(path), { recursive: true })
    const writer = new Sqlite(path, { timeout: busyTimeoutMs })
    prepareForWrites(writer, this.#inMemory)
    const reader = this.#inMemory ? writer : new Sqlite(path, { timeout: busyTimeoutMs, readonly: true })
    if (!this.#inMemory) prepareForReads(reader)
    this.#writes = new SqliteConnection(writer, 'writes')
    this.#reads = new SqliteConnection(reader, 'reads')
    this.#changes = writer.prepare<[], number>('SELECT total_changes()').pluck()
    this.#others = writer.prepare<[], number>('PRAGMA data_version').pluck()
  }

  async write<T>(work: () => Step<T>): Promise<T> {
    while (this.#working !== undefined) await this.#turn()
    for (let attempt = 1; ; attempt++) {
      try {
        return this.#writeOnce(work)
      } catch (error) {
        if (!(error instanceof RetryTransaction) || attempt === attemptsMax) throw error
      }
    }
  }

  async read<T>(work: () => Step<T>): Promise<T> {
    while (this.#working === 'read' || (this.#inMemory && this.#working !== undefined)) await this.#turn()
    const outer = this.#working
    this.#working = 'read'
    try {
      return this.#guarded(() => this.#reads.transact(work))
    } finally {
      this.#working = outer
    }
  }

  health(): Promise<{ durable: boolean; detail: string }> {
    if (this.#failure !== undefined) return Promise.resolve({ durable: false, detail: this.#failure.message })
    const found = [this.#writes, this.#reads].map(({ handle }) => ({
      journal: String(handle.pragma('journal_mode', { simple: true })),
      synchronous: Number(handle.pragma('synchronous', { simple: true })),
    }))
    const durable = found.every(
      ({ journal, synchronous }) => journal === 'wal' && synchronous === synchronousFull,
    )
    const detail = found
      .map(({ journal, synchronous }) => `journal_mode=${journal} synchronous=${synchronous}`)
      .join(', ')
    return Promise.resolve({ durable, detail })
  }

  commitCount(): number {
    return this.#commits
  }

  /** Rows that this connection changed, rolled back ones among them, and SQLite's number of the last commit of any other one. */
  version(): string {
    return `${this.#changes.get() ?? 0}/${this.#others.get() ?? 0}`
  }

  async backupTo(file: string): Promise<void> {
    if (existsSync(file)) throw new Error(`the backup ${file} exists already`)
    const partial = `${file}.partial`
    await rm(partial, { force: true })
    // Through the connection that writes: SQLite then carries writes made meanwhile into the copy instead of starting again.
    await this.#writes.handle.backup(partial)
    await syncToDisk(partial, 'r+')
    await rename(partial, file)
    await syncToDisk(dirname(file), 'r')
  }

  async close(): Promise<void> {
    const { handle } = this.#writes
    if (!handle.open) return
    this.#reads.handle.close()
    if (this.#inMemory) return
    try {
      if (this.#failure === undefined) handle.pragma('wal_checkpoint(TRUNCATE)')
    } catch (error) {
      // What is in the log is durable there; on a full disk it stays there until the next start.
      if (codeOf(error) !== 'SQLITE_FULL') throw error
    } finally {
      handle.close()
    }
  }

  #writeOnce<T>(work: () => Step<T>): T {
    this.#working = 'write'
    try {
      const result = this.#guarded(() => this.#writes.transact(work))
      const changes = this.#changes.get() ?? 0
      if (changes !== this.#changesSeen) this.#commits++
      this.#changesSeen = changes
      return result
    } catch (error) {
      if (this.#writes.handle.open) this.#changesSeen = this.#changes.get() ?? 0
      throw error
    } finally {
      this.#working = undefined
    }
  }

  #guarded<T>(transact: () => T): T {
    if (this.#failure !== undefined) throw this.#failure
    try {
      return transact()
    } catch (error) {
      if (error instanceof StorageFailure) this.#failure = error
      throw error
    }
  }

  /** The work that is running is synchronous, so it is over before any promise goes on. */
  #turn(): Promise<void> {
    return Promise.resolve()
  }
}

export function openSqlite(path: string): EmbeddedDatabase {
  return new SqliteDatabase(path)
}

function prepareForWrites(handle: Sqlite.Database, inMemory: boolean): void {
  handle.pragma('foreign_keys = ON')
  // Erasing a person deletes a key: its bytes go with it, where that costs no extra write.
  handle.pragma('secure_delete = FAST')
  handle.pragma('temp_store = MEMORY')
  handle.pragma('trusted_schema = OFF')
  if (inMemory) return
  if (handle.pragma('journal_mode = WAL', { simple: true }) !== 'wal')
    throw new Error(`${handle.name} cannot keep a write-ahead log`)
  handle.pragma(`wal_autocheckpoint = ${checkpointPages}`)
  handle.pragma(`journal_size_limit = ${walBytesKept}`)
  handle.pragma(`cache_size = -${cacheKibibytes}`)
  // macOS acknowledges an fsync that is still in the drive's cache; elsewhere these two change nothing.
  handle.pragma('fullfsync = ON')
  handle.pragma('checkpoint_fullfsync = ON')
  demandFullSync(handle)
}

function prepareForReads(handle: Sqlite.Database): void {
  handle.pragma('temp_store = MEMORY')
  handle.pragma('trusted_schema = OFF')
  handle.pragma(`cache_size = -${cacheKibibytes}`)
  demandFullSync(handle)
}

/** better-sqlite3 is compiled so that a WAL file that is opened again runs with synchronous=NORMAL, which loses acknowledged rows. */
function demandFullSync(handle: Sqlite.Database): void {
  handle.pragma('synchronous = FULL')
  const found = Number(handle.pragma('synchronous', { simple: true }))
  if (found !== synchronousFull)
    throw new Error(`${handle.name} runs with synchronous=${found} instead of FULL`)
}

async function syncToDisk(path: string, flags: 'r' | 'r+'): Promise<void> {
  const file = await open(path, flags)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

import Dexie, { type Collection, type Table } from 'dexie'
import type { Sidecar } from '#shared/sync/operation.ts'
import type { Enrolled } from '#shared/sync/protocol.ts'

/** An operation in the till. It leaves only when it is durable, covered by a backup and old enough (Y13). */
export type TillOp = {
  readonly incarnation: number
  readonly seq: number
  readonly id: string
  readonly kind: string
  readonly body: string
  readonly link: string
  readonly sidecars: readonly Sidecar[]
  /** Unix ms by this tablet's clock. */
  readonly committedAt: number
  /** 1 when the server said so; 0 waits in the outbox. A number, because IndexedDB does not index booleans. */
  readonly durable: 0 | 1
  readonly acceptance: 'accepted' | 'conflict' | null
  /** Unix ms by the server's clock when it said so: a tablet's clock may jump, and must not shorten the retention. */
  readonly durableAt: number | null
}

export type DeviceState = Enrolled

/** The end of the chain, and the last receipt number given. Both move in the transaction of the operation, nowhere else. */
export type Head = { readonly seq: number; readonly link: string; readonly receiptCounter: number }

/** What the server last told of this incarnation. */
export type ServerWord = { readonly durableSeq: number; readonly coveredSeq: number }

/** The last pair of clocks heard: the server's and, at that moment, this tablet's. */
export type TimeAnchor = { readonly server: number; readonly wall: number }

/** Why this tablet must not go on by itself: it speaks to another chain's server. */
export type Halt = { readonly because: 'other-backend'; readonly backend: string }

/** A new incarnation was asked for and the answer is not here yet: the same question again is one request. */
export type Rebirth = { readonly after: number; readonly nonce: string }

/** By the server's clock. Kept, so that the tablet says so without a network too. */
export type Revoked = { readonly at: number }

type State = {
  device: DeviceState
  head: Head
  word: ServerWord
  anchor: TimeAnchor
  halt: Halt
  rebirth: Rebirth
  revoked: Revoked
}

/** Everything that is known of this tablet's life, read at one moment. */
export type Standing = {
  readonly device: DeviceState | undefined
  readonly head: Head
  readonly word: ServerWord
  readonly anchor: TimeAnchor | undefined
  readonly halt: Halt | undefined
  readonly revoked: Revoked | undefined
}

export type StateRow = { readonly key: string; readonly value: unknown }

export type Idb = { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange }

/** The money. Strict durability; the schema only ever grows. */
export class Till extends Dexie {
  declare readonly operations: Table<TillOp, [number, number]>
  declare readonly state: Table<StateRow, string>

  readonly #keyRange: Idb['IDBKeyRange']

  constructor(idb: Idb) {
    super('onecounter-till', { ...idb, chromeTransactionDurability: 'strict' })
    this.#keyRange = idb.IDBKeyRange
    this.version(1).stores({ operations: '[incarnation+seq], id, [incarnation+durable+seq]', state: 'key' })
    this.version(2)
      .stores({ operations: '[incarnation+seq], id, [durable+incarnation+seq]' })
      .upgrade(async (upgrade) => {
        const before = upgrade.table<StateRow, string>('state').where('key').startsWith('local:')
        const kept = await before.toArray()
        await upgrade
          .table('state')
          .bulkPut(kept.map(({ key, value }) => ({ key: ASIDE + key.slice(6), value })))
        await before.delete()
      })
  }

  async read<Key extends keyof State>(key: Key): Promise<State[Key] | undefined> {
    const row = await this.state.get(key)
    // Trusted: only `write` puts these rows.
    return row?.value as State[Key] | undefined
  }

  async standing(): Promise<Standing> {
    return standingOf(await this.state.where('key').below(ASIDE).toArray())
  }

  /**
   * Puts an operation at the end of the chain if the till still stands as `isSeen` says; answers how it stood then, or undefined
   * when nothing was written: it stands otherwise, the operation is there already, or the storage would not. Everything is asked
   * of the storage at once and without Dexie between, so that a sale waits for it a single time.
   */
  append(
    next: { readonly op: TillOp; readonly head: Head },
    isSeen: (now: Standing) => boolean,
  ): Promise<Standing | undefined> {
    return new Promise((resolve) => {
      const nothing = (): void => resolve(undefined)
      try {
        const transaction = this.backendDB().transaction(['operations', 'state'], 'readwrite', {
          durability: 'strict',
        })
        const [operations, state] = [transaction.objectStore('operations'), transaction.objectStore('state')]
        const stood = state.getAll(this.#keyRange.upperBound(ASIDE, true))
        const before = operations.index('id').getKey(next.op.id)
        let seen: Standing | undefined
        before.onsuccess = () => {
          // Trusted: only `write` puts these rows.
          const now = standingOf(stood.result as StateRow[])
          if (before.result === undefined && isSeen(now)) seen = now
          else transaction.abort()
        }
        operations.add(next.op)
        state.put({ key: 'head', value: next.head })
        transaction.oncomplete = () => resolve(seen)
        transaction.onabort = nothing
      } catch {
        // The connection is closed: whoever asks the slow way opens it again.
        nothing()
      }
    })
  }

  /** What waits, the oldest incarnation first, each in order. */
  waiting(): Collection<TillOp, [number, number]> {
    return this.operations
      .where('[durable+incarnation+seq]')
      .between([0, Dexie.minKey, Dexie.minKey], [0, Dexie.maxKey, Dexie.maxKey])
  }

  /** What the server holds of one incarnation, up to a seq. */
  durable(incarnation: number, upTo: number): Collection<TillOp, [number, number]> {
    return this.operations
      .where('[durable+incarnation+seq]')
      .between([1, incarnation, Dexie.minKey], [1, incarnation, upTo], true, true)
  }

  /** What a connection that broke cannot tell is asked once more over a new one. */
  async askedAgain<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Dexie.DexieError)) throw error
      await this.reopen()
      return await ask()
    }
  }

  async reopen(): Promise<void> {
    this.close({ disableAutoOpen: false })
    await this.open()
  }

  async write<Key extends keyof State>(key: Key, value: State[Key]): Promise<void> {
    await this.state.put({ key, value })
  }
}

function standingOf(rows: readonly StateRow[]): Standing {
  // Trusted: only `write` puts these rows.
  const { device, head, word, anchor, halt, revoked } = Object.fromEntries(
    rows.map(({ key, value }) => [key, value]),
  ) as Partial<State>
  return { device, head: head ?? NEW_HEAD, word: word ?? NO_WORD, anchor, halt, revoked }
}

/** What a screen keeps here begins so: after every key of the tablet's own. */
export const ASIDE = '~'

export const NEW_HEAD: Head = { seq: 0, link: '', receiptCounter: 0 }
export const NO_WORD: ServerWord = { durableSeq: 0, coveredSeq: 0 }

import { addLanes, type Lanes, NO_LANES, rowLanes, subtractLanes } from '#shared/base/hash.ts'
import { leftDiffers, type Receipt } from '#shared/domain/receipt.ts'
import type { Change, RowKey, TableName, Tables, View } from '#shared/sync/change.ts'
import { type Scope, scopeKind } from '#shared/sync/scope.ts'
import { isUniqueViolation, RetryTransaction } from '#server/db/errors.ts'
import type { Step } from '#server/db/query.ts'
import {
  insertRows,
  isOnTablets,
  lockRows,
  type RowAddress,
  rowsInRange,
  type StoredRow,
  updateRows,
} from '#server/tables/replica-row.ts'
import { moveHeads, type ScopeMove } from '#server/tables/scope-head.ts'
import type { ReadonlyRowMap, Remembered } from './remembered-rows.ts'
import { RowMap } from './row-map.ts'

/** A row inside one transaction: as it was when read (null: it was not there), and as it shall be. */
type Held = {
  readonly address: RowAddress
  readonly before: StoredRow | null
  readonly value: unknown
  readonly isChanged: boolean
}

/**
 * The rows of one transaction: read once, changed in memory by pure rules, written together at the end, when feed numbers
 * are taken. What was read and changed since the last `accept` can be dropped, so that one device's failure leaves nothing
 * behind.
 */
export class WorkingSet implements View {
  readonly #rows = new RowMap<Held>()
  readonly #remembered: ReadonlyRowMap | undefined
  readonly #rewritten: Remembered[] = []
  /** What `drop` puts back, newest last. */
  #undo: { readonly address: RowAddress; readonly held: Held | undefined }[] = []

  /** `remembered`: rows that need not be read, because nobody has written since. */
  constructor(remembered?: ReadonlyRowMap) {
    this.#remembered = remembered
  }

  /** The rows that were there before and that `flush` wrote anew: what changes again and again. */
  get rewritten(): readonly Remembered[] {
    return this.#rewritten
  }

  get<Table extends TableName>(scope: Scope, table: Table, key: string): Tables[Table] | null | undefined {
    const held = this.#rows.get({ scope, table, key })
    // Trusted: only `change` writes rows, and it takes typed values.
    return held && (held.value as Tables[Table] | null)
  }

  *load(wanted: readonly RowKey[]): Step<void> {
    const missing: RowAddress[] = []
    for (const { scope, table, key } of wanted) {
      const address = { scope, table, key }
      if (this.#rows.get(address)) continue
      const known = this.#remembered?.get(address)
      if (known) {
        this.#keep({ address, ...known, isChanged: false }, undefined)
        continue
      }
      // Absent until it is found; when the reading fails, `drop` takes it away again.
      this.#keep({ address, before: null, value: null, isChanged: false }, undefined)
      missing.push(address)
    }
    if (missing.length === 0) return
    for (const row of yield* lockRows(missing)) this.#rows.set(row, heldRow(row))
  }

  /** Reads a range of keys, so that `list` knows all of it. */
  *loadRange(at: { scope: Scope; table: TableName }, from: string, to: string): Step<void> {
    for (const row of yield* rowsInRange(at, from, to)) {
      if (!this.#rows.get(row)) this.#keep(heldRow(row), undefined)
    }
  }

  /** Live values of a loaded range in key order. */
  list<Table extends TableName>(
    at: { scope: Scope; table: Table },
    from: string,
    to: string,
  ): Tables[Table][] {
    const inRange = [...this.#rows.rowsOf(at)].filter(([key]) => key >= from && key < to)
    const sorted = inRange.sort(([a], [b]) => (a < b ? -1 : 1))
    return sorted.flatMap(([, held]) => (held.value === null ? [] : [held.value as Tables[Table]]))
  }

  /** The rows must be loaded: the old share of the checksum leaves with what is replaced. */
  change(changes: readonly Change[]): void {
    for (const { scope, table, key, value } of changes) {
      const address = { scope, table, key }
      const held = this.#rows.get(address)
      this.#keep({ address, before: held?.before ?? null, value, isChanged: true }, held)
    }
  }

  accept(): void {
    this.#undo = []
  }

  /** Forgets what was read as well: rolling back to a savepoint lets go of the row locks that were taken since. */
  drop(): void {
    for (const { address, held } of this.#undo.reverse()) {
      if (held) this.#rows.set(address, held)
      else this.#rows.delete(address)
    }
    this.#undo = []
  }

  /**
   * Takes feed numbers and writes every accepted change; answers the scopes that moved in a way that others are told of, and where they
   * stand now.
   */
  *flush(at: number): Step<Map<string, number>> {
    const written = this.#rows.values().flatMap(writtenRow)
    if (written.length === 0) return new Map()
    const moves = movesOf(written)
    const seqs = yield* moveHeads(moves)
    const next = new Map<string, number>()
    for (const { scope, taken } of moves) next.set(scope, (seqs.get(scope) ?? 0) - taken + 1)
    const fresh: StoredRow[] = []
    const known: StoredRow[] = []
    for (const { before, row, value } of written) {
      const seq = next.get(row.scope) ?? 0
      next.set(row.scope, seq + 1)
      const stored = { ...row, seq }
      if (before) {
        known.push(stored)
        this.#rewritten.push({ before: stored, value })
      } else fresh.push(stored)
    }
    try {
      yield* insertRows(fresh, at)
    } catch (error) {
      // Another node made the row after it was read as absent: the rules must be asked again.
      throw isUniqueViolation(error) ? new RetryTransaction('a row appeared meanwhile') : error
    }
    yield* updateRows(known, at)
    return worthTelling(seqs, written)
  }

  #keep(held: Held, previous: Held | undefined): void {
    const { address } = held
    this.#undo.push({ address, held: previous })
    this.#rows.set(address, held)
  }
}

function heldRow(row: StoredRow): Held {
  const { scope, table, key } = row
  const value: unknown = row.deleted ? null : JSON.parse(row.value)
  return { address: { scope, table, key }, before: row, value, isChanged: false }
}

type Written = {
  readonly before: StoredRow | null
  readonly row: Omit<StoredRow, 'seq'>
  readonly value: unknown
}

/** A row that ends as it began takes no feed number: a rebuild emits differences only. */
function writtenRow({ address, before, value, isChanged }: Held): Written[] {
  if (!isChanged) return []
  const { scope, table, key } = address
  const deleted = value === null
  const text = deleted ? '' : JSON.stringify(value)
  const isSame = before === null || before.deleted ? deleted : text === before.value
  if (isSame) return []
  const lanes = deleted ? NO_LANES : rowLanes(table, key, text)
  return [{ before, value, row: { scope, table, key, deleted, value: text, lanes } }]
}

/** A receipt that is new, or says nothing new of what can come back, concerns no other tablet in a hurry. */
function worthTelling(seqs: ReadonlyMap<string, number>, written: readonly Written[]): Map<string, number> {
  const changed = new Set(written.filter(changesWhatIsLeft).map(({ row }) => row.scope))
  return new Map([...seqs].filter(([scope]) => scopeKind(scope) !== 'receipts' || changed.has(scope)))
}

function changesWhatIsLeft({ before, row, value }: Written): boolean {
  if (row.table !== 'receipt' || before === null || before.deleted || row.deleted) return false
  // Trusted: only `change` writes rows, and it takes typed values.
  return leftDiffers(JSON.parse(before.value) as Receipt, value as Receipt)
}

function movesOf(written: readonly Written[]): ScopeMove[] {
  const moves = new Map<string, ScopeMove>()
  for (const { before, row } of written) {
    const { scope } = row
    const move = moves.get(scope) ?? { scope, taken: 0, lanes: NO_LANES, live: 0 }
    const old: Lanes = before?.lanes ?? NO_LANES
    const wasLive = before !== null && isOnTablets(before)
    moves.set(scope, {
      scope,
      taken: move.taken + 1,
      lanes: addLanes(move.lanes, subtractLanes(row.lanes, old)),
      live: move.live + Number(!row.deleted) - Number(wasLive),
    })
  }
  return [...moves.values()]
}

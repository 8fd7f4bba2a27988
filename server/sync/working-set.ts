import { addLanes, type Lanes, NO_LANES, rowLanes, subtractLanes } from '#shared/base/hash.ts'
import type { Change, RowKey, TableName, Tables, View } from '#shared/sync/change.ts'
import type { Scope } from '#shared/sync/scope.ts'
import { isUniqueViolation, RetryTransaction } from '#server/db/errors.ts'
import type { Step } from '#server/db/query.ts'
import { insertRows, lockRows, type RowAddress, rowsInRange, type StoredRow, updateRows } from '#server/tables/replica-row.ts'
import { moveHeads, type ScopeMove } from '#server/tables/scope-head.ts'

/** A row inside one transaction: as it was when read, and as it shall be. */
type Held = {
  readonly address: RowAddress
  readonly before: StoredRow | null
  readonly value: unknown
  /** Undefined while nothing changed it. */
  readonly written: string | null | undefined
}

/**
 * The rows of one transaction: read once, changed in memory by pure rules, written together at the end, when feed numbers
 * are taken. Changes since `begin` can be dropped, so that one device's failure leaves nothing behind.
 */
export class WorkingSet implements View {
  readonly #base = new Map<string, Held>()
  #trial = new Map<string, Held>()

  get<Table extends TableName>(scope: Scope, table: Table, key: string): Tables[Table] | null | undefined {
    const held = this.#held(rowName(scope, table, key))
    // Trusted: only `change` writes rows, and it takes typed values.
    return held && (held.value as Tables[Table] | null)
  }

  *load(wanted: readonly RowKey[]): Step<void> {
    const missing = new Map<string, RowAddress>()
    for (const { scope, table, key } of wanted) {
      const name = rowName(scope, table, key)
      if (!this.#held(name)) missing.set(name, { scope, table, key })
    }
    if (missing.size === 0) return
    const found = yield* lockRows([...missing.values()])
    for (const row of found) this.#keep(row)
    for (const [name, address] of missing) {
      if (!this.#base.has(name)) this.#base.set(name, { address, before: null, value: null, written: undefined })
    }
  }

  /** Reads a range of keys, so that `list` knows all of it. */
  *loadRange(at: { scope: Scope; table: TableName }, from: string, to: string): Step<void> {
    for (const row of yield* rowsInRange(at, from, to)) {
      if (!this.#held(rowName(row.scope, row.table, row.key))) this.#keep(row)
    }
  }

  /** Live values of a loaded range in key order. */
  list<Table extends TableName>(at: { scope: Scope; table: Table }, from: string, to: string): Tables[Table][] {
    const keys = new Map<string, Held>()
    for (const held of [...this.#base.values(), ...this.#trial.values()]) {
      const { scope, table, key } = held.address
      if (scope === at.scope && table === at.table && key >= from && key < to) keys.set(key, held)
    }
    const sorted = [...keys].sort(([a], [b]) => (a < b ? -1 : 1))
    return sorted.flatMap(([, held]) => (held.value === null ? [] : [held.value as Tables[Table]]))
  }

  change(changes: readonly Change[]): void {
    for (const { scope, table, key, value } of changes) {
      const name = rowName(scope, table, key)
      const held = this.#held(name)
      const written = value === null ? null : JSON.stringify(value)
      this.#trial.set(name, { address: { scope, table, key }, before: held?.before ?? null, value, written })
    }
  }

  /** Rows that are changed without having been read must be read first: their old share of the checksum is needed. */
  *loadChanged(changes: readonly Change[]): Step<void> {
    yield* this.load(changes)
  }

  accept(): void {
    for (const [name, held] of this.#trial) this.#base.set(name, held)
    this.#trial = new Map()
  }

  drop(): void {
    this.#trial = new Map()
  }

  /** Takes feed numbers and writes every accepted change; answers the scopes that moved and where they stand now. */
  *flush(at: number): Step<Map<string, number>> {
    const changed = [...this.#base.values()].filter(isChanged)
    if (changed.length === 0) return new Map()
    const seqs = yield* moveHeads(movesOf(changed))
    const next = new Map<string, number>()
    const fresh: StoredRow[] = []
    const known: StoredRow[] = []
    for (const move of movesOf(changed)) next.set(move.scope, (seqs.get(move.scope) ?? 0) - move.taken)
    for (const held of changed) {
      const { scope, table, key } = held.address
      const seq = (next.get(scope) ?? 0) + 1
      next.set(scope, seq)
      const value = held.written ?? ''
      const deleted = held.written === null
      const row = { scope, table, key, seq, deleted, value, lanes: deleted ? NO_LANES : rowLanes(table, key, value) }
      if (held.before) known.push(row)
      else fresh.push(row)
    }
    try {
      yield* insertRows(fresh, at)
    } catch (error) {
      // Another node made the row after it was read as absent: the rules must be asked again.
      throw isUniqueViolation(error) ? new RetryTransaction('a row appeared meanwhile') : error
    }
    yield* updateRows(known, at)
    return seqs
  }

  #held(name: string): Held | undefined {
    return this.#trial.get(name) ?? this.#base.get(name)
  }

  #keep(row: StoredRow): void {
    const { scope, table, key } = row
    const value: unknown = row.deleted ? null : JSON.parse(row.value)
    this.#base.set(rowName(scope, table, key), { address: { scope, table, key }, before: row, value, written: undefined })
  }
}

const rowName = (scope: string, table: string, key: string): string => `${scope}\n${table}\n${key}`

/** A row that ends as it began takes no feed number: a rebuild emits differences only. */
function isChanged(held: Held): boolean {
  if (held.written === undefined) return false
  if (held.before === null) return held.written !== null
  return held.before.deleted ? held.written !== null : held.written !== held.before.value
}

function movesOf(changed: readonly Held[]): ScopeMove[] {
  const moves = new Map<string, ScopeMove>()
  for (const { address, before, written } of changed) {
    const { scope, table, key } = address
    const move = moves.get(scope) ?? { scope, taken: 0, lanes: NO_LANES, live: 0 }
    const old: Lanes = before?.lanes ?? NO_LANES
    const now = written === null || written === undefined ? NO_LANES : rowLanes(table, key, written)
    const wasLive = before !== null && !before.deleted
    const lives = written !== null
    moves.set(scope, {
      scope,
      taken: move.taken + 1,
      lanes: addLanes(move.lanes, subtractLanes(now, old)),
      live: move.live + Number(lives) - Number(wasLive),
    })
  }
  return [...moves.values()]
}

import type { Change, Message, TableName, Tables, View } from '#shared/sync/change.ts'
import { apply } from '#shared/sync/apply.ts'
import { put } from '#shared/sync/change.ts'

import type { Sidecar } from '#shared/sync/operation.ts'
import { canonicalJson } from '#shared/base/canonical-json.ts'
import { id, type Id } from '#shared/base/id.ts'
import type { Json } from '#shared/base/json.ts'
import { deliver } from '#shared/sync/deliver.ts'
import { type MemberAccount, NEW_ACCOUNT } from '#shared/domain/member.ts'
import type { Stock } from '#shared/domain/stock.ts'
import type { Terms } from '#shared/domain/terms.ts'
import type { Thread } from '#shared/domain/timeline.ts'
import { CATALOG, type Scope, toScope } from '#shared/sync/scope.ts'
import { pictures, threadRange } from '#shared/sync/target/member.ts'
import { shortageKeys } from '#shared/sync/target/stock.ts'
import { readIncoming, sha256 } from '#server/sync/incoming.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { isFolded, movesOfPickups, type PlaceOf } from './pickup-moves.ts'
import { openSidecars } from '#server/sync/sidecars.ts'
import { operationsAfter, type StoredOperation } from '#server/tables/operation.ts'
import { rowsOfTable, type StoredRow } from '#server/tables/replica-row.ts'

/** Rows that a rebuild put right, by table. */
export type Rebuilt = { readonly operations: number; readonly differences: Readonly<Record<string, number>> }

const PAGE_OPS = 500
const CHANGES_AT_ONCE = 500

/**
 * Timelines, points and stock are projections: folded again from every stored operation by the same rules, in memory, and compared
 * with the rows that are there. Only differences are written, so only differences travel. Nobody else should write meanwhile: what is
 * added between the fold and the comparison would be taken for a difference, and put right by the next rebuild only.
 */
export async function rebuildProjections(ledger: Ledger, options: { drop?: boolean } = {}): Promise<Rebuilt> {
  if (options.drop === true) await dropProjections(ledger)
  const fold = new Fold(ledger, await ledger.db.read(() => rowsOfTable('terms', CATALOG)))
  let operations = 0
  let after = { receivedAt: -1, id: '' }
  for (;;) {
    const page = await ledger.db.read(() => operationsAfter(after, PAGE_OPS))
    const sidecars = await ledger.db.read(() => openSidecars(page.map(({ id }) => id)))
    for (const stored of page) if (stored.status === 'applied') fold.take(stored, sidecars)
    operations += page.length
    const last = page.at(-1)
    if (!last || page.length < PAGE_OPS) break
    after = { receivedAt: last.receivedAt, id: last.id }
  }
  fold.move(await ledger.db.read(() => rowsOfTable('pickup', 'store:')))
  const changes = await differences(ledger, fold)
  for (let i = 0; i < changes.length; i += CHANGES_AT_ONCE)
    await putRows(ledger, changes.slice(i, i + CHANGES_AT_ONCE))
  return { operations, differences: counted(changes) }
}

/** Every row in memory, by name; the fold's own ledger. */
class Fold implements View {
  readonly rows = new Map<string, Change>()
  readonly #ledger: Ledger

  readonly #places = new Map<string, ReturnType<PlaceOf>>()

  /** `terms`: what the chain allowed when is a part of what was told to the members' timelines. */
  constructor(ledger: Ledger, terms: readonly StoredRow[]) {
    this.#ledger = ledger
    // Trusted: rows of the catalogue are written from checked values only.
    for (const { key, value } of terms)
      this.#change([put(CATALOG, 'terms', [key, JSON.parse(value) as Terms])])
  }

  /** What left the stores, and is set aside in them, with their pickups. */
  move(pickups: readonly StoredRow[]): void {
    const nowhere = { receivedAt: 0, seq: 0 }
    this.#deliver(movesOfPickups(pickups, (op) => this.#places.get(op) ?? nowhere))
  }

  take(stored: StoredOperation, sidecars: ReadonlyMap<string, readonly Sidecar[]>): void {
    const { operation } = readIncoming({ body: stored.body, sidecars: [] }, stored)
    if (operation === null) return
    const { buckets, utcOffsetMinutes } = this.#ledger.settings
    const given = {
      operation,
      sidecars: sidecars.get(stored.id) ?? [],
      receivedAt: stored.receivedAt,
      seq: stored.seq ?? undefined,
      buckets,
      utcOffsetMinutes,
      sha256,
    }
    this.#places.set(operation.id, { receivedAt: stored.receivedAt, seq: stored.seq ?? 0 })
    const { changes, messages } = apply(given, this)
    this.#change(changes)
    this.#deliver(messages.filter(isFolded))
  }

  #deliver(messages: readonly Message[]): void {
    const { buckets } = this.#ledger.settings
    const queue: Message[] = [...messages]
    for (let message = queue.shift(); message; message = queue.shift()) {
      const effects = deliver(message, this, {
        buckets,
        threads: (scope, member) => this.#threads(scope, member),
      })
      this.#change(effects.changes)
      queue.push(...effects.messages.filter(isFolded))
    }
  }

  get<Table extends TableName>(scope: Scope, table: Table, key: string): Tables[Table] | null | undefined {
    // No operation makes the catalogue: it is not here, which is not the same as empty.
    if (scope === CATALOG && table !== 'terms') return undefined
    // Trusted: the name holds the table, so the value is that table's.
    return (this.rows.get(`${scope}\n${table}\n${key}`)?.value ?? null) as Tables[Table] | null
  }

  /** What a stock that is put right says of itself besides. */
  shortagesIn({ scope, table, key: sku }: Change): Change[] {
    if (table !== 'stock') return []
    return shortageKeys(sku).map((key) =>
      put(scope, 'discrepancy', [key, this.get(scope, 'discrepancy', key) ?? null]),
    )
  }

  accounts(): (readonly [string, MemberAccount])[] {
    return [...this.rows.values()].flatMap(({ table, key, value }) =>
      table === 'account' && value ? [[key, value]] : [],
    )
  }

  #change(changes: readonly Change[]): void {
    for (const change of changes) this.rows.set(`${change.scope}\n${change.table}\n${change.key}`, change)
  }

  #threads(scope: Scope, member: Id): Thread[] {
    const [from, to] = threadRange(member)
    const found: Thread[] = []
    for (const change of this.rows.values()) {
      if (
        change.table === 'thread' &&
        change.scope === scope &&
        change.key >= from &&
        change.key < to &&
        change.value
      )
        found.push(change.value)
    }
    return found
  }
}

/** What is folded again, and the scopes that hold it. */
const PROJECTED = [
  ['thread', 'member:'],
  ['account', 'member:'],
  ['stock', 'store:'],
  ['difference', 'store:'],
] as const

async function differences(ledger: Ledger, fold: Fold): Promise<Change[]> {
  const changes: Change[] = []
  const told = new Set((await ledger.db.read(() => rowsOfTable('discrepancy', 'store:'))).map(nameOf))
  for (const [table, scopes] of PROJECTED) {
    const rows = await ledger.db.read(() => rowsOfTable(table, scopes))
    const stored = new Map(rows.map((row) => [nameOf(row), row]))
    const ends = {
      before: endsOf(table === 'account' ? rows.map((row) => [row.key, JSON.parse(row.value)]) : []),
      after: endsOf(fold.accounts()),
    }
    for (const change of fold.rows.values()) {
      if (change.table !== table) continue
      const row = stored.get(`${change.scope}\n${change.table}\n${change.key}`)
      stored.delete(`${change.scope}\n${change.table}\n${change.key}`)
      const right = corrected(change, row, ends)
      const shortages = right.flatMap((one) => fold.shortagesIn(one))
      // Nothing to say where nothing was said.
      changes.push(...right, ...shortages.filter((one) => one.value !== null || told.has(changeName(one))))
    }
    for (const row of stored.values())
      if (table !== 'stock' || !isNothing(JSON.parse(row.value) as Stock))
        changes.push(put(toScope(row.scope), table, [row.key, null]))
  }
  return changes
}

/** Whom a member has become in the end. Which way the redirects go there depends on how things arrived. */
type EndOf = (member: string) => string

function endsOf(accounts: readonly (readonly [member: string, account: unknown])[]): EndOf {
  // Trusted: account rows are written by the rules only.
  const redirects = new Map(
    accounts.map(([member, account]) => [member, (account as MemberAccount).redirect?.member]),
  )
  return (member) => {
    let end = member
    for (let hops = 0; hops < redirects.size; hops++) {
      const next = redirects.get(end)
      if (next === undefined) break
      end = next
    }
    return end
  }
}

const nameOf = (row: StoredRow): string => changeName(row)
const changeName = ({ scope, table, key }: { scope: string; table: string; key: string }): string =>
  `${scope}\n${table}\n${key}`

/** How often an account was written depends on how things arrived, not on what is true: versions are not compared. */
function corrected(
  change: Change,
  row: StoredRow | undefined,
  ends: { before: EndOf; after: EndOf },
): Change[] {
  if (change.value === null) return row ? [change] : []
  if (change.table === 'stock' && row && isSameStock(JSON.parse(row.value) as Stock, change.value)) return []
  if (change.table !== 'account') return row && isSame(JSON.parse(row.value), change.value) ? [] : [change]
  const before = row ? (JSON.parse(row.value) as MemberAccount) : NEW_ACCOUNT
  const was = comparable(before, ends.before(change.key))
  if (row && isSame(was, comparable(change.value, ends.after(change.key)))) return []
  // A later picture replaces an earlier one, so the corrected one must be the latest.
  const account = { ...change.value, version: Math.max(before.version, change.value.version) + 1 }
  const told = pictures(accountMember(change.key), account).flatMap((message): Change[] =>
    message.is === 'visitor' ? [put(message.to, 'visitor', [message.visitor.member, message.visitor])] : [],
  )
  return [put(change.scope, 'account', [change.key, account]), ...(account.redirect ? [] : told)]
}

/** What was set aside and is not any more leaves a row of zeros. */
const isNothing = ({ onHand, reserved, countedAt }: Stock): boolean =>
  onHand === 0 && reserved === 0 && countedAt === null

/** The last movements are for people to read: in which order some of them came is not known any more. */
const isSameStock = (a: Stock, b: Stock): boolean =>
  a.onHand === b.onHand && a.reserved === b.reserved && a.countedAt === b.countedAt

const accountMember = (key: string): Id => id(key)

/** The order of an object's members tells how things arrived, and nothing else. */
function isSame(a: unknown, b: unknown): boolean {
  // Trusted: both are rows.
  return canonicalJson(a as Json) === canonicalJson(b as Json)
}

/** Which stores heard of somebody who is another member now is of no account any more. */
const comparable = ({ name, points, recent, redirect, visits }: MemberAccount, end: string) => ({
  name,
  points,
  recent: recent.map(({ id, revision }) => [id, revision]),
  end,
  visits: redirect ? null : visits,
})

async function dropProjections(ledger: Ledger): Promise<void> {
  for (const [table, scopes] of PROJECTED) {
    const rows = await ledger.db.read(() => rowsOfTable(table, scopes))
    const changes = rows.map((row) => put(toScope(row.scope), table, [row.key, null]))
    for (let i = 0; i < changes.length; i += CHANGES_AT_ONCE)
      await putRows(ledger, changes.slice(i, i + CHANGES_AT_ONCE))
  }
}

function counted(changes: readonly Change[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { table } of changes) counts[table] = (counts[table] ?? 0) + 1
  return counts
}

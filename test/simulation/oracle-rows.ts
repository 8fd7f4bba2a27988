import { rowLanes } from '#shared/base/hash.ts'
import type { DeviceState } from '#client/db/till.ts'
import { rowsOf, type SeenHead, type SeenRow, type ServerView } from './oracle-view.ts'
import { heldRows } from './held-rows.ts'
import type { TabletSite } from './tablet-site.ts'
import { Broken } from './told.ts'

/** Y6, Y9: every head says what its rows add up to. */
export function checkHeads(view: ServerView): void {
  const byScope = new Map<string, SeenRow[]>()
  for (const row of view.rows) byScope.set(row.scope, [...(byScope.get(row.scope) ?? []), row])
  for (const head of view.heads) {
    const rows = byScope.get(head.scope) ?? []
    const last = rows.at(-1)?.seq ?? 0
    if (last !== head.seq) throw new Broken(`Y6 ${head.scope} stands at ${head.seq}, its last row at ${last}`)
    checkSums(
      head,
      rows.filter((row) => !row.deleted && row.seq > head.floor),
    )
    const retired = rows.find((row) => row.seq <= head.floor && (row.lanes[0] !== 0 || row.lanes[1] !== 0))
    if (retired) throw new Broken(`G6 ${retired.key} has left the tablets and still counts in ${head.scope}`)
    byScope.delete(head.scope)
  }
  for (const scope of byScope.keys()) throw new Broken(`Y6 ${scope} has rows and no head`)
  if (view.pending > 0) throw new Broken(`L4 ${view.pending} messages are still on their way`)
}

function checkSums(head: SeenHead, rows: readonly SeenRow[]): void {
  let a = 0
  let b = 0
  for (const { table, key, text, lanes } of rows) {
    const [h0, h1] = rowLanes(table, key, text)
    if (h0 !== lanes[0] || h1 !== lanes[1])
      throw new Broken(`Y9 ${head.scope} ${table} ${key} has another hash`)
    a = (a + h0) % 2 ** 32
    b = (b + h1) % 2 ** 32
  }
  if (a !== head.sums[0] || b !== head.sums[1] || rows.length !== head.count)
    throw new Broken(`Y9 the sum of ${head.scope} is not that of its rows`)
}

/** Which scopes a tablet of this store has: written down here once more. */
export const isScopeOf = (scope: string, at: Pick<DeviceState, 'device' | 'store'>): boolean =>
  scope === `store:${at.store.id}` ||
  scope === `device:${at.device}` ||
  scope === 'catalog' ||
  /^(directory|receipts):/.test(scope)

/** I3, Y10: what a tablet holds are the server's rows of its scopes, no more and no less. */
export function checkReplica(view: ServerView, site: TabletSite, at: DeviceState): void {
  const floors = new Map(view.heads.map(({ scope, floor }) => [scope, floor]))
  const server = new Map(
    view.rows
      .filter((row) => !row.deleted && isScopeOf(row.scope, at) && row.seq > (floors.get(row.scope) ?? 0))
      .map((row) => [`${row.scope} ${row.table} ${row.key}`, row.text]),
  )
  // What these stores hold is written by Cache and Till alone.
  const rows = heldRows(site)
  for (const { scope, table, key, value } of rows) {
    const name = `${scope} ${table} ${key}`
    if (server.get(name) !== value)
      throw new Broken(`I3 ${site.name} holds ${name} otherwise than the server: ${value}`)
    server.delete(name)
  }
  for (const name of server.keys()) throw new Broken(`I3 ${site.name} lacks ${name}`)
  const cursors = site.cursors()
  for (const head of view.heads) {
    if (!isScopeOf(head.scope, at)) continue
    const cursor = cursors.find(({ scope }) => scope === head.scope)
    if (cursor?.cursor !== head.seq || cursor.sum[0] !== head.sums[0] || cursor.sum[1] !== head.sums[1])
      throw new Broken(
        `I7 ${site.name} stands at ${cursor?.cursor} of ${head.scope}, the server at ${head.seq}`,
      )
  }
}

/** Y13, F1: what a tablet keeps is what the server has, byte for byte. */
export function checkTill(view: ServerView, site: TabletSite): void {
  const bodies = new Map(view.ops.map(({ id, body }) => [id, body]))
  for (const op of site.operations()) {
    if (op.durable !== 1) throw new Broken(`I17 ${site.name} still waits with ${op.kind} ${op.id}`)
    if (bodies.get(op.id) !== op.body)
      throw new Broken(`F1 ${op.id} is not on the server as ${site.name} keeps it`)
    if (op.acceptance !== 'accepted') throw new Broken(`Y3 ${op.id} was answered ${op.acceptance}`)
  }
  for (const row of rowsOf(view, 'outcome'))
    if (!bodies.has(row.key)) throw new Broken(`Y5 an outcome of ${row.key}, which is not here`)
}

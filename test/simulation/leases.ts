import type { Database } from '#server/db/query.ts'
import { fields, list } from './oracle-view.ts'
import { Broken } from './told.ts'

const openStates = ['allocated', 'picking', 'ready', 'partly-collected']

/**
 * Y11, K3, at any moment: of every order one tablet at most is told that it may hand it over, that is the one which holds it, and all
 * leases of an order together give no more than is left of it.
 */
export async function checkLeasesNow(db: Database, nowMs: number): Promise<void> {
  const { rows, stores } = await db.read(function* () {
    const devices = yield { sql: 'SELECT id, store FROM device' }
    const found = yield {
      sql: "SELECT scope, tbl, key, value FROM replica_row WHERE deleted = 0 AND tbl IN ('lease', 'pickup')",
    }
    return {
      stores: new Map(devices.map(({ id, store }) => [`device:${String(id)}`, String(store)])),
      rows: found.map((row) => ({
        scope: String(row['scope']),
        table: String(row['tbl']),
        key: String(row['key']),
        value: fields(JSON.parse(String(row['value']))),
      })),
    }
  })
  const pickups = rows.filter(({ table, value }) => table === 'pickup' && isOpen(value['state']))
  const leases = rows.filter(
    ({ table, value }) => table === 'lease' && !value['givenBack'] && Number(value['until']) > nowMs,
  )
  for (const key of new Set(pickups.map((row) => row.key))) {
    const open = pickups.filter((row) => row.key === key)
    const holders = open.flatMap(({ value }) => {
      const lease = fields(value['lease'])
      return Number(lease['until'] ?? 0) > nowMs ? [`device:${String(lease['device'])}`] : []
    })
    const leased = open.reduce((units, { value }) => units + (value['lease'] ? leftOf(value) : 0), 0)
    const left = Math.max(0, ...open.map(({ value }) => leftOf(value)))
    if (leased > left) throw new Broken(`K3 ${leased} pieces of ${key} are leased, and ${left} are left`)
    // A store that declined the order may have leased it before: nothing is left there to hand over.
    const told = leases.filter(({ key: of, scope }) => {
      const store = stores.get(scope) ?? ''
      return of === key && open.some((row) => row.scope === `store:${store}`)
    })
    if (told.length > 1)
      throw new Broken(`K3 ${told.map(({ scope }) => scope).join(' and ')} believe that they hold ${key}`)
    const wrong = told.find(({ scope }) => !holders.includes(scope))
    if (wrong) throw new Broken(`Y11 ${wrong.scope} believes that it holds ${key} and does not`)
  }
}

const isOpen = (state: unknown): boolean => openStates.includes(String(state))

function leftOf(pickup: ReturnType<typeof fields>): number {
  const given = [
    ...Object.values(fields(pickup['handovers'])),
    ...Object.values(fields(pickup['shipments'])),
  ].flatMap((one) => list(fields(one)['lines']))
  return list(pickup['lines']).reduce((units, line) => {
    const gone = given.reduce(
      (sum, one) => sum + (one['line'] === line['line'] ? Number(one['quantity']) : 0),
      Number(line['cancelled']) + Number(line['expired']),
    )
    return units + Math.max(0, Number(line['quantity']) - gone)
  }, 0)
}

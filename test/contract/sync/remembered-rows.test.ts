import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '#server/db/open.ts'
import type { Database, Query, Step } from '#server/db/query.ts'
import { putRows } from '#server/sync/rows.ts'
import type { Stock } from '#shared/domain/stock.ts'
import { put } from '#shared/sync/change.ts'
import { storeScope } from '#shared/sync/scope.ts'
import { accepted, deviceOf, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { line, sale } from '../../make/operations.ts'
import { sumsOf, valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const STORE = 'S01'

describe.each(dialects)('on $name', ({ name, freshUrl }) => {
  let url: string
  let db: Database
  let device: WireDevice
  let asked: Query[]
  let n = 0

  beforeEach(async () => {
    url = await freshUrl()
    db = await openDatabase({ url })
    asked = []
    device = await deviceOf(await ledgerOn(listened(db, asked)), { id: 'D1', store: STORE })
  })
  afterEach(() => db.close())

  /** Sells one; answers whether the article's stock was read for it. */
  async function sell(): Promise<boolean> {
    asked.length = 0
    n++
    const receipt = `R1-A-${String(n).padStart(6, '0')}`
    accepted(await device.push(sale(n, { store: STORE, receipt, lines: [line('A1', 100)] })))
    return asked.some(
      ({ sql, each = [] }) => sql.startsWith('SELECT scope, tbl') && each.some((at) => at[1] === 'stock'),
    )
  }

  const stock = async (): Promise<Stock | undefined> => (await valuesOf(db, 'stock'))[0]

  test('Y2 what the writer wrote last is not read again, and adds up', async () => {
    await sell()
    await sell()
    expect(await sell()).toBe(name === 'postgres')
    expect(await stock()).toMatchObject({ sku: 'A1', onHand: -3 })
    const { kept, computed } = await sumsOf(db)
    expect(kept).toEqual(computed)
  })

  test('Y2 what anybody else wrote meanwhile is read', async () => {
    await sell()
    await sell()
    const found = await stock()
    if (!found) throw new Error('nothing was moved')
    const other = await openDatabase({ url })
    const ledger = await ledgerOn(other)
    await putRows(ledger, [put(storeScope(STORE), 'stock', ['A1', { ...found, onHand: 50 }])])
    await ledger.close()
    await other.close()
    expect(await sell()).toBe(true)
    expect(await stock()).toMatchObject({ onHand: 49 })
  })

  test('Y2 what a transaction wrote that failed is not remembered', async () => {
    await sell()
    await sell()
    const failed = db.write(function* (): Step<void> {
      yield { sql: "UPDATE replica_row SET value = 'x' WHERE tbl = 'stock'" }
      throw new Error('the work broke')
    })
    await expect(failed).rejects.toThrow('the work broke')
    await sell()
    expect(await stock()).toMatchObject({ onHand: -3 })
  })
})

/** Writes down every query of a write. */
function listened(db: Database, asked: Query[]): Database {
  return {
    dialect: db.dialect,
    write: (work) => db.write(() => told(work(), asked)),
    read: (work) => db.read(work),
    health: () => db.health(),
    commitCount: () => db.commitCount(),
    ...(db.version ? { version: () => db.version?.() ?? '' } : {}),
    close: () => db.close(),
  }
}

function* told<T>(work: Step<T>, asked: Query[]): Step<T> {
  let step = work.next([])
  while (step.done !== true) {
    asked.push(step.value)
    step = work.next(yield step.value)
  }
  return step.value
}

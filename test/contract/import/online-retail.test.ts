import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Database } from '#server/db/query.ts'
import { demandNoDifference, importLog, type LogImport } from '#server/import/online-retail/import-log.ts'
import { logShop, openPlaces } from '#server/import/online-retail/places.ts'
import { RowReport } from '#server/import/online-retail/row-report.ts'
import { memberTimeline } from '#server/projections/timeline.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { registers } from '#server/tables/register.ts'
import { putSetting } from '#server/tables/setting.ts'
import { known } from '#shared/base/assert.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import { money } from '#shared/domain/money.ts'
import { ledgerOn } from '../../make/ledger.ts'
import { ask, count, valuesOf } from '../../make/rows.ts'
import { dialects, freshFolder } from '../dialects.ts'

const file = resolve(import.meta.dirname, 'small-log.csv')
const noon = Date.parse('2026-01-31T04:00:00Z')
const order = (over: Partial<LogImport> = {}): LogImport => ({
  file,
  shop: logShop,
  batch: { operations: 3, lines: 100 },
  ...over,
})

/** Two ledgers of one key and one hour make the same rows of the same log. */
async function ledgerOf(db: Database): Promise<Ledger> {
  await db.write(() => putSetting('receiptKey', JSON.stringify('ab'.repeat(32))))
  const ledger = await ledgerOn(db, { now: () => noon })
  await openPlaces(ledger)
  return ledger
}

const closed = async (ledger: Ledger): Promise<void> => {
  await ledger.close()
  await ledger.db.close()
}

/** Everything that tablets could be told, and how many operations there are. */
async function contentOf({ db }: Ledger): Promise<string[]> {
  const rows = await ask(
    db,
    'SELECT scope, tbl, key, deleted, value FROM replica_row ORDER BY scope, tbl, key',
  )
  return [`${await count(db, 'op')} operations`, ...rows.map((row) => JSON.stringify(row))]
}

describe.each(dialects)('on $name', ({ fresh }) => {
  test('a log lands on tickets, receipts, orders and timelines of its places, and what became of every row is told', async () => {
    const ledger = await ledgerOf(await fresh())
    const reportFile = join(freshFolder(), 'rows.csv')
    const report = await RowReport.open(reportFile)
    const imported = await importLog(ledger, order({ report }))
    expect(imported).toMatchObject({ rows: 18, customers: 3, differences: [], counts: { known: 0 } })
    demandNoDifference(imported)
    expect(imported.totals.get('all')).toEqual({
      invoices: 12,
      soldRows: 10,
      soldUnits: 53,
      soldAmount: 612 + 1020 + 17 * 24 + 720 + 354 + 84 * 4 + 118 + 660 - 460 + 102,
      backRows: 5,
      backUnits: 9,
      backAmount: 204 + 40 + 68 + 510 + 84,
      offRows: 3,
      offUnits: 4,
    })
    const told = readFileSync(reportFile, 'utf8').trimEnd().split('\n')
    expect(told).toHaveLength(19)
    expect(new Set(told.slice(1).map((line) => line.split(',')[0])).size).toBe(18)
    expect(told.find((line) => line.startsWith('13,'))).toMatch(
      /^13,C536315,brought back,S4,S4-RC-536315,1,85123A,-2,-204,536300\/1,,return\.complete,/,
    )
    expect(told.find((line) => line.startsWith('15,'))).toMatch(
      /^15,C536301,refunded,web,536303,1,21506,-4,-68,536303\/1,,order\.record,/,
    )
    const tickets = await valuesOf(ledger.db, 'ticket')
    expect(tickets.map(({ number }) => number)).toContain('S2-S-536300')
    expect((await ledger.db.read(registers)).map(({ id }) => id)).toEqual(['S101', 'S201', 'S301', 'S401'])
    await closed(ledger)
  })

  test('a member of the log has one history over stores and the online shop, and a return names what it brings back', async () => {
    const ledger = await ledgerOf(await fresh())
    await importLog(ledger, order())
    const members = await valuesOf(ledger.db, 'member')
    const member = members.find((one) => 'name' in one && one.name === 'Customer 17850')
    const { entries } = await memberTimeline(ledger, known(member, 'the member').id)
    expect(entries.map(({ kind, where, amount }) => `${kind} ${where} ${amount}`).toSorted()).toEqual([
      'order channel:web 1128',
      'refund channel:web -68',
      'return channel:web -510',
      'return store:S4 -204',
      'return store:S4 -40',
      'sale store:S2 1632',
    ])
    const receipts = await valuesOf(ledger.db, 'receipt')
    const receipt = receipts.find(({ number }) => number === 'S2-S-536300')
    expect(
      Object.values(receipt?.returned ?? {})
        .map(({ home }) => home)
        .toSorted(),
    ).toEqual(['channel:web', 'store:S4'])
    expect(await valuesOf(ledger.db, 'discrepancy')).toEqual([])
    await closed(ledger)
  })

  test('taken in a second time nothing doubles and nothing changes', async () => {
    const ledger = await ledgerOf(await fresh())
    const { counts } = await importLog(ledger, order())
    const before = await contentOf(ledger)
    await openPlaces(ledger)
    const again = await importLog(ledger, order())
    expect(again.counts).toEqual({ products: 0, stored: 0, known: counts.stored })
    expect(again.differences).toEqual([])
    expect(await contentOf(ledger)).toEqual(before)
    await closed(ledger)
  })

  test('killed after any transaction and started again, it goes on and the end is the same', async () => {
    const whole = await ledgerOf(await fresh())
    let batches = 0
    await importLog(whole, order({ afterBatch: () => Promise.resolve(void (batches += 1)) }))
    const wanted = await contentOf(whole)
    await closed(whole)
    expect(batches).toBeGreaterThan(4)
    for (let killedAfter = 1; killedAfter < batches; killedAfter += 2) {
      const ledger = await ledgerOf(await fresh())
      let left = killedAfter
      const dying = order({
        afterBatch: () => (--left === 0 ? Promise.reject(new Error('killed')) : Promise.resolve()),
      })
      await expect(importLog(ledger, dying)).rejects.toThrow('killed')
      const { differences, counts } = await importLog(ledger, order())
      expect(differences).toEqual([])
      expect(counts.known).toBeGreaterThan(0)
      expect(await contentOf(ledger)).toEqual(wanted)
      await closed(ledger)
    }
  })

  test('a ledger that holds something else fails, and each invoice that differs is named', async () => {
    const ledger = await ledgerOf(await fresh())
    await importLog(ledger, order())
    await putRows(ledger, [put(storeScope('S1'), 'ticket', ['S1-S-536301', null])])
    const again = await importLog(ledger, order())
    expect(again.differences).toEqual([
      expect.stringMatching(
        /^invoice 536301 at store:S1: the file says 1 rows sold \(3 units, 354 TWD\), .* the ledger nothing$/,
      ),
    ])
    expect(() => demandNoDifference(again)).toThrow(
      'the ledger does not hold what the file says: 1 difference',
    )
    await closed(ledger)
  })

  test('a file that was changed after it was taken in is refused with the invoice', async () => {
    const ledger = await ledgerOf(await fresh())
    await importLog(ledger, order())
    const changed = join(freshFolder(), 'changed.csv')
    writeFileSync(changed, readFileSync(file, 'utf8').replace('536301,22086', '536301,22087'))
    await expect(importLog(ledger, order({ file: changed }))).rejects.toThrow(
      'invoice 536301 is in the ledger already, with other content',
    )
    await closed(ledger)
  })

  test('products come as they are first sold, with a place in the shop; one that the chain has stays as it is', async () => {
    const ledger = await ledgerOf(await fresh())
    const own = { sku: '20725', name: '紅點午餐袋', price: money(55), kind: 'goods', barcodes: [] } as const
    await putRows(ledger, [put(CATALOG, 'product', [own.sku, own])])
    expect((await importLog(ledger, order())).counts.products).toBe(7)
    const products = await valuesOf(ledger.db, 'product')
    expect(products.find(({ sku }) => sku === own.sku)).toEqual(own)
    expect(products.find(({ sku }) => sku === '22041')).toEqual({
      sku: '22041',
      name: 'RECORD FRAME 7" SINGLE SIZE',
      price: 84,
      kind: 'goods',
      barcodes: [],
      category: 'imported-home',
    })
    expect(products.find(({ sku }) => sku === 'POST')).toMatchObject({
      kind: 'service',
      category: 'imported-services',
    })
    await closed(ledger)
  })
})

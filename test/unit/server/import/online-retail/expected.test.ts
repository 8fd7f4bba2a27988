import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Expected } from '#server/import/online-retail/expected.ts'
import { readLog } from '#server/import/online-retail/read-log.ts'
import { foldLog } from '../../../../replay/fold.ts'
import { readOptions } from '../../../../replay/options.ts'
import { gathered, makeRow, rowsOf } from '../../../replay/log-files.ts'

test('what must come out of August 2011 is what the independent fold of it says, place by place', async () => {
  const rows = await gathered(readLog(readOptions([]).file))
  const expected = new Expected((place) => place)
  for (const row of rows) expected.add(row)
  const { books, facts } = await foldLog(rowsOf(rows))
  expect([expected.rows, expected.customers]).toEqual([facts.rows, facts.customers])
  const totals = expected.journals.totals()
  expect(totals.get('all')?.invoices).toBe(facts.invoices)
  for (const [place, wanted] of [...books.places, ['all', books.all] as const]) {
    expect(totals.get(place)).toMatchObject({
      soldRows: wanted.saleLines,
      soldUnits: wanted.unitsSold,
      soldAmount: wanted.sales,
      backRows: wanted.returnLines,
      backUnits: wanted.unitsReturned,
      backAmount: wanted.returns,
      offRows: wanted.adjustmentLines,
      offUnits: wanted.unitsAdjusted,
    })
  }
})

test('it is independent: of the rules by which the log is taken in it imports nothing', () => {
  const path = new URL('../../../../../server/import/online-retail/expected.ts', import.meta.url)
  const imports = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('import ') && !line.startsWith('import type '))
  expect(imports).toEqual(["import { hash } from 'node:crypto'", "import { Journals } from './sheet.ts'"])
})

test('a row too many, too few or at another amount is a difference of its invoice', () => {
  const [one, other] = [new Expected((place) => place), new Expected((place) => place)]
  for (const side of [one, other]) side.add(makeRow({ invoice: '1' }))
  expect(one.journals.differences(other.journals)).toEqual([])
  one.add(makeRow({ invoice: '2' }))
  other.add(makeRow({ invoice: '3' }))
  other.add(makeRow({ invoice: '1', unitPrice: '0.0' }))
  expect(one.journals.differences(other.journals).toSorted()).toEqual([
    expect.stringMatching(
      /^invoice 1 at \S+: the file says 1 rows sold \(1 units, 58 TWD\).*the ledger 2 rows/,
    ),
    expect.stringMatching(/^invoice 2 at .* the ledger nothing$/),
    expect.stringMatching(/^invoice 3 at \S+: the file says nothing, the ledger 1 rows sold/),
  ])
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { foldLog } from '../../replay/fold.ts'
import { collectInvoices, planSteps } from '../../replay/all-steps.ts'
import { readOptions } from '../../replay/options.ts'
import { readLog } from '#server/import/online-retail/read-log.ts'
import type { LogRow } from '#server/import/online-retail/read-log.ts'
import { reconcile } from '../../replay/reconcile.ts'
import { booksOfSteps } from './books-of-steps.ts'
import { gathered, makeRow, rowsOf } from './log-files.ts'

const august: readonly LogRow[] = await gathered(readLog(readOptions([]).file))
const dealt = await foldLog(rowsOf(august))

describe('the independent fold of August 2011', () => {
  test('finds the numbers that the log is known for', () => {
    const { books, facts } = dealt
    expect(books.all.sales - books.all.returns).toBe(27_328_352)
    expect(facts).toMatchObject({
      rows: 35_284,
      invoices: 1_737,
      cancellations: 278,
      badDebts: 3,
      customers: 980,
    })
    expect(facts).toMatchObject({ negativeRowsWithoutC: 50, negativeRowsUnlikeAdjustments: 0 })
    expect(facts).toMatchObject({ firstAt: '2011-08-01 08:30:00', lastAt: '2011-08-31 17:45:00' })
    const { saleLines, returnLines, linkedLines, adjustmentLines } = books.all
    expect({ saleLines, returnLines, linkedLines, adjustmentLines }).toEqual({
      saleLines: 34_566,
      returnLines: 668,
      linkedLines: 296,
      adjustmentLines: 50,
    })
    expect(facts.unlinked).toEqual({ 'no customer': 19, 'no open line': 315, 'several open lines': 38 })
    expect(books.members.size).toBe(980)
    expect(books.timelines.size).toBe(980)
  })

  test('and every place, member and timeline of it agrees with what the plan does, for two dealings', async () => {
    const invoices = await collectInvoices(rowsOf(august))
    for (const seed of [undefined, '1']) {
      const { books } = seed === undefined ? dealt : await foldLog(rowsOf(august), seed)
      const { agrees, text } = reconcile(books, booksOfSteps(planSteps(invoices, seed)))
      expect(text).toContain('everything agrees')
      expect(agrees).toBe(true)
      expect(text.split('\n').at(-1)).toBe(
        'grand total TWD 27,328,352 · expected 27,328,352 · difference 0 · everything agrees',
      )
    }
  })

  test('places add up to the whole, and members to their timelines', () => {
    const { books } = dealt
    for (const field of [
      'sales',
      'returns',
      'saleLines',
      'returnLines',
      'adjustmentLines',
      'unitsSold',
      'unitsReturned',
      'unitsAdjusted',
    ] as const) {
      expect([...books.places.values()].reduce((sum, totals) => sum + totals[field], 0)).toBe(
        books.all[field],
      )
    }
    for (const [card, { sales, returns, saleLines, returnLines }] of books.members) {
      const entries = books.timelines.get(card) ?? []
      const amount = entries.reduce(
        (sum, entry) => sum + (entry.kind === 'sale' ? entry.amount : -entry.amount),
        0,
      )
      expect([amount, entries.flatMap(({ lines }) => lines).length]).toEqual([
        sales - returns,
        saleLines + returnLines,
      ])
      expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted())
    }
  })

  test('rounds half up toward positive infinity by itself', async () => {
    for (const [unitPrice, sales] of [
      ['0.0125', 1],
      ['0.012499', 0],
      ['-0.0125', 0],
      ['-0.0126', -1],
      ['-11062.06', -442_482],
    ] as const) {
      const { books } = await foldLog(rowsOf([makeRow({ unitPrice })]))
      expect([unitPrice, books.all.sales]).toEqual([unitPrice, sales])
    }
  })

  test('is independent: of the replay it may import the reader and types, nothing else', () => {
    const source = readFileSync(new URL('../../replay/fold.ts', import.meta.url), 'utf8')
    const imports = source
      .split('\n')
      .filter((line) => line.startsWith('import ') && !line.startsWith('import type '))
    expect(imports).toEqual(["import { createHash } from 'node:crypto'"])
  })
})

describe('the reconciliation', () => {
  const rows = [
    makeRow({ invoice: '1', quantity: 2 }),
    makeRow({ invoice: '1', stockCode: '10000' }),
    makeRow({ invoice: 'C2', quantity: -1 }),
    makeRow({ invoice: '3', quantity: -1, unitPrice: '0.0', customer: '' }),
  ]
  const changed = async (changes: Partial<LogRow>, index: number) => {
    const expected = await foldLog(rowsOf(rows))
    const found = await foldLog(rowsOf(rows.map((row, at) => (at === index ? { ...row, ...changes } : row))))
    return reconcile(expected.books, found.books)
  }

  test('agrees with itself, and names a dollar, a unit, a code, a minute or a link that differs', async () => {
    expect((await changed({}, 0)).agrees).toBe(true)
    const cases: [Partial<LogRow>, number, string][] = [
      [{ unitPrice: '1.475' }, 0, 'all: sold TWD: expected 174, found 176'],
      [{ quantity: 3, unitPrice: '0.95' }, 0, 'all: units sold: expected 3, found 4'],
      [{ stockCode: '10001' }, 1, 'timeline of M0017850: missing 2011-08-01 08:30:00'],
      [{ at: '2011-08-01 08:31:00' }, 2, 'timeline of M0017850: not expected 2011-08-01 08:31:00'],
      [{ stockCode: '10009' }, 2, 'all: lines returned that name their sale: expected 1, found 0'],
      [{ quantity: -2 }, 3, 'all: units written off: expected 1, found 2'],
    ]
    for (const [changes, index, difference] of cases) {
      const { agrees, text } = await changed(changes, index)
      expect(agrees).toBe(false)
      expect(text).toContain(`DIFFERS ${difference}`)
      expect(text.split('\n').at(-1)).toMatch(
        /^grand total TWD \d+ · expected 116 · difference -?\d+ · \d+ differences$/,
      )
    }
  })

  test('names a member who is missing, one too many, and an entry that is there twice', async () => {
    const { books } = await foldLog(rowsOf(rows))
    const without = { ...books, members: new Map(), timelines: new Map() }
    expect(reconcile(books, without).text).toContain('DIFFERS member M0017850: not found')
    expect(reconcile(without, books).text).toContain(
      'DIFFERS member M0017850: found, but the file knows no such customer',
    )
    const twice = new Map(
      [...books.timelines].map(([card, entries]) => [card, [...entries, ...entries.slice(0, 1)]]),
    )
    expect(reconcile(books, { ...books, timelines: twice }).text).toContain(
      'timeline of M0017850: not expected',
    )
  })
})

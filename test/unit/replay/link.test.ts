import { describe, expect, test } from 'vitest'
import type { LogRow } from '#server/import/online-retail/read-log.ts'
import { foldLog } from '../../replay/fold.ts'
import { makeRow, rowsOf, stepsOf } from './log-files.ts'

// Every case goes through both implementations: the planner's links and the independent fold's.

const sold = (invoice: string, quantity: number, parts: Partial<LogRow> = {}) =>
  makeRow({ invoice, quantity, ...parts })
const back = (invoice: string, quantity: number, parts: Partial<LogRow> = {}) =>
  makeRow({ invoice: `C${invoice}`, quantity: -quantity, ...parts })

/** For every returned row, in order: `invoice/line`, or the reason why it names none. */
async function links(rows: readonly LogRow[]): Promise<string[]> {
  const { books, facts } = await foldLog(rowsOf(rows))
  const steps = await stepsOf(rows)
  const planned = steps.flatMap((step) => {
    if (step.kind === 'return')
      return step.lines.map((line) =>
        line.of === undefined ? line.reason : `${line.of.invoice}/${line.of.line}`,
      )
    if (step.kind !== 'order') return []
    const latest = step.refunds.filter(({ refund }) => refund === step.invoice)
    return latest.flatMap(({ lines }) => lines.map(({ line }) => `${step.order}/${line}`))
  })
  const entries = [...books.timelines.values()].flat().filter(({ kind }) => kind === 'return')
  const folded = entries.flatMap(({ lines }) => lines.map(({ of }) => of)).filter((of) => of !== '')
  expect(folded.toSorted()).toEqual(planned.filter((link) => link.includes('/')).toSorted())
  const reasons = {
    'no customer': 'no-customer',
    'no open line': 'no-open-line',
    'several open lines': 'several-open-lines',
  } as const
  for (const why of ['no customer', 'no open line', 'several open lines'] as const) {
    expect(facts.unlinked[why]).toBe(planned.filter((link) => link === reasons[why]).length)
  }
  return planned
}

describe('a returned row names the line it brings back', () => {
  test('when exactly one earlier line of customer and product holds enough', async () => {
    expect(await links([sold('1', 1, { stockCode: '10000' }), sold('1', 5), back('2', 5)])).toEqual(['1/2'])
  })

  test('not when two lines could be meant, on one invoice or on two', async () => {
    expect(await links([sold('1', 5), sold('1', 5), back('2', 1)])).toEqual(['several-open-lines'])
    expect(await links([sold('1', 5), sold('2', 5), back('3', 1)])).toEqual(['several-open-lines'])
  })

  test('when of two lines only one holds enough', async () => {
    expect(await links([sold('1', 5), sold('2', 6), back('3', 6)])).toEqual(['2/1'])
  })

  test('not when the quantity is there only together', async () => {
    expect(await links([sold('1', 2), sold('2', 2), back('3', 3)])).toEqual(['no-open-line'])
  })

  test('as long as the earlier linked returns left enough of it', async () => {
    expect(await links([sold('1', 5), back('2', 3), back('3', 3), back('4', 2), back('5', 1)])).toEqual([
      '1/1',
      'no-open-line',
      '1/1',
      'no-open-line',
    ])
  })

  test('row by row: the first row of an invoice can use up what the second would need, or single out the other line', async () => {
    expect(await links([sold('1', 5), back('2', 5), back('2', 5)])).toEqual(['1/1', 'no-open-line'])
    expect(await links([sold('1', 5), sold('2', 3), back('3', 4), back('3', 2)])).toEqual(['1/1', '2/1'])
  })

  test('unlinked returns take nothing off a line', async () => {
    expect(await links([sold('1', 5), back('2', 9), back('3', 5)])).toEqual(['no-open-line', '1/1'])
  })

  test('only what was sold before: by date first, whatever the order of the file; in one minute by the file', async () => {
    const later = { at: '2011-08-02 10:00:00' }
    expect(await links([sold('1', 5, later), back('2', 5)])).toEqual(['no-open-line'])
    expect(await links([back('2', 5, later), sold('1', 5)])).toEqual(['1/1'])
    expect(await links([back('2', 5), sold('1', 5)])).toEqual(['no-open-line'])
  })

  test('an invoice that runs over the minute counts from its earliest row', async () => {
    const late = { at: '2011-08-01 08:31:00' }
    expect(await links([sold('1', 5, late), back('2', 5), sold('1', 1, { stockCode: '10000' })])).toEqual([
      '1/1',
    ])
  })

  test('of the same customer and the same code, letter for letter', async () => {
    expect(await links([sold('1', 5), back('2', 5, { customer: '17851' })])).toEqual(['no-open-line'])
    expect(
      await links([sold('1', 5, { stockCode: '85123A' }), back('2', 5, { stockCode: '85123a' })]),
    ).toEqual(['no-open-line'])
  })

  test('never without a customer', async () => {
    expect(await links([sold('1', 5, { customer: '' }), back('2', 5, { customer: '' })])).toEqual([
      'no-customer',
    ])
  })

  test('services and other prices included: what is given back is what the row says', async () => {
    const postage = { stockCode: 'POST', unitPrice: '18.0' }
    expect(await links([sold('1', 1, postage), back('2', 1, { ...postage, unitPrice: '20.0' })])).toEqual([
      '1/1',
    ])
  })

  test('a written-off row is not a sold line and takes nothing off one', async () => {
    const writtenOff = makeRow({ invoice: '2', quantity: -4, unitPrice: '0.0' })
    expect(await links([sold('1', 5), writtenOff, back('3', 5)])).toEqual(['1/1'])
  })

  test('on a mixed invoice what is sold comes first', async () => {
    expect(await links([back('9', 2), makeRow({ invoice: 'C9', quantity: 2 })])).toEqual(['C9/1'])
  })

  test('both implementations agree on 300 random shops', async () => {
    let state = 1
    const pick = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return (state >>> 8) % below
    }
    let linked = 0
    for (let shop = 0; shop < 300; shop += 1) {
      const rows = Array.from({ length: 3 + pick(40) }, () => {
        const isBack = pick(3) === 0
        return makeRow({
          invoice: `${isBack ? 'C' : ''}${pick(12)}`,
          quantity: (1 + pick(4)) * (isBack ? -1 : 1),
          stockCode: `1000${pick(3)}`,
          customer: '',
          at: `2011-08-0${1 + pick(3)} 08:30:00`,
        })
      })
      const customers = new Map(rows.map((row) => [row.invoice, ['', '17850', '17851'][pick(3)] ?? '']))
      const found = await links(rows.map((row) => ({ ...row, customer: customers.get(row.invoice) ?? '' })))
      linked += found.filter((link) => link.includes('/')).length
    }
    expect(linked).toBeGreaterThan(200)
  })
})

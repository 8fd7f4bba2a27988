import { describe, expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { line } from '../../../make/operations.ts'
import { type Credit, creditLeft, overspent } from '#shared/domain/credit.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { cashIn, isAsProposed, refundTenders } from '#shared/domain/refund-tenders.ts'
import type { Tender } from '#shared/domain/tender.ts'

const cash = (amount: number): Tender => ({
  kind: 'cash',
  amount: money(amount),
  tendered: money(amount),
  change: money(0),
})
const card = (amount: number): Tender => ({
  kind: 'external',
  amount: money(amount),
  reference: 'T1',
  method: 'card',
})

const receiptOf = (tenders: readonly Tender[], over: Partial<Receipt> = {}): Receipt => ({
  ref: madeId(1),
  lines: [line('A', 1000)],
  number: 'R01-A-000001',
  where: 'store:S01',
  at: 0,
  businessDate: '2026-11-21',
  who: null,
  tenders,
  revision: 1,
  returned: {},
  ...over,
})

describe('R25 the way back', () => {
  const split = receiptOf([card(600), cash(400)])

  test('R25 is the way it was paid, in order, within what each way paid', () => {
    expect(refundTenders(split, money(700))).toEqual([
      { kind: 'external', method: 'card', amount: 600 },
      { kind: 'cash', amount: 100 },
    ])
    expect(refundTenders(split, money(0))).toEqual([])
  })

  test('R25 knows what was given back before', () => {
    expect(refundTenders(split, money(500), [card(450)])).toEqual([
      { kind: 'external', method: 'card', amount: 150 },
      { kind: 'cash', amount: 350 },
    ])
    // An approval let the card's money be paid out in cash: what is left is not paid twice.
    expect(refundTenders(split, money(300), [cash(700)])).toEqual([
      { kind: 'external', method: 'card', amount: 300 },
    ])
    const told = { op: madeId(2), home: 'store:S02', revision: 1, lines: [] }
    const known = { ...split, returned: { a: { ...told, tenders: [card(600)] } } }
    expect(refundTenders(known, money(100))).toEqual([{ kind: 'cash', amount: 100 }])
  })

  test('R25 leads to the shop that took the money, and to cash where nobody knows', () => {
    const web = receiptOf([], { where: 'channel:web' })
    expect(refundTenders(web, money(250))).toEqual([{ kind: 'shop', amount: 250 }])
    expect(refundTenders(receiptOf([]), money(250))).toEqual([{ kind: 'cash', amount: 250 }])
    const partly = receiptOf([cash(100)], { where: 'channel:web' })
    expect(refundTenders(partly, money(250))).toEqual([
      { kind: 'cash', amount: 100 },
      { kind: 'shop', amount: 150 },
    ])
  })

  test('R25 leads to the till for what a counter took when it handed over', () => {
    const handed = (tenders: readonly Tender[]) => ({ at: 0, date: '2026-11-22', lines: [], tenders })
    const web = receiptOf([], {
      where: 'channel:web',
      handed: { b: handed([cash(100)]), a: handed([card(50)]) },
    })
    expect(refundTenders(web, money(200))).toEqual([
      { kind: 'external', method: 'card', amount: 50 },
      { kind: 'cash', amount: 100 },
      { kind: 'shop', amount: 50 },
    ])
  })

  test('R25 is another one when a way or its amount differs', () => {
    const proposed = refundTenders(split, money(700))
    expect(isAsProposed(proposed, [cash(100), card(600)])).toBe(true)
    expect(isAsProposed(proposed, [cash(700)])).toBe(false)
    expect(isAsProposed(proposed, [card(600), { kind: 'credit', amount: money(100) }])).toBe(false)
    expect(cashIn(proposed)).toBe(100)
  })
})

test('R25 of store credit never less than nothing is left, and who spent beyond it is named in order', () => {
  const spent = { amount: money(300), at: 0, home: 'store:S01' }
  const issued = { amount: money(500), at: 0, date: '2026-11-21', home: 'store:S01', number: null }
  const credit: Credit = { ref: madeId(1), issued, spent: { b: spent, a: spent } }
  expect(creditLeft(credit)).toBe(0)
  expect(overspent(credit)).toMatchObject([{ op: 'b', over: 100 }])
  expect(creditLeft({ ...credit, spent: { a: spent } })).toBe(200)
  expect(overspent({ ...credit, issued: null })).toEqual([])
})

import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { isTradeItemNumber } from '#shared/domain/barcode.ts'
import { OrderArgs } from '#shared/domain/order.ts'
import { commitment } from '#shared/domain/member.ts'
import { receiptNumber, ReceiptNumber } from '#shared/domain/receipt.ts'
import { id } from '#shared/base/id.ts'
import { routeScan } from '#shared/domain/scan.ts'
import { invoiceNumberOf } from '#server/demo/e-invoice.ts'
import { demoProducts, ean13 } from '#server/demo/goods.ts'
import { demoMembers, demoRegisters, demoStaff, demoStores } from '#server/demo/people.ts'
import { toldMember, toldOrder } from '#server/demo/told-by-the-shop.ts'

const goods = demoProducts.filter(({ kind }) => kind === 'goods')

test('the demo shop has goods with codes that a scanner takes, each its own, and services', () => {
  expect(goods).toHaveLength(24)
  const codes = goods.flatMap(({ barcodes }) => barcodes)
  expect(new Set(codes).size).toBe(24)
  for (const code of codes) {
    expect(code).toMatch(/^471\d{10}$/)
    expect(isTradeItemNumber(code)).toBe(true)
  }
  expect(new Set(demoProducts.map(({ sku }) => sku)).size).toBe(demoProducts.length)
  expect(demoProducts.some(({ kind }) => kind === 'service')).toBe(true)
})

test('every article number of the demo has the check digit that the domain asks for', () => {
  for (let i = 0; i < 1000; i++) expect(isTradeItemNumber(ean13(i))).toBe(true)
})

test('registers can be printed in receipt numbers; two stores have two each; PINs are not trivial', () => {
  for (const register of demoRegisters)
    expect(z.safeParse(ReceiptNumber, receiptNumber(register.id, 'A', 1)).success).toBe(true)
  for (const store of demoStores)
    expect(demoRegisters.filter((register) => register.store.id === store.id)).toHaveLength(2)
  for (const { pin, role } of demoStaff) {
    expect(pin).toMatch(role === 'manager' ? /^\d{6}$/ : /^\d{4}$/)
    expect(pin).not.toMatch(/^(\d)\1+$|1234|0000/)
  }
})

test('what the shop tells of its members commits to data beside it, the same again, and different on another chain', () => {
  const [profile] = demoMembers
  if (!profile) throw new Error('there are demo members')
  const told = toldMember(profile, { at: 0, receiptKey: '00' })
  const [sidecar] = told.sidecars ?? []
  expect(told.args).toMatchObject({ commitment: commitment(sidecar?.data ?? {}, sidecar?.salt ?? '') })
  expect(JSON.stringify(told.args)).not.toContain(profile.name)
  expect(toldMember(profile, { at: 0, receiptKey: '00' })).toEqual(told)
  expect(toldMember(profile, { at: 0, receiptKey: '01' }).args).not.toEqual(told.args)
})

test('its orders are whole snapshots', () => {
  const member = id('01900000-0000-7000-8000-000000000001')
  const told = toldOrder('W-1', { member, placedAt: 0, bought: [['PEN-01', 5]], refunded: 2 })
  const order = z.parse(OrderArgs, told.args)
  expect(order).toMatchObject({
    revision: 2,
    invoices: ['MQ00000001'],
    payments: [{ amount: 175 }],
    refunds: [{ amount: 70, lines: [{ line: 0, quantity: 2 }] }],
  })
})

test('each order has an e-invoice of its own, in the track of its two months', () => {
  const made = [
    ['W-581587', '2026-11-09'],
    ['W-581587', '2026-12-31'],
    ['W-581588', '2026-12-31'],
    ['W-581587', '2027-01-01'],
  ].map(([order = '', date = '']) => invoiceNumberOf(order, date))
  expect(made.map((number) => routeScan(`11512${number}1234`, { memberCard: undefined }))).toEqual(
    made.map((number) => ({ kind: 'invoice', number })),
  )
  expect(made.map((number) => number.slice(2))).toEqual(['00581587', '00581587', '00581588', '00581587'])
  expect(made[0]).toBe(made[1])
  expect(new Set(made.map((number) => number.slice(0, 2))).size).toBe(2)
})

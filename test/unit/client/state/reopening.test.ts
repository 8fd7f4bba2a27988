import { describe, expect, it } from 'vitest'
import { findWords } from '#client/db/find-words.ts'
import { useAnswering } from '#client/state/answering.ts'
import { usePurchases } from '#client/state/purchases.ts'
import { useReopening } from '#client/state/reopening.ts'
import { useScanning } from '#client/state/scanning.ts'
import { credentialKey } from '#shared/domain/credential.ts'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { mug } from '../../../make/counter.ts'
import { type FakeData, fakeId } from '../../../make/fake-tablet.ts'
import { openShop } from '../../../make/open-shop.ts'

const ordered = (n: number, over: Partial<Receipt> = {}): Receipt => ({
  ref: fakeId(n),
  lines: [
    { sku: mug.sku, name: mug.name, quantity: 1, unitPrice: money(290), amount: money(290), kind: 'goods' },
  ],
  number: `W-${n}`,
  where: 'channel:web',
  at: n,
  businessDate: '2026-11-20',
  who: null,
  revision: 1,
  returned: {},
  ...over,
})
const invoiced = ordered(1001, { invoices: ['UZ17690872', 'UZ17690873'] })
/** 證明聯條碼規格 v1.9: the left QR code, and the Code 39. */
const qr = 'UZ176908721151121999900000000000001220000000024536806AB5CdEfGhIjKlMnOpQrStUv==:**********:1:1:1'
const code39 = '11512UZ176908739999'

function opened(data: FakeData) {
  const shop = openShop(data)
  const { pinia } = shop
  const scanning = useScanning(pinia)
  return {
    ...shop,
    answering: useAnswering(pinia),
    reopening: useReopening(pinia),
    purchases: usePurchases(pinia),
    scan: (text: string) => scanning.onScan({ text, source: 'wedge', at: 0 }),
  }
}

describe('an e-invoice', () => {
  it.each([
    ['its QR code is scanned', qr],
    ['its Code 39 is scanned', code39],
    ['its number is typed as it is printed', 'uz-17690872'],
  ])('R20 brings back what was bought when %s', async (_, text) => {
    const { scan, returns } = opened({ receipts: [ordered(1000), invoiced] })
    await scan(text)
    expect(returns.receipt?.ref).toBe(invoiced.ref)
  })

  it('R20 is read where the receipt is asked for too', async () => {
    for (const text of [qr, code39, 'UZ17690873']) {
      const { answering, ringing, returns } = opened({ receipts: [ordered(1000), invoiced] })
      ringing.startReturn()
      await answering.onReceipt(text)
      expect(returns.receipt?.ref).toBe(invoiced.ref)
    }
  })

  it('R20 of which no purchase is known is explained', async () => {
    const { scan, notice } = opened({ receipts: [], retired: [] })
    await scan(qr)
    expect(notice.shown).toEqual({ kind: 'invoice', text: 'UZ17690872' })
  })
})

describe('numbers', () => {
  it('R13 that two shops gave to different orders open neither before somebody chose', async () => {
    const other = ordered(1002, { number: 'W-1001', where: 'channel:other' })
    const { scan, counter, reopening, returns, notice, ringing } = opened({ receipts: [invoiced, other] })
    await scan('w-1001')
    expect([counter.ticket, returns.source]).toEqual(['return', undefined])
    expect(reopening.choices.map(({ ref }) => ref)).toEqual([invoiced.ref, other.ref])
    expect(notice.shown).toEqual({ kind: 'several', text: 'w-1001', quantity: 2 })
    await ringing.openReturn(other)
    expect(returns.receipt?.where).toBe('channel:other')
    counter.next()
    expect(reopening.choices).toEqual([])
  })
})

describe('what has left the tablets', () => {
  const old = ordered(900)

  it('G6 is asked of the server by its number, and comes back like anything else', async () => {
    const { answering, ringing, returns } = opened({ receipts: [], retired: [old] })
    ringing.startReturn()
    await answering.onReceipt('w-900')
    expect(returns.lines.map(({ of }) => of)).toEqual([{ ref: old.ref, line: 0 }])
  })

  it('G6 without a line says why, and what can be done', async () => {
    const { answering, ringing, returns, notice } = opened({ receipts: [] })
    ringing.startReturn()
    await answering.onReceipt('R01-A-000001')
    expect(returns.source).toBeUndefined()
    expect(notice.shown).toMatchObject({ kind: 'receipt-unasked', called: 'R01-A-000001' })
    await answering.onReceipt('OC1.made-by-this-chain')
    expect(notice.shown).toMatchObject({ kind: 'receipt-elsewhere', isUnasked: true })
  })

  it('G6 is asked for by nobody who scans an unknown article', async () => {
    const { scan, notice, tablet } = opened({ receipts: [], retired: [old] })
    tablet.questions.ask = async () => Promise.reject(new Error('nobody was to be asked'))
    await scan('W-900')
    expect(notice.shown).toEqual({ kind: 'unknown-code', text: 'W-900' })
  })
})

describe('who is no member', () => {
  const phone = { kind: 'phone', value: '0912345000' } as const

  it('R9 is found by the phone they ordered with, and what they bought is listed', async () => {
    const guest = ordered(1003, { who: { credential: credentialKey(phone) } })
    expect(findWords('receipt', { ...guest })).toContain(`who:${credentialKey(phone)}`)
    const { answering, ringing, purchases, notice, returns } = opened({ receipts: [invoiced, guest] })
    ringing.startReturn()
    await answering.onReceipt('0912 345 000')
    expect(notice.shown).toEqual({ kind: 'purchases', text: phone.value, quantity: 1 })
    await purchases.settled()
    expect(purchases.isKnown).toBe(true)
    const [found] = purchases.found
    if (found === undefined) throw new Error('nothing was found')
    expect(purchases.found.map(({ id }) => id)).toEqual([guest.ref])
    await purchases.open(found)
    expect(returns.receipt?.ref).toBe(guest.ref)
  })

  it('R9 and has bought nothing is still unknown', async () => {
    const { answering, ringing, visitor, notice } = opened({ receipts: [invoiced] })
    ringing.startReturn()
    await answering.onReceipt(phone.value)
    expect(notice.shown).toEqual({ kind: 'unknown-member', credential: phone })
    expect(visitor.present).toBeUndefined()
  })
})

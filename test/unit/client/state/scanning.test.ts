import { describe, expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { lineOf, useBasket } from '#client/state/basket.ts'
import { useCatalog } from '#client/state/catalog.ts'
import { useCounter } from '#client/state/counter.ts'
import { useGreeting } from '#client/state/greeting.ts'
import { useNotice } from '#client/state/notice.ts'
import { useReturns } from '#client/state/returns.ts'
import { useRinging } from '#client/state/ringing.ts'
import { useScanning } from '#client/state/scanning.ts'
import { useVisitor } from '#client/state/visitor.ts'
import { makeCounter, ming, mug, pen } from '../../../make/counter.ts'
import { fakeId, fakeProduct } from '../../../make/fake-tablet.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const scan = (text: string, at = 0) => ({ text, source: 'wedge', at }) as const

describe('a scan at the counter', () => {
  it('of a product puts it into the basket, twice when scanned twice', async () => {
    const { pinia, heard } = makeCounter()
    const scanning = useScanning(pinia)
    void scanning.onScan(scan('4712345678900'))
    await scanning.onScan(scan('4712345678900', 200))
    expect(useBasket(pinia).lines).toMatchObject([{ sku: mug.sku, quantity: 2, unitPrice: 290 }])
    expect(heard).toEqual(['success', 'success'])
  })

  it('R22 of a fixed barcode of the shop sells it at its own price, of a label at the label’s', async () => {
    const fixed = fakeProduct('SET-01', '茶具組', { price: 1200, barcode: '2100010000453' })
    const jam = fakeProduct('JAM-01', '手工果醬', { price: 180, barcode: '2101234' })
    const { pinia } = makeCounter({ products: [fixed, jam] })
    await useScanning(pinia).onScan(scan('2100010000453'))
    await useScanning(pinia).onScan(scan('2101234002506'))
    expect(useBasket(pinia).lines).toMatchObject([
      { sku: 'SET-01', unitPrice: 1200 },
      { sku: 'JAM-01', unitPrice: 250 },
    ])
  })

  it('R22 of a label without a weight asks for it, and of one without a price takes the product’s', async () => {
    const tea = {
      ...fakeProduct('TEA-K', '散裝茶', { price: 1200, barcode: '2200010' }),
      measure: 'weight',
    } as const
    const jam = fakeProduct('JAM-01', '手工果醬', { price: 180, barcode: '2100010' })
    const { pinia } = makeCounter({ products: [tea, jam] })
    await useScanning(pinia).onScan(scan('2200010000009'))
    expect(useRinging(pinia).weighing).toEqual(tea)
    expect(useBasket(pinia).isEmpty).toBe(true)
    await useScanning(pinia).onScan(scan('2100010000002'))
    expect(useBasket(pinia).lines).toMatchObject([{ sku: 'JAM-01', unitPrice: 180 }])
  })

  it('R20 of twelve digits that a product has is the product, else the phone number they may be', async () => {
    const tea = fakeProduct('TEA-12', '進口茶', { price: 260, barcode: '886912345671' })
    const of = { ...ming, credentials: [{ kind: 'phone', value: '0912345671' }] } as const
    const selling = makeCounter({ products: [tea], members: [of] }).pinia
    await useScanning(selling).onScan(scan('886912345671'))
    expect(useBasket(selling).lines).toMatchObject([{ sku: tea.sku }])
    const { pinia } = makeCounter({ members: [of] })
    await useScanning(pinia).onScan(scan('886912345671'))
    expect(useVisitor(pinia).member?.id).toBe(ming.id)
    expect(useGreeting(pinia).credentialIn('886912345671')).toEqual({ kind: 'phone', value: '0912345671' })
  })

  it('of an article number works like its barcode', async () => {
    const { pinia } = makeCounter()
    await useScanning(pinia).onScan(scan('PEN-01'))
    expect(useBasket(pinia).lines).toMatchObject([{ sku: pen.sku }])
  })

  it('R5 of an order’s number, however the shop spells it, opens what may come back of it', async () => {
    const receipt: Receipt = {
      ref: fakeId(71),
      lines: [{ ...lineOf(mug, {}), quantity: 1, amount: money(290) }],
      number: 'W-1001',
      where: 'channel:web',
      at: 0,
      businessDate: '2026-11-20',
      who: null,
      revision: 1,
      returned: {},
    }
    const { pinia } = makeCounter({ receipts: [receipt] })
    await useScanning(pinia).onScan(scan('W-1001'))
    expect(useReturns(pinia).receipt).toEqual(receipt)
    expect(useCounter(pinia).ticket).toBe('return')
  })

  it('R11 of a member’s card shows who it is, masked', async () => {
    const { pinia } = makeCounter()
    await useScanning(pinia).onScan(scan('M0000001'))
    expect(useVisitor(pinia).member?.name).toBe('王小明')
    expect(useNotice(pinia).shown).toEqual({ kind: 'member', name: '王○明' })
    expect(useCounter(pinia).look).toBe('timeline')
  })

  it('R9 of a card that nobody here knows offers to sell to it all the same', async () => {
    const { pinia, heard } = makeCounter()
    await useScanning(pinia).onScan(scan('M7777777'))
    const credential = { kind: 'card', value: 'M7777777' }
    expect(useNotice(pinia).shown).toEqual({ kind: 'unknown-member', credential })
    expect(heard).toEqual(['failure'])
  })

  it('of something unknown says what was read', async () => {
    const { pinia } = makeCounter()
    await useScanning(pinia).onScan(scan('XYZ-998'))
    expect(useNotice(pinia).shown).toEqual({ kind: 'unknown-code', text: 'XYZ-998' })
  })

  it('R3 of a bank card keeps no part of the number', async () => {
    const { pinia } = makeCounter()
    await useScanning(pinia).onScan(scan('4111111111111111'))
    expect(JSON.stringify(useNotice(pinia).shown)).not.toContain('4111')
  })

  it('comes before the key that is pressed right after it', async () => {
    const made = makeCounter()
    const { rows } = made.tablet
    const slow = {
      ...rows,
      get: async (table: 'product', key: string) => (await pause(20), await rows.get(table, key)),
    }
    Object.assign(made.tablet, { rows: slow })
    const scanning = useScanning(made.pinia)
    void scanning.onScan(scan('4712345678900'))
    await new Promise<void>((resolve) => {
      scanning.afterScans(() => {
        expect(useBasket(made.pinia).lines).toMatchObject([{ sku: mug.sku }])
        resolve()
      })
    })
  })

  it('keeps the order and loses none of 100, whatever the tablet takes to look one up', async () => {
    const made = makeCounter()
    let lookups = 0
    const { rows } = made.tablet
    const slow = {
      ...rows,
      get: async (table: 'product', key: string) => (await pause(lookups++ % 3), await rows.get(table, key)),
    }
    Object.assign(made.tablet, { rows: slow })
    const scanning = useScanning(made.pinia)
    for (let count = 0; count < 100; count += 1)
      void scanning.onScan(scan(count % 2 ? '4712345678900' : '4006381333931', count * 200))
    await scanning.onScan(scan('4712345678900', 99_999))
    const quantities = useBasket(made.pinia).lines.map(({ sku, quantity }) => [sku, quantity])
    expect(quantities).toEqual([
      ['PEN-01', 50],
      ['CUP-01', 51],
    ])
  })

  it('that cannot be looked up does not stop the next one', async () => {
    const { pinia, tablet } = makeCounter()
    const { rows } = tablet
    Object.assign(tablet, { rows: { ...rows, get: () => Promise.reject(new Error('the cache broke')) } })
    await useScanning(pinia).onScan(scan('4712345678900'))
    expect(useNotice(pinia).shown).toEqual({ kind: 'failed', text: '4712345678900' })
    Object.assign(tablet, { rows })
    await useScanning(pinia).onScan(scan('4712345678900'))
    expect(useBasket(pinia).pieces).toBe(1)
  })
})

describe('what is typed into the search field', () => {
  it('is a product when a part of its name fits only one', async () => {
    const { pinia } = makeCounter()
    const catalog = useCatalog(pinia)
    await catalog.refresh()
    catalog.search = '馬克杯'
    expect(await useScanning(pinia).onTyped('馬克杯')).toBe(true)
    expect(useBasket(pinia).lines).toMatchObject([{ sku: mug.sku }])
  })

  it('stays a search while several fit', async () => {
    const { pinia } = makeCounter()
    const catalog = useCatalog(pinia)
    await catalog.refresh()
    catalog.search = '0'
    expect(await useScanning(pinia).onTyped('0')).toBe(false)
    expect(useBasket(pinia).isEmpty).toBe(true)
  })
})

import { describe, expect, it } from 'vitest'
import { useBasket } from '#client/state/basket.ts'
import { useCatalog } from '#client/state/catalog.ts'
import { useCounter } from '#client/state/counter.ts'
import { useNotice } from '#client/state/notice.ts'
import { useScanning } from '#client/state/scanning.ts'
import { useVisitor } from '#client/state/visitor.ts'
import { makeCounter, mug, pen } from '../../../make/counter.ts'

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

  it('of an article number works like its barcode', async () => {
    const { pinia } = makeCounter()
    await useScanning(pinia).onScan(scan('PEN-01'))
    expect(useBasket(pinia).lines).toMatchObject([{ sku: pen.sku }])
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

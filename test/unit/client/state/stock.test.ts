import { describe, expect, it } from 'vitest'
import { useCatalog } from '#client/state/catalog.ts'
import { useDifferences } from '#client/state/differences.ts'
import { useScanning } from '#client/state/scanning.ts'
import { useShelfCounts } from '#client/state/shelf-counts.ts'
import { fang, mug, pen } from '../../../make/counter.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { barcodeOf, stockRoom } from '../../../make/stock-room.ts'

describe('looking up an article', () => {
  it('R45 shows what is here, and names every other store even when nobody knows what it has', async () => {
    const { desk, shelf } = await stockRoom()
    await desk.answer(barcodeOf(mug))
    expect(shelf.article).toEqual({ sku: mug.sku, name: mug.name })
    expect(shelf.here?.shelf).toMatchObject({ onHand: 10, available: 10 })
    expect(shelf.elsewhere).toEqual([{ store: 'S02', available: null, countedAt: null }])
    expect(shelf.problem).toBe('unreachable')
  })

  it('R45 takes what the server says over what was kept', async () => {
    const { shelf, tablet } = await stockRoom()
    const told = (available: number) => ({
      sku: mug.sku,
      at: 5,
      shelves: [{ store: 'S02', sku: mug.sku, onHand: available + 1, reserved: 1, countedAt: 3, movedAt: 4 }],
    })
    Object.assign(tablet.shelves, {
      kept: async () => told(2),
      fetch: async () => ({ is: 'fresh', kept: told(7) }),
    })
    const opening = shelf.open(mug)
    await opening
    expect(shelf.elsewhere).toEqual([{ store: 'S02', available: 7, countedAt: 3 }])
    expect(shelf.problem).toBeUndefined()
  })

  it('R44 asks another store for it', async () => {
    const { asking, shelf, tablet, heard } = await stockRoom()
    await shelf.open(mug)
    await Promise.resolve()
    asking.setWanted(3)
    await asking.ask('S02')
    expect(tablet.committed).toEqual([
      {
        kind: 'stock.request',
        staff: fang.id,
        from: 'S02',
        lines: [{ sku: mug.sku, name: mug.name, quantity: 3 }],
      },
    ])
    expect([asking.asked, heard.at(-1)]).toEqual([{ store: 'S02', quantity: 3 }, 'success'])
    tablet.refuse('cannot-save')
    await asking.ask('S02')
    expect([asking.refusal, heard.at(-1)]).toEqual(['cannot-save', 'failure'])
  })

  it('finds by a part of the name when one article fits, and leaves the choice when several do', async () => {
    const { desk, shelf, pinia } = await stockRoom()
    const catalog = useCatalog(pinia)
    catalog.search = '馬克'
    expect(await desk.onTyped('馬克')).toBe(true)
    expect(shelf.article?.sku).toBe(mug.sku)
    catalog.search = '0'
    expect(await desk.onTyped('0')).toBe(false)
    catalog.search = '沒有'
    expect(await desk.onTyped('沒有')).toBe(true)
    expect(desk.note).toEqual({ is: 'unknown', name: '沒有' })
  })

  it('has the scans while it is open, and gives them back', async () => {
    const { desk, shelf, pinia, pass } = await stockRoom()
    const scanning = useScanning(pinia)
    const [text = ''] = mug.barcodes
    scanning.divert(desk.answer)
    await scanning.onScan({ text, source: 'wedge', at: 0 })
    expect(shelf.article?.sku).toBe(mug.sku)
    scanning.divert(undefined)
    shelf.close()
    pass(5000)
    await scanning.onScan({ text, source: 'wedge', at: 5000 })
    expect(shelf.article).toBeUndefined()
  })

  it('the products at the counter say how many are left', async () => {
    const { pinia } = await stockRoom()
    const counts = useShelfCounts(pinia)
    await counts.refresh()
    expect([...counts.available]).toEqual([
      [mug.sku, 10],
      [pen.sku, 0],
    ])
  })
})

describe('a cycle count', () => {
  it('R41 counts by scanning, and tells the moment and what moved since', async () => {
    const { counting, telling, desk, tablet, pass } = await stockRoom()
    desk.choose('count')
    pass(60_000)
    await desk.answer(barcodeOf(mug))
    await desk.answer(barcodeOf(mug))
    expect(counting.lines).toMatchObject([{ sku: mug.sku, counted: 2, expected: 10, at: 60_000 }])
    Object.assign(tablet.shelves, {
      here: async () => ({
        at: 0,
        shelf: { onHand: 7, reserved: 0, available: 7, countedAt: 0, own: 0, last: [] },
      }),
    })
    pass(1000)
    await telling.tell()
    expect(tablet.committed).toMatchObject([
      {
        kind: 'stock.count',
        blind: true,
        lines: [{ sku: mug.sku, counted: 2, at: 60_000, since: -3, unitPrice: mug.price }],
      },
    ])
    expect([counting.lines, telling.told]).toEqual([[], 1])
  })

  it('keeps what nobody knows, and what was typed', async () => {
    const { counting, desk } = await stockRoom()
    desk.choose('count')
    const unknown = '4710000000007'
    await desk.answer({ kind: 'product', value: unknown, spellings: [unknown] })
    await counting.setCounted(unknown, 41)
    expect(counting.lines).toMatchObject([{ sku: unknown, name: unknown, counted: 41, expected: 0 }])
    counting.remove(unknown)
    expect(counting.lines).toEqual([])
    await desk.take({ sku: 'SVC', name: '運費', kind: 'service' })
    expect([counting.lines, desk.note?.is]).toEqual([[], 'not-goods'])
  })

  it('is still there after a reload', async () => {
    const before = await stockRoom()
    before.desk.choose('count')
    await before.desk.answer(barcodeOf(mug))
    await Promise.resolve()
    const after = await stockRoom()
    for (const [key, value] of before.tablet.notes) after.tablet.notes.set(key, value)
    await after.counting.restore()
    expect(after.counting.lines).toEqual(before.counting.lines)
  })

  it('stays when the tablet cannot save it', async () => {
    const { counting, telling, desk, tablet } = await stockRoom()
    desk.choose('count')
    await desk.answer(barcodeOf(mug))
    tablet.refuse('cannot-save')
    await telling.tell()
    expect([counting.lines.length, telling.refusal]).toEqual([1, 'cannot-save'])
  })

  it('R41 what was found otherwise is shown by name', async () => {
    const { pinia, tablet } = await stockRoom()
    const found = { op: fakeId(1), sku: mug.sku, at: 3, expected: 9, counted: 7, value: null }
    const { list } = tablet.rows
    Object.assign(tablet.rows, {
      list: async (table: Parameters<typeof list>[0]) =>
        table === 'difference' ? [found] : await list(table),
    })
    const differences = useDifferences(pinia)
    await differences.refresh()
    expect(differences.found).toEqual([{ ...found, name: mug.name }])
  })
})

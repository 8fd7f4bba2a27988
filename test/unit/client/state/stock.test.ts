import { describe, expect, it } from 'vitest'
import { routeScan } from '#shared/domain/scan.ts'
import type { Transfer } from '#shared/domain/transfer.ts'
import { useAsking } from '#client/state/asking.ts'
import { useCatalog } from '#client/state/catalog.ts'
import { useCountTelling } from '#client/state/count-telling.ts'
import { useCounting } from '#client/state/counting.ts'
import { useDifferences } from '#client/state/differences.ts'
import { useParcel } from '#client/state/parcel.ts'
import { usePlaces } from '#client/state/places.ts'
import { useScanning } from '#client/state/scanning.ts'
import { useSession } from '#client/state/session.ts'
import { useShelf } from '#client/state/shelf.ts'
import { useShelfCounts } from '#client/state/shelf-counts.ts'
import { useStockDesk } from '#client/state/stock-desk.ts'
import { useTransfers } from '#client/state/transfers.ts'
import { fang, makeCounter, mug, pen } from '../../../make/counter.ts'
import { type FakeData, fakeId } from '../../../make/fake-tablet.ts'

const places = [
  { id: 'store:S01', name: '台北信義門市' },
  { id: 'store:S02', name: '台中門市' },
  { id: 'channel:web', name: '官網' },
]

async function stockRoom(data: FakeData = {}) {
  const made = makeCounter({ places, onHand: { [mug.sku]: 10, [pen.sku]: 0 }, ...data })
  const { pinia } = made
  useSession(pinia).staff = fang
  await usePlaces(pinia).refresh()
  await useCatalog(pinia).refresh()
  return {
    ...made,
    asking: useAsking(pinia),
    counting: useCounting(pinia),
    telling: useCountTelling(pinia),
    parcel: useParcel(pinia),
    desk: useStockDesk(pinia),
    shelf: useShelf(pinia),
    transfers: useTransfers(pinia),
  }
}

const barcodeOf = ({ barcodes: [code = ''] }: { readonly barcodes: readonly string[] }) =>
  routeScan(code, { memberCard: undefined })

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

describe('goods between stores', () => {
  const lines = [{ sku: mug.sku, name: mug.name, quantity: 4 }]
  const part = { at: 9, staff: null, lines }
  const asked: Transfer = { id: fakeId(7), from: 'S01', to: 'S02', asked: part, sent: {}, received: {} }
  const coming: Transfer = {
    id: fakeId(8),
    from: 'S02',
    to: 'S01',
    asked: null,
    sent: { [fakeId(8)]: part },
    received: {},
  }

  it('R44 what was asked of this store is packed by scanning, and fewer may be sent', async () => {
    const { transfers, parcel, desk, tablet } = await stockRoom({ transfers: [asked] })
    await transfers.refresh()
    const [one] = transfers.due
    expect(one).toMatchObject({ does: 'sending', store: 'S02', state: 'asked' })
    if (one) parcel.open(one)
    desk.choose('transfers')
    await desk.answer(barcodeOf(mug))
    await desk.answer(barcodeOf(pen))
    expect(parcel.lines).toMatchObject([
      { sku: mug.sku, quantity: 1, due: 4 },
      { sku: pen.sku, quantity: 1, due: 0 },
    ])
    parcel.setQuantity(pen.sku, 0)
    await parcel.tell()
    expect(tablet.committed).toMatchObject([
      { kind: 'stock.send', transfer: asked.id, to: 'S02', lines: [{ sku: mug.sku, quantity: 1 }] },
    ])
    expect([parcel.opened, parcel.told?.store]).toEqual([undefined, 'S02'])
  })

  it('R44 what is on its way is received, and what is missing is said', async () => {
    const { transfers, parcel, tablet } = await stockRoom({ transfers: [coming] })
    await transfers.refresh()
    const [one] = transfers.due
    if (one) parcel.open(one)
    parcel.setAll()
    parcel.setQuantity(mug.sku, 3)
    await parcel.tell()
    expect(tablet.committed).toMatchObject([
      { kind: 'stock.receive', transfer: coming.id, from: 'S02', complete: true, lines: [{ quantity: 3 }] },
    ])
  })

  it('R44 what nobody asked for may be sent, and what is over has nothing left to do', async () => {
    const over = { ...coming, received: { [fakeId(9)]: { ...part, complete: true } } }
    const { transfers, parcel, tablet } = await stockRoom({ transfers: [over] })
    await transfers.refresh()
    expect([transfers.due, transfers.others.map(({ state }) => state)]).toEqual([[], ['received']])
    parcel.begin({ is: 'sending', transfer: undefined, store: 'S02' })
    parcel.add(mug)
    tablet.refuse('cannot-save')
    await parcel.tell()
    expect([parcel.refusal, parcel.pieces]).toEqual(['cannot-save', 1])
    tablet.refuse(undefined)
    await parcel.tell()
    expect(tablet.committed).toMatchObject([{ kind: 'stock.send', to: 'S02' }])
    expect(tablet.committed[0]).not.toHaveProperty('transfer')
  })
})

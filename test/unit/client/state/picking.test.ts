import { describe, expect, it } from 'vitest'
import { substituteLine } from '#shared/domain/pickup.ts'
import { usePicking } from '#client/state/picking.ts'
import { usePickTelling } from '#client/state/pick-telling.ts'
import { usePickups } from '#client/state/pickups.ts'
import { useScanning } from '#client/state/scanning.ts'
import { useSession } from '#client/state/session.ts'
import { fang, mug, pen } from '../../../make/counter.ts'
import { fakeProduct } from '../../../make/fake-tablet.ts'
import { openShop } from '../../../make/open-shop.ts'
import { pickupLine, pickupOf } from '../../../make/pickup-rows.ts'

const cup = fakeProduct('CUP-09', '玻璃杯', { price: 90, barcode: '4711234567897' })
const fresh = (place: number) =>
  pickupOf(place, {
    state: 'allocated',
    keptUntil: null,
    lines: [pickupLine(0, mug, { quantity: 2, picked: 0 }), pickupLine(1, pen, { picked: 0 })],
  })

async function atTheBoard(...places: number[]) {
  const shop = openShop({ pickups: places.map(fresh), products: [mug, pen, cup] })
  const { pinia } = shop
  const pickups = usePickups(pinia)
  await pickups.refresh()
  useSession(pinia).place = 'pickups'
  const picking = usePicking(pinia)
  picking.open(pickups.board['to-pick'])
  let at = 0
  const scan = (text: string): Promise<void> =>
    useScanning(pinia).onScan({ text, source: 'wedge', at: (at += 5000) })
  return { ...shop, pickups, picking, scan, telling: usePickTelling(pinia) }
}
const mugCode = '4712345678900'
const penCode = '4006381333931'

describe('picking', () => {
  it('has the scanner while the list is open: goods are ticked, and none goes into the basket', async () => {
    const { scan, picking, basket, heard } = await atTheBoard(1, 2)
    await scan(mugCode)
    await scan(mugCode)
    await scan(mugCode)
    expect(picking.lines.filter(({ line }) => line.sku === mug.sku).map(({ picked }) => picked)).toEqual([
      2, 1,
    ])
    expect(basket.isEmpty).toBe(true)
    expect(heard).toEqual(['success', 'success', 'success'])
  })

  it('says so when an article is not on the list, or not known at all', async () => {
    const { scan, notice, heard } = await atTheBoard(1)
    await scan('4711234567897')
    expect(notice.shown).toEqual({ kind: 'not-to-pick', name: '玻璃杯' })
    await scan('4006381333900')
    await scan('XYZ-1')
    expect(notice.shown).toMatchObject({ kind: 'unknown-code' })
    expect(heard).toEqual(['failure', 'failure', 'failure'])
  })

  it('what was picked is said until something else is done, or for a while; what went wrong until it is answered', async () => {
    const { scan, notice, picking, telling, pass } = await atTheBoard(1, 2)
    const [first, second] = [fresh(1).key, fresh(2).key]
    const picked = { kind: 'picked', name: mug.name }
    await scan(mugCode)
    expect(notice.shown).toMatchObject({ ...picked, quantity: 1 })
    picking.setPicked(`${first}/1`, 1)
    expect(notice.shown).toBeUndefined()
    await scan(mugCode)
    pass(29_000)
    expect(notice.shown).toMatchObject({ ...picked, quantity: 2 })
    await scan(mugCode)
    pass(29_000)
    expect(notice.shown).toMatchObject({ ...picked, quantity: 1 })
    pass(1000)
    expect(notice.shown).toBeUndefined()
    await scan(mugCode)
    await telling.ready(first, '')
    expect([notice.shown, picking.isOpen]).toEqual([undefined, true])

    await scan('4711234567897')
    picking.setPicked(`${second}/1`, 1)
    pass(3_600_000)
    await telling.ready(second, '')
    expect(notice.shown).toMatchObject({ kind: 'not-to-pick' })
  })

  it('is ready when every line is: what was found is told, then where it lies', async () => {
    const { scan, telling, tablet, pickups } = await atTheBoard(1)
    const key = fresh(1).key
    for (const code of [mugCode, penCode]) await scan(code)
    expect(telling.orders).toMatchObject([{ pieces: 2, wanted: 3, isDone: false }])
    await scan(mugCode)
    expect(telling.orders).toMatchObject([{ isDone: true }])
    await telling.ready(key, ' A-3 ')
    expect(tablet.committed).toMatchObject([
      {
        kind: 'pickup.pick',
        staff: fang.id,
        pickup: key,
        lines: [
          { line: 0, picked: 2 },
          { line: 1, picked: 1 },
        ],
      },
      { kind: 'pickup.ready', pickup: key, shelf: 'A-3' },
    ])
    expect(pickups.view).toBe('board')
  })

  it('replaces what is short by what is scanned, at the lower price, once the buyer agrees', async () => {
    const { scan, picking, telling, tablet, notice } = await atTheBoard(1)
    const key = fresh(1).key
    await scan(penCode)
    picking.decide(`${key}/0`, { how: 'substitute', by: undefined, agreed: false })
    await scan('4711234567897')
    expect(notice.shown).toEqual({ kind: 'substitute', name: '玻璃杯' })
    expect(telling.orders).toMatchObject([{ isDone: false }])
    const line = picking.lines.find(({ key: one }) => one === `${key}/0`)
    if (line?.missing?.how !== 'substitute') throw new Error('nothing was chosen')
    picking.decide(line.key, { ...line.missing, agreed: true })
    await telling.ready(key, '')
    expect(tablet.committed[0]).toMatchObject({
      lines: expect.arrayContaining([
        {
          line: 0,
          picked: 0,
          missing: {
            how: 'substitute',
            quantity: 2,
            by: { sku: cup.sku, name: cup.name, kind: 'goods', quantity: 2, unitPrice: 90, amount: 180 },
            agreed: true,
          },
        },
      ]) as unknown,
    })
  })

  it('R38 says so when a line that was replaced before shall be replaced by something else', async () => {
    const { scan, picking, pickups, tablet, notice } = await atTheBoard(1)
    const { key } = fresh(1)
    const lines = [
      pickupLine(0, mug, { quantity: 2, picked: 0 }),
      pickupLine(substituteLine(0), pen, { picked: 0 }),
    ]
    tablet.setPickups([{ ...fresh(1), lines }])
    await pickups.refresh()
    picking.open(pickups.board['to-pick'])
    picking.decide(`${key}/0`, { how: 'substitute', by: undefined, agreed: false })
    await scan('4711234567897')
    expect(notice.shown).toEqual({ kind: 'other-substitute', name: '玻璃杯' })
    expect(picking.lines.find((line) => line.key === `${key}/0`)?.missing).toMatchObject({ by: undefined })
    await scan(penCode)
    expect(notice.shown).toEqual({ kind: 'substitute', name: pen.name })
  })

  it('a line that was found after all is short no longer', async () => {
    const { picking } = await atTheBoard(1)
    const key = `${fresh(1).key}/1`
    picking.decide(key, { how: 'refund' })
    picking.askShort(undefined, key)
    expect(picking.lines.find((line) => line.key === key)?.missing).toBeUndefined()
    picking.decide(key, { how: 'refund' })
    picking.setPicked(key, 1)
    expect(picking.lines.find((line) => line.key === key)).toMatchObject({ picked: 1, missing: undefined })
  })

  it('keeps what was found when the list is closed, and nothing is told twice', async () => {
    const { scan, telling, picking, tablet } = await atTheBoard(1)
    await scan(mugCode)
    telling.close()
    await new Promise((resume) => setTimeout(resume, 5))
    expect(picking.isOpen).toBe(false)
    expect(tablet.committed).toMatchObject([{ kind: 'pickup.pick', lines: [{ line: 0, picked: 1 }] }])
    telling.close()
    expect(tablet.committed).toHaveLength(1)
  })

  it('that could not be kept stays on the list', async () => {
    const { scan, telling, picking, tablet } = await atTheBoard(1)
    for (const code of [mugCode, mugCode, penCode]) await scan(code)
    tablet.refuse('cannot-save')
    await telling.ready(fresh(1).key, '')
    expect(picking.isOpen).toBe(true)
  })
})

describe('a scan at the board without a list', () => {
  it('of goods goes to the counter, where they are sold', async () => {
    const { scan, telling, pickups, basket, pinia } = await atTheBoard(1)
    telling.close()
    pickups.back()
    await scan(penCode)
    expect(useSession(pinia).place).toBe('counter')
    expect(basket.lines).toMatchObject([{ sku: pen.sku }])
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { whoWord } from '#client/db/find-words.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { known } from '#shared/base/assert.ts'
import { remainingQuantity } from '#shared/domain/receipt.ts'
import { madeId } from '../../../make/ids.ts'
import { done, givingBack, selling } from '../../../make/intents.ts'
import { buyer, numberOf, Season } from '../../../make/season.ts'
import { settle } from '../../../make/tablet.ts'

let season: Season
let tab: Tablet

beforeEach(async () => {
  season = await Season.open()
})
afterEach(() => season.close())

test('G3 G4 a new tablet takes what is sealed packed, and the rest as rows', async () => {
  for (let day = 0; day < 4; day++) {
    await season.sell(day * 300, 300)
    await season.night()
  }
  await season.sell(1200, 5)
  tab = await season.begin()
  expect(season.segmentsAsked).toBe(8)
  expect(await season.plainRows()).toBe(5)
  expect(await season.kept()).toEqual([8, 8])
  expect(await season.onTablet(tab)).toEqual(await season.onServer())
  expect(season.asked('/sync/pull')).toBeLessThan(8)
})

describe('what changes', () => {
  beforeEach(async () => {
    await season.sell(0, 200)
    await season.night()
  })

  test('G4 after the seal lies above the packed row, and in a later segment above an earlier one', async () => {
    await season.sell(10, 3, { where: '板橋' })
    await season.takeAway(madeId(20))
    tab = await season.begin()
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
    expect((await tab.rows.get('receipt', madeId(11)))?.where).toBe('板橋')
    await season.night()
    tab = await season.beginAnother()
    expect(await season.plainRows()).toBe(0)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
    expect(await tab.rows.get('receipt', madeId(20))).toBeUndefined()
  })

  test('G7 R13 a packed receipt and one that came as a row are found by the number of an e-invoice, typed in any way', async () => {
    await season.sell(300, 1, { invoices: ['UZ17690872'], number: 'w-1001' })
    await season.night()
    await season.sell(301, 1, { invoices: ['UZ17690873'], number: 'W-1001' })
    tab = await season.begin()
    expect((await tab.receipt('uz-17690872')).receipt?.ref).toBe(madeId(300))
    expect((await tab.receipt('UZ17690873')).receipt?.ref).toBe(madeId(301))
    expect((await tab.receipt('ｗ-1001')).all.map(({ ref }) => ref).sort()).toEqual([
      madeId(300),
      madeId(301),
    ])
  })

  test('G4 while a tablet is there comes as a row, is taken away, and comes again', async () => {
    tab = await season.begin()
    await season.sell(5, 2, { where: '板橋' })
    await season.takeAway(madeId(6))
    await season.takeAway(madeId(7))
    await settle(tab)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
    expect(await tab.rows.find('receipt', `number:${numberOf(7)}`)).toEqual([])
    await season.sell(7, 1)
    await settle(tab)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
    expect(await tab.rows.find('receipt', `number:${numberOf(7)}`)).toHaveLength(1)
  })

  test('G4 a tablet that was away for days takes the segments where it left off at a seal', async () => {
    tab = await season.begin()
    const before = season.segmentsAsked
    for (let day = 1; day < 3; day++) {
      await season.sell(1000 * day, 100)
      await season.sell(0, 10, { where: `day ${day}` })
      await season.night()
    }
    await settle(tab)
    expect(season.segmentsAsked - before).toBe(4)
    expect(await season.plainRows()).toBe(0)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
  })

  test('G4 rows that came one by one before are taken out when a segment brings them', async () => {
    tab = await season.begin()
    await season.sell(0, 4, { where: '板橋' })
    await settle(tab)
    expect(await season.plainRows()).toBe(4)
    await season.night()
    await season.sell(2, 4, { where: '南港' })
    await season.night()
    await settle(tab)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
  })
})

describe('looking up', () => {
  beforeEach(async () => {
    await season.sell(0, 300)
    await season.night()
    tab = await season.begin()
  })

  test('G7 a packed receipt is found by its id, its number and whose it is', async () => {
    expect((await tab.receipt(madeId(42))).receipt?.number).toBe(numberOf(42))
    expect((await tab.receipt(numberOf(43))).receipt?.ref).toBe(madeId(43))
    expect((await tab.receipt(numberOf(999))).receipt).toBeUndefined()
    expect(await tab.rows.find('receipt', whoWord({ member: buyer }), 100)).toHaveLength(30)
    expect(await tab.rows.find('receipt', whoWord({ credential: 'card:M1' }), 100)).toHaveLength(30)
    expect(await tab.rows.find('receipt', whoWord({ member: buyer }), 7)).toHaveLength(7)
    expect(await tab.rows.find('receipt', whoWord({ member: madeId(1) }))).toEqual([])
  })

  test('G7 a receipt that goes by another word now is not found by the old one', async () => {
    await season.sell(43, 1, { who: { credential: 'card:M1' } })
    await settle(tab)
    expect(await tab.rows.find('receipt', whoWord({ member: buyer }), 100)).toHaveLength(29)
    expect(await tab.rows.find('receipt', whoWord({ credential: 'card:M1' }), 100)).toHaveLength(31)
  })

  test('G7 Y12 what is given back of a packed receipt is seen at once, and stays so', async () => {
    season.server.meddle = () => Promise.reject(new TypeError('fetch failed'))
    done(await tab.commit(givingBack({ ref: madeId(42), line: 0 })))
    const remaining = async () => remainingQuantity(known((await tab.receipt(numberOf(42))).receipt, 'it'), 0)
    expect(await remaining()).toBe(1)
    season.server.meddle = (_, go) => go()
    season.tablet.timers.advance(15 * 60_000)
    await settle(tab)
    expect(await remaining()).toBe(1)
    expect(await season.plainRows()).toBe(1)
  })

  test('G7 a tab that is opened later finds it as well', async () => {
    const second = await season.tablet.open()
    expect((await second.receipt(numberOf(42))).receipt?.ref).toBe(madeId(42))
  })
})

test('Y10 L5 a revoked tablet keeps no segment', async () => {
  await season.sell(0, 100)
  await season.night()
  tab = await season.begin()
  const { device } = await season.tablet.device()
  await season.server.db.write(function* () {
    yield { sql: 'UPDATE device SET revoked_at = 1 WHERE id = ?', params: [device] }
  })
  await settle(tab)
  expect(await season.kept()).toEqual([0, 0])
})

test('Y9 a scope whose sum differs starts anew, without its segments', async () => {
  await season.sell(0, 100)
  await season.night()
  tab = await season.begin()
  await season.tablet.cache(async (cache) => {
    const scope = known(await cache.scopes.get('receipts:1'), 'the scope')
    await cache.scopes.put({ ...scope, sum: [1, 2] })
  })
  await settle(tab)
  expect(await season.onTablet(tab)).toEqual(await season.onServer())
})

test('G4 own sales and those of others stay in step through nights', async () => {
  tab = await season.begin()
  for (let day = 0; day < 3; day++) {
    await season.sell(day * 50, 50)
    done(await tab.commit(selling()))
    await settle(tab)
    await season.night()
  }
  expect(await season.onTablet(tab)).toEqual(await season.onServer())
})

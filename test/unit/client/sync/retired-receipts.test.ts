import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Tablet } from '#client/sync/tablet.ts'
import { known } from '#shared/base/assert.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { money } from '#shared/domain/money.ts'
import { remainingQuantity } from '#shared/domain/receipt.ts'
import { retireReceipts } from '#server/projections/retired-receipts.ts'
import { madeId } from '../../../make/ids.ts'
import { done, givingBack } from '../../../make/intents.ts'
import { ask } from '../../../make/rows.ts'
import { receiptsOn } from '../../../make/receipts-on.ts'
import { numberOf, Season } from '../../../make/season.ts'
import { settle } from '../../../make/tablet.ts'

let season: Season
let tab: Tablet

beforeEach(async () => {
  season = await Season.open()
})
afterEach(() => season.close())

describe('after 90 days', () => {
  test('G6 receipts leave the tablets, packed and plain ones, and stay at the server', async () => {
    await season.sell(0, 100)
    await season.night()
    tab = await season.begin()
    await season.sell(100, 20)
    await settle(tab)
    season.pass(50 * DAY_MS)
    await season.sell(200, 30)
    await season.sell(5, 1, { where: '板橋' })
    await settle(tab)
    season.pass(41 * DAY_MS)
    expect(await retireReceipts(season.server.ledger)).toBe(119)
    await settle(tab)
    expect(await season.kept()).toEqual([0, 0])
    expect(await season.plainRows()).toBe(31)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
    expect(await tab.rows.get('receipt', madeId(6))).toBeUndefined()
    expect((await tab.rows.get('receipt', madeId(5)))?.where).toBe('板橋')
    expect(await ask(season.server.db, "SELECT key FROM replica_row WHERE tbl = 'receipt'")).toHaveLength(150)
  })

  test('G6 one of which something comes back is on the tablets again', async () => {
    await season.sell(0, 20)
    await season.night()
    season.pass(91 * DAY_MS)
    await retireReceipts(season.server.ledger)
    tab = await season.begin()
    expect(await receiptsOn(tab)).toEqual([])
    done(await tab.commit(givingBack({ ref: madeId(3), line: 0 })))
    await settle(tab)
    expect(remainingQuantity(known(await tab.rows.get('receipt', madeId(3)), 'it'), 0)).toBe(1)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
  })

  test('G6 one is asked of the server by id and by number; what this tablet took back of it counts at once', async () => {
    await season.sell(0, 20)
    await season.night()
    season.pass(91 * DAY_MS)
    await retireReceipts(season.server.ledger)
    tab = await season.begin()
    const left = async (text: string) => {
      const asked = await tab.questions.ask(text)
      return asked.is === 'told' ? asked.receipts.map((one) => remainingQuantity(one, 0)) : asked.is
    }
    const byNumber = numberOf(3).toLowerCase()
    const before = await left(madeId(3))
    expect(before).toEqual([2])
    expect(await left(byNumber)).toEqual(before)
    expect(await left(numberOf(999))).toEqual([])
    tab.sync.stop()
    done(await tab.commit(givingBack({ ref: madeId(3), line: 0 })))
    expect(await left(madeId(3))).toEqual([1])
    expect(await left(byNumber)).toEqual([1])
    season.server.meddle = () => Promise.reject(new TypeError('fetch failed'))
    expect(await left(madeId(3))).toBe('unreachable')
  })

  test('G6 an answer that is no receipt is none', async () => {
    tab = await season.begin()
    const strange = { receipts: [{ ref: madeId(3), lines: null }] }
    season.server.meddle = async () => Response.json(strange)
    expect(await tab.questions.ask(madeId(3))).toEqual({ is: 'unreachable' })
  })

  test('G6 R13 one that was used by its code alone is on the tablets again, and knows of which line it is', async () => {
    await season.sell(0, 20)
    await season.night()
    season.pass(91 * DAY_MS)
    await retireReceipts(season.server.ledger)
    tab = await season.begin()
    const from = { ref: madeId(3), date: '2026-01-01', total: money(900), terms: 1 }
    done(await tab.commit({ ...givingBack(undefined), from }))
    await settle(tab)
    expect(remainingQuantity(known(await tab.rows.get('receipt', madeId(3)), 'it'), 0)).toBe(1)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
  })

  test('G6 the floor is raised while a tablet is away, and within a segment', async () => {
    await season.sell(0, 50)
    season.pass(3600_000)
    await season.sell(50, 50)
    const half = season.now
    await season.night()
    tab = await season.begin()
    await season.sell(200, 10)
    await season.sell(60, 2, { where: '板橋' })
    await retireReceipts(season.server.ledger, half - 1000)
    await settle(tab)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
    expect(await receiptsOn(tab)).toHaveLength(60)
    await season.night()
    tab = await season.beginAnother()
    expect(await season.plainRows()).toBe(0)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
  })
})

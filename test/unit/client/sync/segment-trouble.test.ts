import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Tablet } from '#client/sync/tablet.ts'
import { Season } from '../../../make/season.ts'
import { settle } from '../../../make/tablet.ts'

let season: Season
let tab: Tablet

beforeEach(async () => {
  season = await Season.open()
})
afterEach(() => season.close())

describe('a segment that cannot be used', () => {
  const damaged: readonly (readonly [string, () => Response])[] = [
    ['is damaged', () => bytes(new Uint8Array(50))],
    ['is missing', () => problem(404)],
  ]
  const bytes = (body: Uint8Array<ArrayBuffer>) =>
    new Response(body, { headers: { 'content-type': 'application/vnd.onecounter.segment' } })
  const problem = (status: number) =>
    Response.json(
      { type: 'urn:onecounter:problem:not-found', status },
      { status, headers: { 'content-type': 'application/problem+json' } },
    )

  beforeEach(async () => {
    for (let day = 0; day < 3; day++) {
      await season.sell(day * 100, 100)
      await season.night()
    }
  })

  test.each(damaged)('G5 because it %s is no reason to be without its rows', async (_, answer) => {
    let asked = 0
    season.server.meddle = (path, go) =>
      path.startsWith('/sync/segments/') && ++asked > 1 ? Promise.resolve(answer()) : go()
    tab = await season.begin()
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
    expect(await season.kept()).toEqual([1, 1])
    expect(await season.plainRows()).toBeGreaterThan(200)
    expect(asked).toBeLessThan(6)
  })

  test.each([
    'G5 because it was sealed wrong',
    'G5 Y9 because it was sealed wrong, and nothing came after it',
  ])('%s is no reason to have wrong rows, or to ask in a ring', async (title) => {
    await season.sealWrongly()
    if (!title.includes('nothing')) await season.sell(600, 20)
    tab = await season.tablet.enrolled()
    tab.sync.start()
    await settle(tab)
    season.tablet.timers.advance(60_000)
    await settle(tab)
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
    expect(season.segmentsAsked).toBeLessThanOrEqual(8)
    expect(season.asked('/sync/pull')).toBeLessThan(12)
  })

  test('G5 P1 what a stranger answers is not taken for one; it is asked for again', async () => {
    season.server.meddle = (path, go) =>
      path.startsWith('/sync/segments/')
        ? Promise.resolve(new Response('<html>', { headers: { 'content-type': 'text/html' } }))
        : go()
    tab = await season.begin()
    expect(tab.status().contact).toBe('stranger')
    expect(await season.plainRows()).toBe(0)
    season.server.meddle = (_, go) => go()
    season.tablet.timers.advance(15 * 60_000)
    await settle(tab)
    expect(await season.kept()).toEqual([6, 6])
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
  })

  test('G3 Y7 cut off between two, the rest comes from where it stood', async () => {
    let asked = 0
    season.server.meddle = (path, go) =>
      path.startsWith('/sync/segments/') && ++asked === 3 ? Promise.reject(new TypeError('cut')) : go()
    tab = await season.begin()
    season.tablet.timers.advance(15 * 60_000)
    await settle(tab)
    expect(asked).toBeLessThan(9)
    expect(await season.kept()).toEqual([6, 6])
    expect(await season.onTablet(tab)).toEqual(await season.onServer())
  })

  test('G5 a tablet that cannot unpack takes rows', async () => {
    tab = await season.tablet.enrolled('R01', { inflate: undefined })
    tab.sync.start()
    await settle(tab)
    expect(season.segmentsAsked).toBe(0)
    expect(await season.plainRows()).toBe(300)
  })
})

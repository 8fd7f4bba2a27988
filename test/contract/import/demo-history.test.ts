import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { demoChain, ensureDemoChain } from '#server/demo/demo-chain.ts'
import { demoHistory, shiftDaysAt, tellHistory } from '#server/demo/history.ts'
import { memberTimeline } from '#server/projections/timeline.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { openLedger } from '#server/sync/open-ledger.ts'
import { known } from '#shared/base/assert.ts'
import { calendarDate, daysFromDate, DAY_MS } from '#shared/base/time.ts'
import { isTradeItemNumber } from '#shared/domain/barcode.ts'
import { count, valuesOf } from '../../make/rows.ts'
import { dialects, freshFolder } from '../dialects.ts'
import { startServer, until, urlOf } from '../http/process.ts'

vi.setConfig({ testTimeout: 120_000 })

/** A Thursday, noon in Taiwan. */
const noon = Date.parse('2026-11-19T04:00:00Z')
const never = new AbortController().signal

/** Aborted at the n-th look at it. */
function abortedAfter(looks: number): AbortSignal {
  let left = looks
  return {
    ...never,
    get aborted() {
      return --left < 0
    },
  } as AbortSignal
}

async function openDemo(db: Ledger['db']): Promise<Ledger> {
  return await openLedger({ db, now: () => noon, relay: 'inline', collectMs: 0 }, demoChain)
}

test('the history is shifted by whole weeks, and its last week holds yesterday', () => {
  for (let day = 0; day < 14; day += 1) {
    const now = noon + day * DAY_MS
    const shift = shiftDaysAt(now)
    expect(shift % 7).toBe(0)
    const last = daysFromDate('2011-08-31') + shift
    const yesterday = daysFromDate(calendarDate(now - DAY_MS, 480))
    expect(last - yesterday).toBeGreaterThanOrEqual(0)
    expect(last - yesterday).toBeLessThan(7)
  }
})

describe.each(dialects.filter(({ name }) => name === 'sqlite'))('on $name', ({ fresh }) => {
  test('half a year until yesterday, over both stores and the online shop, for members with names; it goes on where it was stopped', async () => {
    const ledger = await openDemo(await fresh())
    await ensureDemoChain(ledger, { history: 'wanted' })
    expect(await tellHistory(ledger, abortedAfter(12))).toBe(false)
    const before = await count(ledger.db, 'op')
    expect(before).toBeGreaterThan(100)
    expect(await demoHistory(ledger)).toMatchObject({ is: 'begun' })
    expect(await tellHistory(ledger, never)).toBe(true)
    expect(await demoHistory(ledger)).toMatchObject({ is: 'made' })
    const after = await count(ledger.db, 'op')
    expect(await tellHistory(ledger, never)).toBe(true)
    expect(await count(ledger.db, 'op')).toBe(after)

    const pickups = await valuesOf(ledger.db, 'pickup')
    expect(pickups).toHaveLength(12)
    expect(new Set(pickups.map(({ state }) => state))).toEqual(
      new Set(['allocated', 'picking', 'ready', 'partly-collected', 'collected']),
    )
    for (const { buyer, proofs, number, kind } of pickups) {
      expect(buyer, number).toMatch(/○/)
      expect([proofs.code !== null, proofs.order !== null], number).toEqual(
        kind === 'collect' ? [true, true] : [false, false],
      )
    }
    expect(await valuesOf(ledger.db, 'discrepancy')).toEqual([])
    // The shelves were counted when the chain was made, which is no part of its history.
    const tickets = (await valuesOf(ledger.db, 'ticket')).filter(({ units }) => units !== 0)
    const days = tickets.map(({ businessDate }) => businessDate).toSorted()
    expect(days[0]).toBe('2026-05-19')
    expect(days.at(-1)).toBe('2026-11-18')
    expect(new Set(tickets.map(({ register }) => register))).toEqual(
      new Set(['R01', 'R02', 'R03', 'R04', null]),
    )
    const shelves = (await valuesOf(ledger.db, 'stock')).filter(({ countedAt }) => countedAt !== null)
    expect(shelves.length).toBeGreaterThan(2000)
    expect(shelves.filter(({ onHand }) => onHand < 6 || onHand > 29)).toEqual([])
    expect(await valuesOf(ledger.db, 'difference')).toEqual([])

    const members = (await valuesOf(ledger.db, 'member')).flatMap((one) => ('name' in one ? [one] : []))
    expect(members.length).toBeGreaterThan(400)
    const surnames = new Set(members.map(({ name }) => name.slice(0, 1)))
    for (const surname of '單曾區仇解') expect(surnames).toContain(surname)
    const phones = members.flatMap(({ credentials }) => credentials.filter(({ kind }) => kind === 'phone'))
    expect(new Set(phones.map(({ value }) => value)).size).toBe(members.length)
    for (const { value } of phones) expect(value).toMatch(/^\+8869000\d{5}$/)

    const visits = Map.groupBy(tickets, ({ who }) => (who && 'member' in who ? who.member : null))
    visits.delete(null)
    const [busiest] = [...visits].toSorted(([, a], [, b]) => b.length - a.length)
    const { entries } = await memberTimeline(ledger, known(known(busiest, 'a member who came')[0], 'an id'))
    expect(new Set(entries.map(({ where }) => where))).toEqual(
      new Set(['store:XINYI', 'store:TAICHUNG', 'channel:web']),
    )
    expect(new Set(entries.map(({ date }) => date.slice(0, 7))).size).toBeGreaterThan(3)
    await ledger.close()
    await ledger.db.close()
  })

  test('its products have codes that scan, names, prices and a place in the shop', async () => {
    const ledger = await openDemo(await fresh())
    await ensureDemoChain(ledger, { history: 'wanted' })
    await tellHistory(ledger, abortedAfter(8))
    const products = await valuesOf(ledger.db, 'product')
    const categories = new Set((await valuesOf(ledger.db, 'category')).map(({ id }) => id))
    const scanned = products.filter(({ barcodes }) => barcodes.length > 0)
    expect(scanned.length).toBeGreaterThan(1200)
    expect(scanned.filter(({ sku }) => sku.startsWith('471')).length).toBeGreaterThan(400)
    for (const { sku, barcodes, price, name, category } of scanned) {
      expect(barcodes.every(isTradeItemNumber), sku).toBe(true)
      expect(price, sku).toBeGreaterThan(0)
      expect(name.trim(), sku).toBe(name)
      expect(categories, sku).toContain(category)
    }
    expect(products.filter(({ measure }) => measure === 'weight').length).toBeGreaterThan(5)
    await ledger.close()
    await ledger.db.close()
  })

  test("a small demo has none, and a chain of somebody's own is left alone", async () => {
    const ledger = await openDemo(await fresh())
    await ensureDemoChain(ledger, { history: 'none' })
    const before = await count(ledger.db, 'op')
    expect(await tellHistory(ledger, never)).toBe(true)
    expect(await count(ledger.db, 'op')).toBe(before)
    await ledger.close()
    await ledger.db.close()
  })
})

test('a server opens its door before the history is in, can be stopped meanwhile, and goes on at the next start', async () => {
  const folder = join(freshFolder(), 'data')
  const first = startServer(folder, { DEMO: 'full' })
  const url = await urlOf(first)
  await first.says(/need HTTPS/)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect(first.out()).toMatch(/Half a year of sales, orders and members is being put in/)
  expect(first.out()).toMatch(/UCI Online Retail \(Chen, 2015\), CC BY 4\.0; Open Food Facts, ODbL 1\.0/)
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  expect(first.err()).toMatch(/"isDone":false/)
  const second = startServer(folder, { DEMO: 'full' })
  await until(() => second.err().includes('"isDone":true'))
  second.child.kill('SIGKILL')
  await second.ended
  const third = startServer(folder, { DEMO: 'full' })
  await third.says(/need HTTPS/)
  expect(third.out()).not.toMatch(/Half a year/)
  expect(third.out()).toMatch(/Open Food Facts/)
  third.child.kill('SIGKILL')
  await third.ended
})

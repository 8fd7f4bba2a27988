import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import { fromHex } from '#shared/base/bytes.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { OUTFLOW_TRIES_MAX } from '#shared/domain/outflow.ts'
import { type Pickup, pickupKey } from '#shared/domain/pickup.ts'
import { readPickupCode } from '#shared/domain/proof.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import { strikeDeadlines } from '#server/sync/deadlines.ts'
import { readOutflow, settleOutflow } from '#server/sync/outflow-door.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { rebuildProjections } from '#server/projections/rebuild.ts'
import { sweepPickups } from '#server/projections/pickups.ts'
import { deviceOf, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { morningMs } from '../../make/ids.ts'
import { order } from '../../make/orders.ts'
import { enrolment } from '../../make/operations.ts'
import { handover, keyOf, part, placed, refOf, step, teasAndCups } from '../../make/pickups.ts'
import { ask, codesOf, count, settledRows } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const N1 = keyOf('N1')
const place = storeScope('S01')
const places = [put(CATALOG, 'place', [place, { id: place, name: '信義店' }])]
const ordered = order('N1', { lines: teasAndCups, parts: [part()] })

describe.each(dialects)('on $name', ({ fresh }) => {
  let ledger: Ledger
  let till: WireDevice
  let now = morningMs

  beforeEach(async () => {
    now = morningMs
    ledger = await ledgerOn(await fresh(), { now: () => now })
    till = await deviceOf(ledger, { id: 'D1' })
    await putRows(ledger, places)
    await recordFromChannel(ledger, 'shop', [ordered])
    await till.push(step(1, 'ready', { pickup: N1 }))
  })
  afterEach(async () => {
    await ledger.close()
    await ledger.db.close()
  })

  const page = (after = 0, limit = 100) => readOutflow(ledger, 'shop', { after, limit })
  const told = async () => (await page()).items.map(({ is, amount }) => [is, amount])

  async function pickup(): Promise<Pickup> {
    const rows = await ask(ledger.db, "SELECT value FROM replica_row WHERE tbl = 'pickup' AND deleted = 0")
    return JSON.parse(String(known(rows[0], 'the pickup')['value'])) as Pickup
  }

  test('K6 each deadline strikes once, however often it is found, and whoever finds it', async () => {
    expect(await strikeDeadlines(ledger)).toBe(0)
    now = morningMs + 5 * DAY_MS
    expect(await Promise.all([strikeDeadlines(ledger), strikeDeadlines(ledger)])).toEqual([1, 1])
    expect(await strikeDeadlines(ledger)).toBe(0)
    expect(await told()).toEqual([
      ['ready', 0],
      ['reminder', 0],
    ])
    // All of the last day it is still there.
    now = Date.parse('2026-03-09T23:59:59.998+08:00')
    expect(await strikeDeadlines(ledger)).toBe(0)
    now += 1
    await Promise.all([strikeDeadlines(ledger), strikeDeadlines(ledger)])
    expect(await strikeDeadlines(ledger)).toBe(0)
    expect(await told()).toEqual([
      ['ready', 0],
      ['reminder', 0],
      ['expired', 1250],
    ])
    expect((await pickup()).state).toBe('expired')
    expect(await ask(ledger.db, "SELECT count(*) AS n FROM op WHERE kind = 'pickup.deadline'")).toEqual([
      { n: 2 },
    ])
    expect(await count(ledger.db, 'op_conflict')).toBe(0)
  })

  test('R39 what was handed over does not expire; a day that was added is waited for', async () => {
    const until = morningMs + 12 * DAY_MS
    await till.push(step(2, 'extend', { pickup: N1, args: { until } }))
    now = morningMs + 8 * DAY_MS
    expect(await strikeDeadlines(ledger)).toBe(0)
    await till.push(handover(3, { pickup: await pickup() }))
    now = morningMs + 13 * DAY_MS
    expect(await strikeDeadlines(ledger)).toBe(0)
    expect((await pickup()).state).toBe('collected')
  })

  test('R36 K5 what the buyer shows goes out with the word that it is ready', async () => {
    const { items } = await page()
    expect(items).toMatchObject([{ is: 'ready', order: 'N1', ref: refOf('N1'), tries: 0 }])
    const key = fromHex(ledger.settings.receiptKey)
    expect(readPickupCode(items[0]?.pickupCode ?? '', key)).toEqual({
      ref: refOf('N1'),
      part: 1,
      lastDay: '2026-03-09',
    })
  })

  test('K5 the oldest comes first, page by page; what is done is gone, said once or twice', async () => {
    await till.push(step(2, 'cancel', { pickup: N1, args: { why: 'buyer' } }))
    const first = await page(0, 1)
    const second = await page(first.next ?? 0, 1)
    expect([first.items[0]?.is, second.items[0]?.is, second.next]).toEqual(['ready', 'cancelled', null])
    const done = [first.items[0]?.key ?? '']
    await settleOutflow(ledger, 'shop', { done, failed: [] })
    await settleOutflow(ledger, 'shop', { done, failed: [] })
    await settleOutflow(ledger, 'shop', { done: [...done, 'never heard of'], failed: [] })
    expect(await told()).toEqual([['cancelled', 1250]])
  })

  test('K5 a failure counts once; after the last one somebody must look, until it is done', async () => {
    const key = (await page()).items[0]?.key ?? ''
    const reason = 'HTTP 500'
    for (let tries = 0; tries < OUTFLOW_TRIES_MAX; tries++) {
      await settleOutflow(ledger, 'shop', { done: [], failed: [{ key, tries, reason }] })
      now++
      await settleOutflow(ledger, 'shop', { done: [], failed: [{ key, tries, reason }] })
    }
    expect(await told()).toEqual([])
    const live = "SELECT key FROM replica_row WHERE tbl = 'discrepancy' AND deleted = 0"
    expect(await ask(ledger.db, live)).toEqual([{ key: `outflow-dead:${key}` }])
    await settleOutflow(ledger, 'shop', { done: [key], failed: [] })
    expect(await ask(ledger.db, live)).toEqual([])
  })

  test('J1 R33 what was cancelled of an order that a counter took is folded again', async () => {
    const member = enrolment(2, { phone: '0912345678' })
    const sold = placed(3, { lines: teasAndCups, parts: [part()], total: 1250, member: member.id })
    const pickup = pickupKey(sold.id, 1)
    await till.push(member, sold, step(4, 'cancel', { pickup, args: { why: 'buyer' } }))
    const threads = await ask(ledger.db, "SELECT value FROM replica_row WHERE tbl = 'thread'")
    expect(threads.map(({ value }) => String(value))).toEqual([expect.stringContaining('"amount":-1250')])
    expect(await rebuildProjections(ledger)).toMatchObject({ differences: {} })
    await rebuildProjections(ledger, { drop: true })
    const live = "SELECT value FROM replica_row WHERE tbl = 'thread' AND deleted = 0"
    expect(await ask(ledger.db, live)).toEqual(threads)
  })

  test('K2 L4 deferred or inline, store, order and shop end the same', async () => {
    const deferred = await ledgerOn(await fresh(), { now: () => now, relay: 'deferred' })
    const there = await deviceOf(deferred, { id: 'D1' })
    await putRows(deferred, places)
    await recordFromChannel(deferred, 'shop', [ordered])
    await deferred.relay.idle()
    await there.push(step(1, 'ready', { pickup: N1 }))
    const given = handover(2, { pickup: await pickup(), units: { 0: 2 } })
    const away = step(3, 'cancel', { pickup: N1, args: { why: 'buyer' } })
    for (const device of [till, there]) await device.push(given, away)
    await deferred.close()
    expect(await count(deferred.db, 'message')).toBe(0)
    expect(await settledRows(deferred.db)).toEqual(await settledRows(ledger.db))
    expect(await codesOf(deferred.db)).toEqual([])
    await deferred.db.close()
  })

  test('K1 what ended long ago leaves the tablets, and a late snapshot does not begin it anew', async () => {
    await till.push(handover(2, { pickup: await pickup() }))
    now = morningMs + 59 * DAY_MS
    expect(await sweepPickups(ledger)).toBe(0)
    now = morningMs + 61 * DAY_MS
    expect(await sweepPickups(ledger)).toBe(1)
    const later = order('N1', { lines: teasAndCups, parts: [part()], revision: 2 })
    await recordFromChannel(ledger, 'shop', [later])
    const live = "SELECT key FROM replica_row WHERE tbl = 'pickup' AND deleted = 0"
    expect(await ask(ledger.db, live)).toEqual([])
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rebuildProjections } from '#server/projections/rebuild.ts'
import { memberTimeline } from '#server/projections/timeline.ts'
import { sweepVisitors } from '#server/projections/visitors.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import type { Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { HOUR_MS } from '#shared/base/time.ts'
import { morningMs } from '../../make/ids.ts'
import { deviceOf, haveAfter, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { order } from '../../make/orders.ts'
import { enrolment, fromTheFuture, giveBack, line, sale } from '../../make/operations.ts'
import { ask, settledRows, sumsOf, valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

describe.each(dialects)('on $name', ({ fresh }) => {
  let ledger: Ledger
  let till: WireDevice
  let now: number
  const early = enrolment(1, { phone: '0912345678', account: 'mei' })
  const late = enrolment(2, { phone: '0912345678', card: 'M2' })
  const other = enrolment(3, { card: 'M3' })

  beforeEach(async () => {
    now = morningMs
    ledger = await ledgerOn(await fresh(), { now: () => now++ })
    till = await deviceOf(ledger, { id: 'D1' })
    const sold = sale(4, { customer: { member: late.id }, lines: [line('A1', 150, 3)] })
    await till.push(early, other, sold, late)
    await till.push(giveBack(5, [{ ref: sold.id }]), sale(6, { customer: { kind: 'card', value: 'M3' } }))
    await till.push(sale(7, { customer: { kind: 'card', value: 'M9' } }), fromTheFuture(8))
    const refunds = [{ id: 'r1', amount: 150 }]
    await recordFromChannel(ledger, 'shop', [
      order('N1', { account: 'mei' }),
      order('N1', { account: 'mei', revision: 2, refunds }),
    ])
  })
  afterEach(async () => {
    await ledger.close()
    await ledger.db.close()
  })

  const heads = () => ask(ledger.db, 'SELECT scope, seq FROM scope_head ORDER BY scope')
  const write = (sql: string, ...params: string[]) =>
    ledger.db.write(function* () {
      yield { sql, params }
    })

  test('J1 a rebuild of what nobody touched writes nothing', async () => {
    const before = await heads()
    const commits = ledger.db.commitCount()
    expect(await rebuildProjections(ledger)).toEqual({ operations: 10, differences: {} })
    expect(await heads()).toEqual(before)
    expect(ledger.db.commitCount()).toBe(commits)
  })

  test('J1 a rebuild puts right what is wrong, and nothing else', async () => {
    const right = await settledRows(ledger.db)
    const accounts = await valuesOf(ledger.db, 'account')
    const owner = accounts.find(({ rank }) => rank?.member === early.id)
    await write(
      "UPDATE replica_row SET value = ? WHERE tbl = 'account' AND key = ?",
      JSON.stringify({ ...owner, points: 999 }),
      early.id,
    )
    const [thread] = await ask(ledger.db, "SELECT key FROM replica_row WHERE tbl = 'thread' AND key LIKE ?", [
      `${other.id}%`,
    ])
    await write(
      'UPDATE replica_row SET value = \'{"thread":"x","entries":{}}\' WHERE tbl = \'thread\' AND key = ?',
      String(thread?.['key']),
    )
    const { differences } = await rebuildProjections(ledger)
    expect(differences).toMatchObject({ account: 1, thread: 1 })
    expect(await settledRows(ledger.db)).toEqual(right)
    expect((await rebuildProjections(ledger)).differences).toEqual({})
  })

  test('J1 a row that should not be there goes', async () => {
    const right = await settledRows(ledger.db)
    await write(
      'INSERT INTO replica_row (scope, tbl, key, seq, deleted, value, h0, h1, at) VALUES (\'member:0\', \'thread\', ?, 9999, 0, \'{"thread":"x","entries":{}}\', 0, 0, 0)',
      `${early.id}/ghost`,
    )
    expect((await rebuildProjections(ledger)).differences).toEqual({ thread: 1 })
    expect(await settledRows(ledger.db)).toEqual(right)
  })

  test('J1 timelines and points that were dropped come back as they were', async () => {
    const right = await settledRows(ledger.db)
    const histories = () => Promise.all([early, late, other].map(({ id }) => memberTimeline(ledger, id)))
    const before = await histories()
    await rebuildProjections(ledger, { drop: true })
    expect(await settledRows(ledger.db)).toEqual(right)
    expect(await histories()).toEqual(before)
    const { kept, computed } = await sumsOf(ledger.db)
    expect(kept).toEqual(computed)
  })

  test('J1 a rebuild emits differences only: a tablet that was up to date is sent only what was put right', async () => {
    const have = haveAfter(await till.pull())
    await rebuildProjections(ledger)
    expect((await till.plan(have)).scopes).toEqual([])
    const [owner] = (await valuesOf(ledger.db, 'account')).filter(({ rank }) => rank?.member === other.id)
    await write(
      "UPDATE replica_row SET value = ? WHERE tbl = 'account' AND key = ?",
      JSON.stringify({ ...owner, points: 0 }),
      other.id,
    )
    await rebuildProjections(ledger)
    expect((await till.plan(have)).scopes.map(({ id, to, from }) => [id, to - from])).toEqual([
      ['store:S01', 1],
    ])
  })

  test('J1 after a drop and a rebuild life goes on: the next sale reaches the picture on the tablets', async () => {
    await rebuildProjections(ledger, { drop: true })
    await till.push(sale(20, { customer: { member: other.id } }))
    const [picture] = (await valuesOf(ledger.db, 'visitor')).filter(({ member }) => member === other.id)
    expect(picture).toMatchObject({ points: 6 })
    expect((await rebuildProjections(ledger)).differences).toEqual({})
  })

  test('R15 a member whom a store has not seen for 72 hours leaves its tablets', async () => {
    expect(await sweepVisitors(ledger)).toBe(0)
    now += 71 * HOUR_MS
    await till.push(sale(30, { customer: { member: other.id } }))
    now += 2 * HOUR_MS
    const before = await valuesOf(ledger.db, 'visitor')
    expect(await sweepVisitors(ledger)).toBe(before.length - 1)
    expect((await valuesOf(ledger.db, 'visitor')).map(({ member }) => member)).toEqual([other.id])
    const { kept, computed } = await sumsOf(ledger.db)
    expect(kept).toEqual(computed)
  })

  test('R15 whoever comes in while the tablets are swept stays', async () => {
    now += 73 * HOUR_MS
    const { db } = ledger
    const meanwhile = {
      ...ledger,
      db: {
        dialect: db.dialect,
        write: db.write.bind(db),
        read: async <T>(work: () => Step<T>): Promise<T> => {
          const seen = await db.read(work)
          await till.push(sale(31, { customer: { member: other.id } }))
          return seen
        },
      },
    }
    // Trusted: the sweep asks nothing else of a ledger.
    await sweepVisitors(meanwhile as unknown as Ledger)
    expect((await valuesOf(db, 'visitor')).map(({ member }) => member)).toEqual([other.id])
  })
})

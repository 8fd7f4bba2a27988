import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import { DAY_MS, HOUR_MS } from '#shared/base/time.ts'
import type { Have, PlannedScope } from '#shared/sync/protocol.ts'
import { receiptsScopes } from '#shared/sync/scope.ts'
import { openSegment, SEGMENT_FORMAT } from '#shared/sync/segment.ts'
import { retireReceipts } from '#server/projections/retired-receipts.ts'
import { sealReceipts, segmentNamed } from '#server/projections/segments.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { headsOf } from '#server/tables/scope-head.ts'
import { type SealedSegment, segmentsOf } from '#server/tables/segment.ts'
import { madeId, morningMs } from '../../make/ids.ts'
import { deviceOf, fewBuckets, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { giveBack, sale } from '../../make/operations.ts'
import { count, sumsOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const scopes = receiptsScopes(fewBuckets)

describe.each(dialects)('on $name', ({ fresh }) => {
  let ledger: Ledger
  let till: WireDevice
  let now: number
  let gestures: number

  beforeEach(async () => {
    now = morningMs
    gestures = 0
    ledger = await ledgerOn(await fresh(), { now: () => now++ })
    till = await deviceOf(ledger, { id: 'D1' })
  })
  afterEach(async () => {
    await ledger.close()
    await ledger.db.close()
  })

  const sell = async (many: number): Promise<void> => {
    await till.push(...Array.from({ length: many }, () => sale(++gestures)))
  }
  const night = async (): Promise<number> => {
    now += DAY_MS
    return await sealReceipts(ledger)
  }
  const sealed = (): Promise<SealedSegment[]> => ledger.db.read(() => segmentsOf(scopes))
  const planned = async (have: readonly Have[] = [], segments = SEGMENT_FORMAT): Promise<PlannedScope[]> => {
    const [plan] = await till.pull(have, { segments })
    return plan?.is === 'plan' ? plan.scopes.filter(({ id }) => id.startsWith('receipts:')) : []
  }
  const head = async (scope: string) =>
    known((await ledger.db.read(() => headsOf([scope]))).get(scope), 'the head')

  describe('sealing', () => {
    test('G2 takes what was written before the business day began, once', async () => {
      await sell(40)
      expect(await sealReceipts(ledger)).toBe(0)
      expect(await night()).toBe(2)
      expect(await sealReceipts(ledger)).toBe(0)
      await sell(10)
      now += HOUR_MS
      expect(await sealReceipts(ledger)).toBe(0)
      expect((await sealed()).reduce((sum, { rows }) => sum + rows, 0)).toBe(40)
    })

    test('G2 goes on where it ended, without what has changed since', async () => {
      await sell(20)
      await night()
      await till.push(giveBack(++gestures, [{ ref: madeId(3) }]))
      await sell(20)
      const before = await sealed()
      await night()
      const after = await sealed()
      expect(after).toEqual(expect.arrayContaining(before))
      for (const scope of scopes) {
        const ranges = after.filter((one) => one.scope === scope)
        expect(ranges.map(({ from }) => from)).toEqual([0, ...ranges.slice(0, -1).map(({ to }) => to)])
        expect(ranges.at(-1)?.to).toBe((await head(scope)).seq)
      }
      expect(after.reduce((sum, { rows }) => sum + rows, 0)).toBe(41)
    })

    test('G2 packs ten small ones again into one, which has only the latest rows; the old ones stay for a day', async () => {
      for (let day = 0; day < 10; day++) {
        await sell(8)
        if (day > 0) await till.push(giveBack(++gestures, [{ ref: madeId(1) }]))
        await night()
      }
      const chain = (await planned()).map(({ segments }) => segments?.length)
      expect(chain).toEqual([1, 1])
      expect((await sealed()).length).toBeGreaterThan(20)
      await sell(8)
      now += HOUR_MS
      await night()
      const left = await sealed()
      expect(left).toHaveLength(4)
      expect(left.reduce((sum, { rows }) => sum + rows, 0)).toBe(88)
    })

    test('G1 G2 the bytes are those of the name', async () => {
      await sell(5)
      await night()
      for (const { name, scope, from, to, rows } of await sealed())
        expect(openSegment(known(await segmentNamed(ledger, name), 'the bytes'), name)).toMatchObject({
          scope,
          from,
          to,
          rows,
        })
      expect(await segmentNamed(ledger, 'x')).toBeUndefined()
    })
  })

  describe('the plan', () => {
    beforeEach(async () => {
      await sell(30)
      await night()
      await sell(5)
    })

    test('G3 names the segments to a device that has nothing, and keeps its rows back', async () => {
      const lines = await till.pull([], { segments: SEGMENT_FORMAT })
      for (const scope of await planned()) {
        expect(scope).toMatchObject({ mode: 'snapshot', from: 0, segments: [{ from: 0 }] })
        expect(lines.some((line) => line.is === 'page' && line.scope === scope.id)).toBe(false)
      }
      expect(lines.at(-1)).toEqual({ is: 'done', more: true })
    })

    test('G3 goes on as a delta from the end of the last one', async () => {
      const have = (await planned()).map(({ id, generation, segments }): Have => ({
        scope: id,
        generation,
        cursor: segments?.at(-1)?.to ?? 0,
        sum: [0, 0],
      }))
      for (const { id, mode, from, segments } of await planned(have)) {
        expect({ id, mode, from, segments }).toEqual({
          id,
          mode: 'delta',
          from: have.find(({ scope }) => scope === id)?.cursor,
          segments: undefined,
        })
      }
    })

    test('G3 G5 names none to an app that does not read them, or where they could not be used', async () => {
      const told = (plan: readonly PlannedScope[]) => plan.map(({ segments }) => segments)
      expect(told(await planned([], SEGMENT_FORMAT + 1))).toEqual([undefined, undefined])
      const plain = scopes.map((scope): Have => ({
        scope,
        generation: 1,
        cursor: 0,
        sum: [0, 0],
        plain: true,
      }))
      expect(told(await planned(plain))).toEqual([undefined, undefined])
    })

    test('G3 names none of another generation', async () => {
      await ledger.db.write(function* () {
        yield { sql: 'UPDATE scope_head SET generation = 2' }
      })
      for (const { segments } of await planned()) expect(segments).toBeUndefined()
      await night()
      for (const { segments } of await planned()) expect(segments).toHaveLength(1)
    })

    test('G5 Y9 names none to a device that stood at the end with another sum', async () => {
      await night()
      const have = await Promise.all(
        scopes.map(async (scope): Promise<Have> => {
          const { generation, seq } = await head(scope)
          return { scope, generation, cursor: seq, sum: [1, 2] }
        }),
      )
      for (const { mode, segments } of await planned(have))
        expect([mode, segments]).toEqual(['snapshot', undefined])
    })
  })

  describe('the floor', () => {
    const young = async (): Promise<number> => {
      let live = 0
      for (const scope of scopes) live += (await head(scope)).count
      return live
    }

    test('G6 receipts leave sum and count 90 days after they last changed, and stay in the ledger', async () => {
      await sell(20)
      now += 50 * DAY_MS
      await sell(10)
      await till.push(giveBack(++gestures, [{ ref: madeId(3) }]))
      now += 41 * DAY_MS
      expect(await retireReceipts(ledger)).toBe(19)
      expect(await retireReceipts(ledger)).toBe(0)
      expect(await young()).toBe(11)
      expect(await count(ledger.db, "replica_row WHERE tbl = 'receipt' AND deleted = 0")).toBe(30)
      now += 91 * DAY_MS
      expect(await retireReceipts(ledger)).toBe(11)
      for (const scope of scopes) expect((await head(scope)).sum).toEqual([0, 0])
    })

    test('G6 one of which something comes back counts again, with all that came back before', async () => {
      await sell(4)
      await till.push(giveBack(++gestures, [{ ref: madeId(3) }]))
      now += 91 * DAY_MS
      await retireReceipts(ledger)
      expect(await young()).toBe(0)
      await till.push(giveBack(++gestures, [{ ref: madeId(3) }]))
      expect(await young()).toBe(1)
      const rows = await till.pull()
      const receipts = rows
        .flatMap((line) => (line.is === 'page' ? line.rows : []))
        .filter(([t]) => t === 'receipt')
      expect(receipts).toHaveLength(1)
      expect(receipts[0]?.[3]).toContain(madeId(5))
    })

    test('G6 L2 a device below it begins anew, one above it takes the old rows away and is asked for its sum', async () => {
      await sell(10)
      const have = await Promise.all(
        scopes.map(async (scope): Promise<Have> => {
          const { generation, seq, sum } = await head(scope)
          return { scope, generation, cursor: seq, sum: [sum[0], sum[1]] }
        }),
      )
      now += 91 * DAY_MS
      await retireReceipts(ledger)
      const { computed } = await sumsOf(ledger.db)
      for (const { id, mode, from, to, floor } of await planned(have))
        expect({ mode, from, to, floor }).toEqual({
          mode: 'delta',
          from: to,
          to: computed.get(id)?.seq,
          floor: to,
        })
      const ends = (await till.pull(have)).filter(
        (line) => line.is === 'end' && line.scope.startsWith('receipts:'),
      )
      expect(ends).toMatchObject([
        { sum: [0, 0], count: 0 },
        { sum: [0, 0], count: 0 },
      ])
      const below = have.map((one) => ({ ...one, cursor: one.cursor - 1 }))
      for (const scope of await planned(below)) expect(scope).toMatchObject({ mode: 'snapshot', from: 0 })
      const ahead = have.map((one) => ({ ...one, floor: one.cursor + 5 }))
      for (const scope of await planned(ahead)) expect(scope).toMatchObject({ mode: 'snapshot' })
    })
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { rebuildProjections } from '#server/projections/rebuild.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { HOUR_MS } from '#shared/base/time.ts'
import { storeScope } from '#shared/sync/scope.ts'
import { morningMs } from '../../make/ids.ts'
import { accepted, deviceOf, ledgerOn, WireDevice } from '../../make/ledger.ts'
import { type Made, line, sale, stockFound } from '../../make/operations.ts'
import { ask, settledRows, sumsOf, valuesOf } from '../../make/rows.ts'
import { arrived, asked, counted, sent } from '../../make/shelves.ts'
import { dialects } from '../dialects.ts'

const one = (sku: string) => [line(sku, 150)]

/** Two stores on a morning: counts, sales, a correction, and goods that are sent from one to the other. */
const here: readonly Made[] = [
  counted(1, { A1: 2, B2: 5 }),
  sale(2, { lines: one('A1') }),
  sale(3, { lines: [...one('A1'), ...one('B2')] }),
  sale(4, { lines: one('A1') }),
  counted(5, { B2: 3 }),
  asked(6, { from: 'S02', goods: { C3: 4 } }),
]
const there: readonly Made[] = [
  stockFound(11, 3, { store: 'S02', register: 'R02' }),
  sent(12, { transfer: here[5]?.id ?? sale(1).id, to: 'S01', goods: { C3: 4 } }, { store: 'S02' }),
]
const late = arrived(21, { transfer: here[5]?.id ?? sale(1).id, from: 'S02', goods: { C3: 3 } })

describe.each(dialects)('on $name', ({ fresh }) => {
  const ledgers: Ledger[] = []
  let ledger: Ledger

  async function shop(
    relay: 'inline' | 'deferred',
  ): Promise<{ ledger: Ledger; till: WireDevice; far: WireDevice }> {
    let now = morningMs
    const opened = await ledgerOn(await fresh(), { now: () => now++, relay })
    ledgers.push(opened)
    const till = await deviceOf(opened, { id: 'D1' })
    const far = await deviceOf(opened, { id: 'D2', store: 'S02', register: 'R02' })
    return { ledger: opened, till, far }
  }

  async function told(relay: 'inline' | 'deferred'): Promise<Ledger> {
    const { ledger: opened, till, far } = await shop(relay)
    accepted(await till.push(...here))
    accepted(await far.push(...there))
    accepted(await till.push(late))
    await opened.relay.idle()
    return opened
  }

  beforeEach(async () => {
    ledger = await told('inline')
  })
  afterEach(async () => {
    for (const opened of ledgers.splice(0)) {
      await opened.close()
      await opened.db.close()
    }
  })

  const onHand = async (on: Ledger) =>
    (await valuesOf(on.db, 'stock')).map(({ sku, onHand: units }) => `${sku} ${units}`)

  test('R40 R41 the shelves say what the operations moved', async () => {
    expect(await onHand(ledger)).toEqual(['A1 -1', 'B2 3', 'C3 3', 'A1 3', 'C3 -4'])
    expect(await valuesOf(ledger.db, 'difference')).toMatchObject([
      { sku: 'B2', expected: 4, counted: 3, value: -150 },
    ])
    const { kept, computed } = await sumsOf(ledger.db)
    expect(kept).toEqual(computed)
  })

  test('Y14 R41 a count swallows nothing that is sold after it, though the clock is set back and the server starts again', async () => {
    const db = await fresh()
    const clock = { now: morningMs + HOUR_MS }
    const opened = await ledgerOn(db, { now: () => clock.now })
    const counting = await deviceOf(opened, { id: 'D1' })
    const selling = await deviceOf(opened, { id: 'D2', register: 'R02' })
    accepted(await counting.push(counted(1, { A1: 5 })))
    clock.now = morningMs
    accepted(await selling.push(sale(2, { lines: one('A1'), register: 'R02' })))
    expect(await onHand(opened)).toEqual(['A1 4'])
    await opened.close()

    const again = await ledgerOn(db, { now: () => clock.now })
    ledgers.push(again)
    const sellingOn = new WireDevice(again, selling.row)
    sellingOn.chain = selling.chain
    accepted(await sellingOn.push(sale(3, { lines: one('A1'), register: 'R02' })))
    expect(await onHand(again)).toEqual(['A1 3'])
    expect(
      (await ask(db, 'SELECT received_at FROM op ORDER BY id')).map((row) => row['received_at']),
    ).toEqual([0, 1, 2].map((later) => morningMs + HOUR_MS + later))
  })

  test('L4 R40 they say the same when the mail is carried afterwards', async () => {
    // The relay reads the clock as well, and a clock of the test ticks at every reading.
    const timeless = async (on: Ledger) =>
      (await settledRows(on.db)).map((row) => row.replace(/"receivedAt":\d+,/g, ''))
    expect(await timeless(await told('deferred'))).toEqual(await timeless(ledger))
  })

  test('R43 what is oversold comes with the next answer, to the store where it happened', async () => {
    const rows = await ask(
      ledger.db,
      "SELECT scope, key FROM replica_row WHERE tbl = 'discrepancy' AND deleted = 0 ORDER BY scope, key",
    )
    expect(rows).toEqual([
      { scope: storeScope('S01'), key: 'oversold:A1' },
      { scope: storeScope('S01'), key: `transfer-differs:${here[5]?.id}` },
      { scope: storeScope('S02'), key: `transfer-differs:${here[5]?.id}` },
    ])
  })

  test('R41 of what came with one post the tablet’s chain decides, not its clock', async () => {
    const { till, ledger: opened } = await shop('inline')
    const yesterday = morningMs - 86_400_000
    accepted(await till.push(counted(31, { A1: 9 }), sale(32, { at: yesterday, lines: one('A1') })))
    expect(await onHand(opened)).toEqual(['A1 8'])
  })

  test('R40 the same operation told again moves nothing', async () => {
    const { till, ledger: opened } = await shop('inline')
    const ops = till.chain.add(...here)
    await till.send(ops)
    await till.send(ops)
    expect(await onHand(opened)).toEqual(['A1 -1', 'B2 3'])
  })

  test('J1 stock that was dropped, or is wrong, is folded again from the operations', async () => {
    const right = await settledRows(ledger.db)
    expect((await rebuildProjections(ledger)).differences).toEqual({})
    await ledger.db.write(function* () {
      yield {
        sql: "UPDATE replica_row SET value = '{}' WHERE tbl = 'stock' AND key = 'A1' AND scope = 'store:S01'",
      }
    })
    expect((await rebuildProjections(ledger)).differences).toEqual({ stock: 1, discrepancy: 1 })
    expect(await settledRows(ledger.db)).toEqual(right)
    await rebuildProjections(ledger, { drop: true })
    expect(await settledRows(ledger.db)).toEqual(right)
  })
})

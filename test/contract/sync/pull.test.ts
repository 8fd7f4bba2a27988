import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addLanes, type Lanes, NO_LANES, rowLanes } from '#shared/base/hash.ts'
import { put } from '#shared/sync/change.ts'
import { PAGE_ROWS_MAX, type Have, type PullLine } from '#shared/sync/protocol.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { deviceOf, haveAfter, ledgerOn, quietHeartbeat, WireDevice } from '../../make/ledger.ts'
import { enrolment, fromTheFuture, sale } from '../../make/operations.ts'
import { sumsOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

type Page = Extract<PullLine, { is: 'page' }>

const pagesOf = (lines: readonly PullLine[], scope?: string): Page[] =>
  lines.flatMap((line) => (line.is === 'page' && (scope === undefined || line.scope === scope) ? [line] : []))
const isEmpty = (lines: readonly PullLine[]): boolean => lines.map(({ is }) => is).join(' ') === 'plan done'

describe.each(dialects)('on $name', ({ fresh }) => {
  let ledger: Ledger
  let till: WireDevice

  beforeEach(async () => {
    ledger = await ledgerOn(await fresh())
    till = await deviceOf(ledger, { id: 'D1' })
  })
  afterEach(async () => {
    await ledger.close()
    await ledger.db.close()
  })

  const products = (from: number, many: number, price = 100) =>
    putRows(
      ledger,
      Array.from({ length: many }, (_, n) =>
        put(CATALOG, 'barcode', [
          `P${String(from + n).padStart(5, '0')}`,
          { sku: `sku ${from + n} ${price}` },
        ]),
      ),
    )

  test('L1 a device that is up to date gets an empty plan', async () => {
    await till.push(sale(1))
    const have = haveAfter(await till.pull())
    const lines = await till.pull(have)
    expect(isEmpty(lines)).toBe(true)
    expect(lines[0]).toMatchObject({ is: 'plan', scopes: [] })
    expect(lines[1]).toEqual({ is: 'done', more: false })
  })

  test('L1 P1 the plan echoes nonce, backend and epoch, and tells the server’s clock', async () => {
    const [plan] = await till.pull([], { nonce: 'n-7' })
    const { backend, epoch } = ledger.settings
    expect(plan).toMatchObject({ is: 'plan', nonce: 'n-7', backend, epoch })
    expect(plan).toHaveProperty('at', expect.any(Number))
  })

  test('Y7 a new device gets each of its scopes from the beginning to the end, page after page', async () => {
    await products(0, PAGE_ROWS_MAX * 2 + 50)
    const lines = await till.pull()
    const pages = pagesOf(lines, CATALOG)
    expect(pages.map(({ from, to, rows }) => [from, to, rows.length])).toEqual([
      [0, 200, 200],
      [200, 400, 200],
      [400, 450, 50],
    ])
    expect(lines.find((line) => line.is === 'end' && line.scope === CATALOG)).toMatchObject({
      to: 450,
      count: 450,
    })
  })

  test('Y9 the sum at the end of a scope is the sum over its rows', async () => {
    await till.push(sale(1), enrolment(2, { phone: '0912345678' }), sale(3))
    const lines = await till.pull()
    for (const end of lines) {
      if (end.is !== 'end') continue
      const rows = pagesOf(lines, end.scope).flatMap((page) => page.rows)
      const sum = rows.reduce<Lanes>(
        (lanes, [table, key, , value]) => addLanes(lanes, rowLanes(table, key, value ?? '')),
        NO_LANES,
      )
      expect([end.sum, end.count]).toEqual([[...sum], rows.length])
    }
  })

  test('Y9 what is kept with every write is what a recount of all rows comes to, deletions and rewrites included', async () => {
    await products(0, 30)
    await products(5, 10, 200)
    await putRows(ledger, [
      put(CATALOG, 'barcode', ['P00003', null]),
      put(CATALOG, 'barcode', ['P00008', null]),
    ])
    await products(8, 1, 300)
    await till.push(
      sale(1),
      enrolment(2, { phone: '0912345678' }),
      sale(3, { customer: { kind: 'phone', value: '0912345678' } }),
    )
    const { kept, computed } = await sumsOf(ledger.db)
    expect(kept).toEqual(computed)
    expect(kept.get(CATALOG)?.count).toBe(29)
  })

  test('L2 a delta holds the latest of each changed row only, and what was taken away', async () => {
    await products(0, 5)
    const have = haveAfter(await till.pull())
    await products(1, 1, 150)
    await products(1, 1, 200)
    await putRows(ledger, [put(CATALOG, 'barcode', ['P00002', null])])
    const [page, ...more] = pagesOf(await till.pull(have))
    expect(more).toEqual([])
    expect(page).toMatchObject({ scope: CATALOG, from: 5, to: 8 })
    expect(page?.rows).toEqual([
      ['barcode', 'P00001', 7, '{"sku":"sku 1 200"}'],
      ['barcode', 'P00002', 8, null],
    ])
  })

  test('L2 a new device is not told of what was taken away before it came', async () => {
    await products(0, 3)
    await putRows(ledger, [put(CATALOG, 'barcode', ['P00001', null])])
    const rows = pagesOf(await till.pull(), CATALOG).flatMap((page) => page.rows)
    expect(rows.map(([, key]) => key)).toEqual(['P00000', 'P00002'])
  })

  test.each<[string, (one: Have) => Have]>([
    ['above the head', (one) => ({ ...one, cursor: one.cursor + 1 })],
    ['of another generation', (one) => ({ ...one, generation: 9 })],
    ['with another sum', (one) => ({ ...one, sum: [one.sum[0] ^ 1, one.sum[1]] })],
  ])('L2 Y9 a cursor %s gets that scope alone as a snapshot', async (_, bent) => {
    await products(0, 3)
    await till.push(sale(1))
    const have = haveAfter(await till.pull()).map((one) => (one.scope === CATALOG ? bent(one) : one))
    const { scopes } = await till.plan(have)
    expect(scopes).toEqual([{ id: CATALOG, generation: 1, mode: 'snapshot', from: 0, to: 3 }])
  })

  test('L2 a cursor below the floor gets that scope alone as a snapshot', async () => {
    await products(0, 5)
    await ledger.db.write(function* () {
      yield { sql: "UPDATE scope_head SET floor = 4 WHERE scope = 'catalog'" }
    })
    const have = haveAfter(await till.pull()).map((one) =>
      one.scope === CATALOG ? { ...one, cursor: 3 } : one,
    )
    expect((await till.plan(have)).scopes).toMatchObject([{ id: CATALOG, mode: 'snapshot', from: 0 }])
  })

  test('L3 an answer that its size ended says so, and the rest comes when asked from there', async () => {
    await products(0, 1000)
    const taken = new Map<string, string>()
    let have: Have[] = []
    for (let asked = 0; asked < 20; asked++) {
      const lines = await till.pull(have, { maxBytes: 10_000 })
      const before = new Map(have.map((one) => [one.scope, one]))
      for (const { scope, from, to, rows } of pagesOf(lines)) {
        expect(from).toBe(before.get(scope)?.cursor ?? 0)
        for (const [, key, , value] of rows) taken.set(key, value ?? '')
        before.set(scope, { scope, generation: 1, cursor: to, sum: [0, 0] })
      }
      for (const line of lines)
        if (line.is === 'end')
          before.set(
            line.scope,
            haveAfter(lines).find(({ scope }) => scope === line.scope) ?? (line as never),
          )
      have = [...before.values()]
      const last = lines.at(-1)
      if (last?.is === 'done' && !last.more) break
    }
    expect(taken.size).toBe(1000)
    expect(isEmpty(await till.pull(have))).toBe(true)
  })

  test('Y10 a device gets its store, itself and what is chain-wide; another store’s sales never', async () => {
    const other = await deviceOf(ledger, { id: 'D2', store: 'S02', register: 'R02' })
    await till.push(sale(1))
    await other.push(sale(2, { store: 'S02', register: 'R02' }))
    const scopes = (await till.plan()).scopes.map(({ id }) => id)
    expect(scopes.filter((id) => /^(store|device)/.test(id))).toEqual(['store:S01', 'device:D1'])
    expect(scopes.some((id) => /^(member|credential|channel)/.test(id))).toBe(false)
    const tickets = pagesOf(await till.pull(), storeScope('S01')).flatMap(({ rows }) =>
      rows.flatMap(([table, key]) => (table === 'ticket' ? [key] : [])),
    )
    expect(tickets).toEqual(['R01-A-000001'])
  })

  test('Y10 a scope that is no longer the device’s is dropped, and a revoked device drops all', async () => {
    await till.push(sale(1))
    const have = haveAfter(await till.pull())
    const moved = new WireDevice(ledger, { ...till.row, store: 'S02' })
    const plan = await moved.plan(have)
    expect(plan.scopes.map(({ id, mode }) => [id, mode])).toEqual([
      ['store:S01', 'drop'],
      ['store:S02', 'snapshot'],
    ])
    const revoked = new WireDevice(ledger, { ...till.row, revokedAt: 1 })
    const { scopes } = await revoked.plan(have)
    expect(scopes.map(({ mode }) => mode)).toEqual(have.map(() => 'drop'))
    expect(pagesOf(await revoked.pull(have))).toEqual([])
  })

  test('Y8 visible is what all targets have applied', async () => {
    await till.push(sale(1), sale(2))
    expect(await till.plan()).toMatchObject({ durableSeq: 2, visibleSeq: 2 })
    await till.push(fromTheFuture(3), sale(4))
    expect(await till.plan()).toMatchObject({ durableSeq: 4, visibleSeq: 2 })
  })

  test('Y8 an incarnation that the server does not know has nothing visible', async () => {
    const other = new WireDevice(ledger, till.row)
    const [plan] = await other.pull([], { incarnation: 5 })
    expect(plan).toMatchObject({ durableSeq: 0, visibleSeq: 0 })
  })

  test('P5 a device whose head is not in the chain that stands here has nothing durable', async () => {
    const ops = till.chain.add(sale(1), sale(2), sale(3))
    await till.send(ops.slice(0, 2))
    const durableAt = async (headSeq: number, headLink: string) => {
      const [plan] = await till.pull([], { heartbeat: { ...quietHeartbeat, headSeq, headLink } })
      return plan?.is === 'plan' ? [plan.durableSeq, plan.visibleSeq] : []
    }
    for (const { seq, link } of ops) expect(await durableAt(seq, link)).toEqual([2, 2])
    for (const seq of [1, 2]) expect(await durableAt(seq, 'f'.repeat(64))).toEqual([0, 0])
  })

  test('L1 what is written while an answer is read is not half in it', async () => {
    await till.push(sale(1))
    const lines: PullLine[] = []
    const request = till.pull()
    await till.push(sale(2))
    lines.push(...(await request))
    const plan = lines.find((line) => line.is === 'plan')
    const tickets = pagesOf(lines, storeScope('S01')).flatMap(({ rows }) =>
      rows.filter(([table]) => table === 'ticket'),
    )
    expect(tickets).toHaveLength(plan?.visibleSeq ?? 0)
  })
})

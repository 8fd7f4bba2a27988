import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Tablet } from '#client/sync/tablet.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import { money } from '#shared/domain/money.ts'
import { putRows } from '#server/sync/rows.ts'
import { done, enrolling, selling } from '../../../make/intents.ts'
import { sumsOf } from '../../../make/rows.ts'
import { type Meddler, ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet
let tab: Tablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'pull')
  tab = await tablet.enrolled()
  const product = (n: number, price: number) =>
    put(CATALOG, 'product', [
      `A${n}`,
      { sku: `A${n}`, name: `茶 ${n}`, price: money(price), kind: 'goods', barcodes: [] },
    ])
  await putRows(
    server.ledger,
    Array.from({ length: 210 }, (_, n) => product(n, 100)),
  )
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

const ndjson = (text: string) => new Response(text, { headers: { 'content-type': 'application/x-ndjson' } })
const onPull =
  (change: (lines: string[]) => string): Meddler =>
  async (path, go) => {
    if (path !== '/sync/pull') return await go()
    return ndjson(change((await (await go()).text()).trimEnd().split('\n')))
  }
const honest: Meddler = (_, go) => go()
const cursors = async () =>
  new Map(
    (await tablet.cache((cache) => cache.scopes.toArray())).map(({ scope, cursor, sum, count }) => [
      scope,
      { cursor, sum, count },
    ]),
  )
const products = async () =>
  (await tablet.cache((cache) => cache.rows.toArray())).filter(({ table }) => table === 'product').length

/** What the cache holds is what the server holds of the device's scopes, counted and summed on either side. */
async function expectInStep(): Promise<void> {
  const { computed } = await sumsOf(server.db)
  for (const [scope, here] of await cursors()) {
    const there = computed.get(scope) ?? { seq: 0, sum: [0, 0], count: 0 }
    expect({ scope, ...here }).toEqual({ scope, cursor: there.seq, sum: there.sum, count: there.count })
  }
}

async function pullOnce(): Promise<void> {
  tab.sync.pullNow()
  await tab.sync.idle()
  await tab.settled()
}

test('Y7 Y9 a new tablet fetches everything of its scopes', async () => {
  tab.sync.start()
  await settle(tab)
  expect(await products()).toBe(210)
  expect((await tab.rows.list('product')).length).toBe(210)
  await expectInStep()
})

describe('an answer that breaks off', () => {
  test('L3 Y7 at any line leaves what came whole and moves nothing else; the next one brings the rest', async () => {
    await tab.commit(selling())
    await tab.commit(enrolling('0912345678'))
    tab.sync.start()
    await settle(tab)
    let lineCount = 1
    for (let cut = 0; cut < lineCount; cut++) {
      const broken = new TestTablet(server, `cut ${cut}`)
      const other = await broken.enrolled('R02')
      server.meddle = onPull((lines) => {
        lineCount = Math.max(lineCount, lines.length)
        const at = Math.min(cut, lines.length - 1)
        // Half of the line that was cut comes still.
        return [...lines.slice(0, at), lines[at]?.slice(0, 40)].join('\n')
      })
      other.sync.start()
      await other.sync.idle()
      expect(other.status().contact).toBe('unreachable')
      expect(await broken.cache((cache) => cache.visible())).toBeUndefined()
      const scopes = await broken.cache((cache) => cache.scopes.toArray())
      const rows = await broken.cache((cache) => cache.rows.toArray())
      for (const { scope, cursor, count } of scopes) {
        const here = rows.filter((row) => row.scope === scope)
        expect(here).toHaveLength(count)
        expect(here.every(({ seq }) => seq <= cursor)).toBe(true)
      }
      server.meddle = honest
      await settle(other)
      broken.timers.advance(15 * 60_000)
      await settle(other)
      expect(other.status().contact).toBe('online')
      expect(
        (await broken.cache((cache) => cache.rows.toArray())).filter(({ table }) => table === 'product'),
      ).toHaveLength(210)
      broken.close()
    }
    expect(lineCount).toBeGreaterThan(10)
  })
})

describe('a page', () => {
  test('Y7 that does not begin at the cursor is refused, with all its rows', async () => {
    server.meddle = onPull(
      (lines) => `${lines.join('\n').replace('"catalog","from":200', '"catalog","from":199')}\n`,
    )
    tab.sync.start()
    await tab.sync.idle()
    expect(await products()).toBe(200)
    expect((await cursors()).get(CATALOG)?.cursor).toBe(200)
    server.meddle = honest
    tablet.timers.advance(15 * 60_000)
    await settle(tab)
    expect(await products()).toBe(210)
    await expectInStep()
  })

  test('Y7 that comes twice is taken once', async () => {
    server.meddle = onPull(
      (lines) =>
        lines.flatMap((line) => (line.includes('"from":200') ? [line, line] : [line])).join('\n') + '\n',
    )
    tab.sync.start()
    await tab.sync.idle()
    server.meddle = honest
    tablet.timers.advance(15 * 60_000)
    await settle(tab)
    expect(await products()).toBe(210)
    await expectInStep()
  })
})

describe('a checksum that differs', () => {
  const changed = () =>
    onPull(
      (lines) => lines.join('\n').replaceAll('茶 17"', '茶 17!"').replaceAll('茶 17\\"', '茶 17!\\"') + '\n',
    )

  test('Y9 resets that scope alone, and the server’s sum is never adopted', async () => {
    server.meddle = changed()
    tab.sync.start()
    await tab.sync.idle()
    const before = await cursors()
    expect(before.has(CATALOG)).toBe(false)
    expect(before.get('store:S01')).toBeDefined()
    expect(await products()).toBe(0)
    server.meddle = honest
    tablet.timers.advance(60_000)
    await settle(tab)
    expect((await tab.rows.get('product', 'A17'))?.name).toBe('茶 17')
    await expectInStep()
  })

  test('Y9 T1 for ever is asked for again and again, but not in a ring', async () => {
    server.meddle = changed()
    tab.sync.start()
    await tab.sync.idle()
    expect(server.asked.filter((path) => path === '/sync/pull').length).toBeLessThanOrEqual(3)
    expect(tablet.timers.pending.length).toBeGreaterThan(0)
  })

  test('Y9 at rest is found by the next pull, though nothing changed on the server', async () => {
    tab.sync.start()
    await settle(tab)
    await tablet.cache(async (cache) => {
      await cache.rows.delete([CATALOG, 'product', 'A3'])
      const scope = await cache.scopes.get(CATALOG)
      if (scope) await cache.scopes.put({ ...scope, sum: [1, 2], count: 209 })
    })
    await pullOnce()
    await settle(tab)
    expect(await products()).toBe(210)
    await expectInStep()
  })
})

describe('who is no server of ours', () => {
  const answers: readonly (readonly [string, string, Meddler])[] = [
    [
      'a page of a captive portal',
      'stranger',
      () => Promise.resolve(new Response('<html>', { headers: { 'content-type': 'text/html' } })),
    ],
    ['JSON of somebody', 'stranger', () => Promise.resolve(ndjson('{"hello":1}\n'))],
    [
      'an answer to another question',
      'stranger',
      onPull((lines) => lines.join('\n').replace(/"nonce":"[^"]+"/, '"nonce":"old"') + '\n'),
    ],
    ['rows without a plan', 'stranger', onPull((lines) => lines.slice(1).join('\n') + '\n')],
    [
      'another chain',
      'other-backend',
      onPull((lines) => lines.join('\n').replace(/"backend":"[^"]+"/, '"backend":"theirs"') + '\n'),
    ],
    ['nobody', 'unreachable', () => Promise.reject(new TypeError('fetch failed'))],
    ['a broken server', 'unreachable', () => Promise.resolve(new Response('', { status: 502 }))],
  ]
  test.each(answers)('P1 P3 %s changes nothing here (%s)', async (_, contact, meddle) => {
    tab.sync.start()
    await settle(tab)
    const before = await cursors()
    await putRows(server.ledger, [put(CATALOG, 'barcode', ['x', { sku: 'A1' }])])
    server.meddle = meddle
    await pullOnce()
    expect(tab.status().contact).toBe(contact)
    expect(await cursors()).toEqual(before)
  })
})

test('Y8 an answer that stops short of the rows takes nothing off what was laid', async () => {
  const paid = done(await tab.commit(selling()))
  let answers = 0
  const short = onPull((lines) => `${[lines[0], '{"is":"done","more":true}'].join('\n')}\n`)
  server.meddle = (path, go, init) => {
    if (path !== '/sync/pull') return go()
    return answers++ === 0 ? short(path, go, init) : Promise.reject(new TypeError('fetch failed'))
  }
  await tab.sync.idle()
  tab.sync.start()
  await tab.sync.idle()
  await tab.settled()
  expect(await tablet.operations()).toMatchObject([{ durable: 1 }])
  expect(await tablet.cache((cache) => cache.visible())).toBeUndefined()
  expect(await tab.rows.get('ticket', paid.receiptNumber ?? '')).toMatchObject({ op: paid.op })
})

test('Y10 what is no longer in one of the tablet’s scopes leaves it', async () => {
  tab.sync.start()
  await tab.commit(selling())
  await settle(tab)
  const { device } = await tablet.device()
  await server.db.write(function* () {
    yield { sql: "UPDATE device SET store = 'S02' WHERE id = ?", params: [device] }
  })
  await settle(tab)
  expect([...(await cursors()).keys()].filter((scope) => scope.startsWith('store:'))).toEqual(['store:S02'])
  await server.db.write(function* () {
    yield { sql: 'UPDATE device SET revoked_at = 1 WHERE id = ?', params: [device] }
  })
  await settle(tab)
  expect(await tablet.cache((cache) => cache.rows.count())).toBe(0)
  expect(await cursors()).toEqual(new Map())
})

test('L2 another generation of a scope replaces it', async () => {
  tab.sync.start()
  await settle(tab)
  await server.db.write(function* () {
    yield { sql: "UPDATE scope_head SET generation = 2 WHERE scope = 'catalog'" }
  })
  await settle(tab)
  const scope = await tablet.cache((cache) => cache.scopes.get(CATALOG))
  expect(scope).toMatchObject({ generation: 2, cursor: 210, count: 210 })
})

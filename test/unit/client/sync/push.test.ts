import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Tablet } from '#client/sync/tablet.ts'
import { done, selling } from '../../../make/intents.ts'
import { valuesOf } from '../../../make/rows.ts'
import { type Meddler, ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet
let tab: Tablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'push')
  tab = await tablet.enrolled()
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

const onPush =
  (answer: (go: () => Promise<Response>) => Promise<Response>): Meddler =>
  (path, go) =>
    path === '/sync/push' ? answer(go) : go()
const asJson = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const jsonOf = async (response: Response) => (await response.json()) as Record<string, unknown>
const durable = async () => (await tablet.operations()).map((op) => op.durable)
/** Lets the pause after a failure pass, and the next try. */
const later = async () => {
  tablet.timers.advance(15 * 60_000)
  await settle(tab)
}

const strangers: readonly (readonly [string, (go: () => Promise<Response>) => Promise<Response>])[] = [
  [
    'a captive portal says 200 with a page',
    () => Promise.resolve(new Response('<html>Log in</html>', { headers: { 'content-type': 'text/html' } })),
  ],
  ['somebody says 200 with JSON that is not ours', () => Promise.resolve(asJson({}))],
  [
    'somebody says 200 with text that claims to be JSON',
    () => Promise.resolve(new Response('ok', { headers: { 'content-type': 'application/json' } })),
  ],
  [
    'the answer is to another question',
    async (go) => asJson({ ...(await jsonOf(await go())), nonce: 'of yesterday' }),
  ],
  [
    'the answer is of another epoch',
    async (go) => asJson({ ...(await jsonOf(await go())), epoch: 'long ago' }),
  ],
  [
    'the answer lacks its acceptances',
    async (go) => asJson({ ...(await jsonOf(await go())), acceptances: undefined }),
  ],
  ['the answer has the wrong status', async (go) => asJson(await jsonOf(await go()), 202)],
  ['nothing answers', () => Promise.reject(new TypeError('fetch failed'))],
  ['the server breaks after it stored', async (go) => (await go(), new Response('', { status: 500 }))],
  ['the proxy asks for a sign-in', () => Promise.resolve(asJson({ title: 'no' }, 401))],
  [
    'the answer is cut off',
    async (go) =>
      new Response((await (await go()).text()).slice(0, -2), {
        headers: { 'content-type': 'application/json' },
      }),
  ],
]

describe('an answer that is none', () => {
  test.each(strangers)(
    'P1 %s: the operation stays in the queue and is stored once in the end',
    async (_, answer) => {
      server.meddle = onPush(answer)
      tab.sync.start()
      done(await tab.commit(selling()))
      await tab.sync.idle()
      expect(await durable()).toEqual([0])
      expect((await tab.outbox()).map(({ receiptNumber }) => receiptNumber)).toEqual(['R01-A-000001'])
      expect(tab.status()).toMatchObject({ waiting: 1 })
      server.meddle = (_path, go) => go()
      await later()
      expect(await durable()).toEqual([1])
      expect(tab.status()).toMatchObject({ waiting: 0, contact: 'online' })
      expect(await valuesOf(server.db, 'ticket')).toHaveLength(1)
    },
  )
})

test('Y3 P6 what waits goes in one request, and its acceptance is kept', async () => {
  for (let n = 0; n < 7; n++) await tab.commit(selling())
  tab.sync.start()
  await settle(tab)
  expect((await tablet.operations()).map(({ acceptance }) => acceptance)).toEqual(Array(7).fill('accepted'))
  expect(server.asked.filter((path) => path === '/sync/push')).toHaveLength(1)
})

test('P1 Y13 only what the answer covers leaves the queue; the rest is sent again', async () => {
  let answers = 0
  server.meddle = onPush(async (go) => {
    const body = await jsonOf(await go())
    if (answers++ > 0) return asJson(body)
    return asJson({ ...body, durableSeq: 1, acceptances: (body['acceptances'] as unknown[]).slice(0, 1) })
  })
  for (let n = 0; n < 3; n++) await tab.commit(selling())
  tab.sync.start()
  await settle(tab)
  const asked = server.asked.filter((path) => path === '/sync/push')
  expect([asked.length, await durable()]).toEqual([2, [1, 1, 1]])
  expect(await valuesOf(server.db, 'ticket')).toHaveLength(3)
})

test('Y4 operations that the server lacks are sent again from the first', async () => {
  tab.sync.start()
  await tab.commit(selling())
  await settle(tab)
  // The tablet believes more than the server has.
  await tab.commit(selling())
  tab.sync.stop()
  await tab.sync.idle()
  await tablet.till((till) => till.operations.update([1, 2], { durable: 1 }))
  await tab.commit(selling())
  tab.sync.start()
  await settle(tab)
  expect(await durable()).toEqual([1, 1, 1])
  expect(await valuesOf(server.db, 'ticket')).toHaveLength(3)
})

describe('another backend', () => {
  const other: Meddler = async (path, go) => {
    if (path === '/sync/pokes') return await go()
    const response = await go()
    const text = (await response.text()).replaceAll(server.ledger.settings.backend, 'another chain')
    return new Response(text, { status: response.status, headers: response.headers })
  }

  let pushes = 0
  const misrouted: Meddler = async (path, go, init) => {
    if (path !== '/sync/push') return await other(path, go, init)
    const { nonce } = JSON.parse(typeof init.body === 'string' ? init.body : '{}') as { nonce: string }
    pushes++
    return asJson({ nonce, backend: 'another chain', epoch: 'e', expect: 1 }, 409)
  }

  test('P3 gets nothing more: the tablet stops sending, keeps its queue and says so', async () => {
    server.meddle = misrouted
    tab.sync.start()
    await tab.commit(selling())
    await settle(tab)
    expect(tab.status()).toMatchObject({ contact: 'other-backend', waiting: 1 })
    const before = pushes
    for (let hour = 0; hour < 4; hour++) await later()
    expect(pushes).toBe(before)
    expect(await durable()).toEqual([0])
  })

  test('P3 that was a mistake of the network is forgotten when the own one answers again', async () => {
    server.meddle = misrouted
    tab.sync.start()
    await tab.commit(selling())
    await settle(tab)
    server.meddle = (_path, go) => go()
    await later()
    await later()
    expect(await durable()).toEqual([1])
    expect(tab.status().contact).toBe('online')
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '#server/http/routes.ts'
import { secretHash } from '#server/auth/token.ts'
import { chained, heartbeat, pullOf, pushOf, saleOf, select, type Shop, bearer, openShop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const reached = (path: string): string =>
  path.replace(':channel', 'web').replace(':id', '01900000-0000-7000-8000-000000000001')
const strangers = [
  undefined,
  'Bearer',
  'Bearer x',
  `Bearer ${'A'.repeat(43)}`,
  `Basic ${'A'.repeat(43)}`,
  `Bearer ${'A'.repeat(99)}é`,
]

describe('who may ask', () => {
  test('the list of addresses is the one that was decided on', () => {
    expect(routes.map(({ method, path, asks }) => `${asks} ${method} ${path}`).sort()).toEqual([
      'anybody get /livez',
      'anybody get /metrics',
      'anybody get /readyz',
      'anybody post /devices/enrol',
      'anybody post /staff/sessions',
      'channel get /channels/:channel/outflow',
      'channel post /channels/:channel/operations',
      'channel post /channels/:channel/outflow/done',
      'device get /members/:id/timeline',
      'device get /receipts',
      'device get /receipts/:id',
      'device get /stock',
      'device get /sync/pokes',
      'device get /sync/segments/:name',
      'device post /sync/incarnation',
      'device post /sync/pull',
      'device post /sync/push',
      'staff get /admin/audit',
      'staff get /admin/channels',
      'staff get /admin/devices',
      'staff get /admin/discrepancies',
      'staff get /admin/disputes',
      'staff get /admin/places',
      'staff get /admin/staff',
      'staff get /admin/terms',
      'staff get /members/:id/history',
      'staff post /admin/channels',
      'staff post /admin/channels/:channel/disconnect',
      'staff post /admin/channels/:channel/settle',
      'staff post /admin/channels/:channel/token',
      'staff post /admin/devices/:device/revoke',
      'staff post /admin/registers/:register',
      'staff post /admin/registers/:register/code',
      'staff post /admin/staff',
      'staff post /admin/staff/:staff',
      'staff post /admin/staff/:staff/password',
      'staff post /admin/stores',
      'staff post /admin/stores/:store',
      'staff post /admin/stores/:store/registers',
      'staff post /admin/terms',
      'staff post /staff/password',
      'staff post /staff/sessions/end',
    ])
  })

  test.each(routes.filter(({ asks }) => asks !== 'anybody'))(
    '$method $path lets in nobody without a token of its kind',
    async ({ method, path, asks }) => {
      const device = await shop.enrolAt('R01')
      const tokens = asks !== 'device' ? [...strangers, `Bearer ${device.token}`] : strangers
      for (const authorization of tokens) {
        const headers = {
          'content-type': 'application/json',
          ...(authorization === undefined ? {} : { authorization: encodeURI(authorization) }),
        }
        const answer = await shop.ask(reached(path), {
          method: method.toUpperCase(),
          headers,
          ...(method === 'post' ? { body: '{}' } : {}),
        })
        expect(answer.status).toBe(401)
        expect(answer.headers.get('www-authenticate')).toBe('Bearer')
        expect(answer.type).toContain('application/problem+json')
      }
    },
  )

  test('a token speaks for its own device only', async () => {
    const [mine, other] = [await shop.enrolAt('R01'), await shop.enrolAt('R02')]
    const push = await shop.post('/sync/push', pushOf(other, chained(other, [saleOf(other, 1)])), mine.token)
    const pull = await shop.post('/sync/pull', pullOf(other), mine.token)
    expect([push.status, pull.status]).toEqual([403, 403])
  })

  test('a channel’s token opens its own channel only', async () => {
    const token = shop.said.find((line) => line.includes('Token of the channel'))?.split(': ')[1]
    const known = await shop.post('/channels/web/operations', { items: [] }, token)
    const other = await shop.post('/channels/phone/operations', { items: [] }, token)
    expect([known.status, other.status]).toEqual([200, 401])
    const headers = bearer(token ?? '')
    const own = await shop.ask('/channels/web/outflow', { headers })
    const another = await shop.ask('/channels/phone/outflow', { headers })
    const done = await shop.post('/channels/phone/outflow/done', { done: [], failed: [] }, token)
    expect([own.status, another.status, done.status]).toEqual([200, 401, 401])
  })

  test('a revoked device may hand in what it holds, is told to drop what it has, and sees nothing more', async () => {
    const device = await shop.enrolAt('R04')
    await shop.ledger.db.write(function* () {
      yield {
        sql: 'UPDATE device SET revoked_at = ? WHERE id = ?',
        params: [shop.ledger.now(), device.device],
      }
    })
    const push = await shop.post(
      '/sync/push',
      pushOf(device, chained(device, [saleOf(device, 41)])),
      device.token,
    )
    expect(push.status).toBe(200)
    const have = [{ scope: `store:${device.store.id}`, generation: 1, cursor: 1, sum: [0, 0] }]
    const pull = await shop.post('/sync/pull', pullOf(device, { have }), device.token)
    const [plan] = pull.text.split('\n').map((line) => JSON.parse(line || 'null') as unknown)
    expect(plan).toMatchObject({ is: 'plan', scopes: [{ id: `store:${device.store.id}`, mode: 'drop' }] })
    const timeline = await shop.ask('/members/01900000-0000-7000-8000-000000000001/timeline', {
      headers: bearer(device.token),
    })
    const pokes = await shop.ask('/sync/pokes', { headers: bearer(device.token) })
    const stock = await shop.ask('/stock?sku=TEA-01', { headers: bearer(device.token) })
    expect([timeline.status, pokes.status, stock.status]).toEqual([403, 403, 403])
  })

  test('only the hash of a token is stored', async () => {
    const device = await shop.enrolAt('R01')
    const hashes = (await select(shop, 'SELECT token_hash FROM device')).map((row) => row['token_hash'])
    expect(hashes).toContain(secretHash(device.token))
    expect(hashes).not.toContain(device.token)
  })

  test('the heartbeat of a push is what the operator sees', async () => {
    const device = await shop.enrolAt('R03')
    const beat = { ...heartbeat, outboxDepth: 77, oldestAt: shop.ledger.now() - 60_000, headSeq: 77 }
    await shop.post('/sync/push', pushOf(device, [], { heartbeat: beat }), device.token)
    await shop.ledger.heartbeats.flush()
    const metrics = await shop.ask('/metrics')
    expect(metrics.text).toMatch(/^onecounter_outbox_depth_max 77$/m)
  })
})

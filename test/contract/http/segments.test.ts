import { afterAll, beforeAll, expect, test } from 'vitest'
import { DAY_MS } from '#shared/base/time.ts'
import { openSegment } from '#shared/sync/segment.ts'
import { sealReceipts } from '#server/projections/segments.ts'
import { segmentsOf } from '#server/tables/segment.ts'
import { receiptsScopes } from '#shared/sync/scope.ts'
import { bearer, chained, openShop, pushOf, saleOf, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

test('G3 a segment is fetched by its name by a trusted device, and may be kept for ever', async () => {
  const device = await shop.enrolAt('R01')
  await shop.post('/sync/push', pushOf(device, chained(device, [saleOf(device, 1)])), device.token)
  await sealReceipts(shop.ledger, shop.ledger.now() + DAY_MS)
  const { buckets } = shop.ledger.settings
  const [sealed] = await shop.ledger.db.read(() => segmentsOf(receiptsScopes(buckets)))
  const address = `/sync/segments/${sealed?.name}`
  const headers = bearer(device.token)
  const answer = await fetch(shop.url + address, { headers })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/vnd.onecounter.segment')
  expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
  expect(openSegment(new Uint8Array(await answer.arrayBuffer()), sealed?.name ?? '')?.rows).toBe(sealed?.rows)
  expect((await shop.ask(`/sync/segments/${'0'.repeat(64)}`, { headers })).status).toBe(404)
  await shop.ledger.db.write(function* () {
    yield { sql: 'UPDATE device SET revoked_at = 1 WHERE id = ?', params: [device.device] }
  })
  expect((await shop.ask(address, { headers })).status).toBe(403)
})

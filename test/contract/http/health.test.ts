import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { isObject } from '#shared/base/json.ts'
import { chained, openShop, pushOf, saleOf, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

/** Probes are remembered for a second. */
const REMEMBERED_MS = 1000
const freshly = async () => {
  await new Promise((resolve) => setTimeout(resolve, REMEMBERED_MS + 50))
  return await shop.ask('/readyz')
}

describe('what a probe is told', () => {
  test('livez does not ask the database', async () => {
    // The chores of the start read as well.
    const read = vi.spyOn(shop.ledger.db, 'read')
    await vi.waitFor(async () => {
      read.mockClear()
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect(read).not.toHaveBeenCalled()
    }, 10_000)
    const health = vi.spyOn(shop.ledger.db, 'health')
    expect((await shop.ask('/livez')).body).toEqual({ alive: true })
    expect(read).not.toHaveBeenCalled()
    expect(health).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  test('Y2 readyz reads back that commits are durable, and says what else it looked at', async () => {
    const answer = await shop.ask('/readyz')
    expect(answer.status).toBe(200)
    const { epoch } = shop.ledger.settings
    expect(answer.body).toMatchObject({
      ready: true,
      checks: {
        durable: { ok: true, detail: 'journal_mode=wal synchronous=2, journal_mode=wal synchronous=2' },
        schema: { ok: true },
        epoch: { ok: true, detail: epoch },
        relay: { ok: true },
        disk: { ok: true },
      },
    })
  })

  test('Y2 a database that would acknowledge before the disk has it is not ready', async () => {
    vi.spyOn(shop.ledger.db, 'health').mockResolvedValue({ durable: false, detail: 'synchronous=1' })
    const answer = await freshly()
    vi.restoreAllMocks()
    expect(answer.status).toBe(503)
    expect(answer.body).toMatchObject({
      type: 'urn:onecounter:problem:not-ready',
      detail: 'durable: synchronous=1',
    })
  })

  test('a database that does not answer, or was restored under the running server, is not ready', async () => {
    vi.spyOn(shop.ledger.db, 'read').mockRejectedValue(new Error('gone'))
    expect((await freshly()).body).toMatchObject({ ready: false, checks: { schema: { ok: false } } })
    vi.restoreAllMocks()
    await shop.ledger.db.write(function* () {
      yield { sql: `UPDATE setting SET value = '"other"' WHERE key = 'epoch'` }
    })
    const answer = await freshly()
    expect(isObject(answer.body) && answer.body['detail']).toContain('restored under this server')
  })
})

describe('what the operator is told', () => {
  test('pushes, forks, gaps and their times are counted', async () => {
    const device = await shop.enrolAt('R01')
    const [first, second] = chained(device, [saleOf(device, 1), saleOf(device, 2)])
    await shop.post('/sync/push', pushOf(device, [first]), device.token)
    await shop.post('/sync/push', pushOf(device, [first]), device.token)
    await shop.post('/sync/push', pushOf(device, [{ ...second, seq: 3 }]), device.token)
    await shop.post('/sync/push', pushOf(device, [{ ...second, link: 'f'.repeat(64) }]), device.token)
    const { text, type } = await shop.ask('/metrics')
    expect(type).toContain('text/plain')
    const figure = (name: string) => Number(new RegExp(`^onecounter_${name} (\\S+)$`, 'm').exec(text)?.[1])
    expect(figure('duplicates_total')).toBe(1)
    expect(figure('gaps_total')).toBe(1)
    expect(figure('forks_total')).toBe(1)
    expect(figure('devices')).toBe(1)
    expect(figure('backup_age_seconds')).toBe(-1)
    expect(figure('answer_seconds_count{route="/sync/push",status="200"}')).toBe(2)
    expect(figure('commit_seconds_count')).toBeGreaterThan(0)
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
  })

  test('labels come from closed lists', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => shop.ask(`/unheard-of-${i}`)))
    const { text } = await shop.ask('/metrics')
    expect(text).not.toContain('unheard-of')
    expect(new Set([...text.matchAll(/route="([^"]*)"/g)].map(([, route]) => route)).size).toBeLessThan(12)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Enrolled } from '#shared/sync/protocol.ts'
import { bearer, chained, openShop, pushOf, returnOf, saleOf, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

type Listening = {
  readonly heard: string[]
  readonly until: (text: string) => Promise<void>
  readonly ended: Promise<void>
  readonly hangUp: () => void
}

async function listen(device: Enrolled): Promise<Listening> {
  const gone = new AbortController()
  const response = await fetch(`${shop.url}/sync/pokes`, {
    headers: { ...bearer(device.token), 'accept-encoding': 'gzip' },
    signal: gone.signal,
  })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  expect(response.headers.get('content-encoding')).toBeNull()
  const heard: string[] = []
  let wake = (): void => {}
  const ended = (async () => {
    for await (const chunk of response.body ?? []) {
      heard.push(new TextDecoder().decode(chunk))
      wake()
    }
  })().catch(() => {})
  const until = async (text: string): Promise<void> => {
    while (!heard.join('').includes(text)) await new Promise<void>((resolve) => (wake = resolve))
  }
  return { heard, until, ended, hangUp: () => gone.abort() }
}

describe('pokes', () => {
  test('a sale is told at once to the tablets of its store, and to no other', async () => {
    const seller = await shop.enrolAt('R01')
    const [same, other] = [await listen(await shop.enrolAt('R02')), await listen(await shop.enrolAt('R03'))]
    await same.until('listening')
    await other.until('listening')
    const started = performance.now()
    await shop.post('/sync/push', pushOf(seller, chained(seller, [saleOf(seller, 1)])), seller.token)
    await same.until('"scope":"store:XINYI"')
    expect(performance.now() - started).toBeLessThan(1000)
    expect(same.heard.join('')).toMatch(/data: \{"scope":"store:XINYI","seq":\d+\}\n\n/)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(other.heard.join('')).not.toContain('data:')
    expect((await shop.ask('/metrics')).text).toMatch(/^onecounter_poke_streams 2$/m)
    same.hangUp()
    other.hangUp()
  })

  test('what is given back of a receipt is told to the tablets of every store, once; twenty sales are not', async () => {
    const seller = await shop.enrolAt('R01')
    const other = await listen(await shop.enrolAt('R03'))
    await other.until('listening')
    const sold = Array.from({ length: 20 }, (_, n) => saleOf(seller, 100 + n))
    const [first] = sold
    if (!first) throw new Error('nothing was sold')
    const ops = chained(seller, [...sold, returnOf(seller, 200, first.id)])
    await shop.post('/sync/push', pushOf(seller, ops.slice(0, 20)), seller.token)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(other.heard.join('')).not.toContain('data:')
    const started = performance.now()
    await shop.post('/sync/push', pushOf(seller, ops.slice(20)), seller.token)
    await other.until('"scope":"receipts:')
    expect(performance.now() - started).toBeLessThan(1000)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(other.heard.join('').match(/data:/g)).toHaveLength(1)
    other.hangUp()
  })

  test('a device that opens ever more streams keeps the newest three', async () => {
    const device = await shop.enrolAt('R04')
    const streams = []
    for (let i = 0; i < 5; i++) {
      const stream = await listen(device)
      await stream.until('listening')
      streams.push(stream)
    }
    await Promise.all(streams.slice(0, 2).map(({ ended }) => ended))
    expect((await shop.ask('/metrics')).text).toMatch(/^onecounter_poke_streams 3$/m)
    for (const stream of streams.slice(2)) stream.hangUp()
  })

  test('a server that stops lets its listeners go', async () => {
    const own = await openShop()
    const device = await own.enrolAt('R01')
    const response = await fetch(`${own.url}/sync/pokes`, { headers: bearer(device.token) })
    const started = performance.now()
    await own.close()
    await response.text()
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

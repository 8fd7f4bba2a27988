import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openTablet } from '#client/sync/open-tablet.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { HOUR_MS } from '#shared/base/time.ts'
import { done, selling } from '../../../make/intents.ts'
import { Locks } from '../../../make/locks.ts'
import { count, valuesOf } from '../../../make/rows.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { TabLine } from '../../../make/tab-line.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

const MINUTE = 60_000

let server: ShopServer
let tablet: TestTablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'trouble')
})
afterEach(async () => {
  vi.restoreAllMocks()
  tablet.close()
  await server.close()
})

const turn = (): Promise<void> => new Promise((resume) => setImmediate(resume))
const stream = (start: (controller: ReadableStreamDefaultController) => void): Response =>
  new Response(new ReadableStream({ start }), { headers: { 'content-type': 'text/event-stream' } })

async function passing(ms: number, step: number, tab: Tablet): Promise<void> {
  for (let gone = 0; gone < ms; gone += step) {
    tablet.timers.advance(step)
    await tab.sync.idle()
    for (let n = 0; n < 3; n++) await turn()
  }
}

describe('enrolled again', () => {
  test('every tab goes by the new name', async () => {
    const locks = new Locks()
    const line = new TabLine()
    const one = await tablet.enrolled('R01', { locks, channel: line.end() })
    const two = await tablet.open({ locks, channel: line.end() })
    expect((await one.enrol(await server.code('R03'))).ok).toBe(true)
    await line.quiet()
    await two.settled()
    expect(two.device?.register.id).toBe('R03')
    const paid = done(await two.commit(selling()))
    await two.settled()
    expect((await two.rows.list('ticket')).map(({ number }) => number)).toEqual([paid.receiptNumber])
  })

  test('P1 an answer to what the earlier enrolment sent counts for nothing', async () => {
    const tab = await tablet.enrolled()
    tab.sync.start()
    for (let n = 0; n < 3; n++) done(await tab.commit(selling()))
    await settle(tab)
    await tablet.till((till) => till.operations.where('[incarnation+seq]').belowOrEqual([1, 3]).delete())
    let answer = (): void => {}
    server.meddle = async (path, go) => {
      const response = await go()
      if (path === '/sync/push') await new Promise<void>((resolve) => (answer = resolve))
      return response
    }
    done(await tab.commit(selling()))
    await vi.waitFor(() => expect(server.asked.filter((path) => path === '/sync/push')).toHaveLength(2))
    for (let n = 0; n < 20; n++) await turn()
    const release = answer
    server.meddle = (path, go) =>
      path === '/sync/push' ? Promise.reject(new TypeError('fetch failed')) : go()
    for (let n = 0; n < 6; n++) done(await tab.commit(selling()))
    expect((await tab.enrol(await server.code('R03'))).ok).toBe(true)
    release()
    await tab.sync.idle()
    expect((await tablet.operations()).filter(({ durable }) => durable === 1)).toEqual([])
  })

  test('Y13 at another chain hands in nothing of the former one, and waits for what is not sent', async () => {
    const tab = await tablet.enrolled()
    done(await tab.commit(selling()))
    const other = await ShopServer.open()
    const again = await openTablet(tablet.env({ fetch: other.fetch }))
    expect(await again.enrol(await other.code('R03'))).toEqual({ ok: false, error: 'other-chain' })
    expect(await tablet.operations()).toHaveLength(1)
    tab.sync.start()
    await settle(tab)
    tab.close()
    expect((await again.enrol(await other.code('R03'))).ok).toBe(true)
    again.sync.start()
    await settle(again)
    expect(await count(other.db, 'op')).toBe(0)
    again.close()
    await other.close()
  })
})

describe('a fork', () => {
  test('P5 whose answers are lost is one question, and costs one letter', async () => {
    const tab = await tablet.enrolled()
    tab.sync.start()
    await settle(tab)
    const copy = await tablet.copied('copy')
    const twin = await copy.open()
    done(await tab.commit(selling()))
    await settle(tab)
    done(await twin.commit(selling()))
    let lost = 0
    server.meddle = async (path, go) => {
      const response = await go()
      if (path !== '/sync/incarnation' || lost++ >= 5) return response
      throw new TypeError('fetch failed')
    }
    twin.sync.start()
    for (let n = 0; n < 12; n++) {
      copy.timers.advance(15 * MINUTE)
      await twin.sync.idle()
    }
    expect(lost).toBeGreaterThan(5)
    expect(await copy.device()).toMatchObject({ incarnation: 2, letter: 'B' })
    copy.close()
  })

  test('P7 that was handed in whole is not named as missing', async () => {
    const tab = await tablet.enrolled()
    tab.sync.start()
    await settle(tab)
    const copy = await tablet.copied('copy')
    const twin = await copy.open()
    server.meddle = (path, go) =>
      path === '/sync/push' ? Promise.reject(new TypeError('fetch failed')) : go()
    for (let n = 0; n < 3; n++) done(await twin.commit(selling()))
    twin.sync.start()
    await settle(twin)
    await server.ledger.heartbeats.flush()
    server.meddle = (_, go) => go()
    done(await tab.commit(selling()))
    await settle(tab)
    copy.timers.advance(HOUR_MS)
    await settle(twin)
    expect(await count(server.db, 'op')).toBe(4)
    const next = new TestTablet(server, 'next')
    await next.enrolled('R01')
    const named = await valuesOf(server.db, 'discrepancy')
    expect(named.filter(({ code }) => code === 'operations-missing')).toEqual([])
    next.close()
    copy.close()
  })
})

describe('the status line', () => {
  test('tells our own server’s no from a stranger’s', async () => {
    const tab = await tablet.enrolled()
    tab.sync.start()
    await settle(tab)
    const saying = (type: string) => () =>
      Promise.resolve(
        new Response(JSON.stringify({ type, status: 426 }), {
          status: 426,
          headers: { 'content-type': 'application/problem+json' },
        }),
      )
    server.meddle = saying('urn:onecounter:problem:protocol-not-taken')
    done(await tab.commit(selling()))
    tab.sync.pullNow()
    await tab.sync.idle()
    expect(tab.status()).toMatchObject({ contact: 'refused', waiting: 1 })
    server.meddle = saying('about:blank')
    tab.sync.wake()
    await tab.sync.idle()
    expect(tab.status()).toMatchObject({ contact: 'stranger', waiting: 1 })
  })

  test('tells of a server that is busy for hours as of one that is not there', async () => {
    const tab = await tablet.enrolled()
    tab.sync.start()
    await settle(tab)
    server.meddle = () => Promise.resolve(new Response('', { status: 503 }))
    tab.sync.pullNow()
    await tab.sync.idle()
    expect(tab.status().contact).toBe('online')
    await passing(HOUR_MS, MINUTE, tab)
    expect(tab.status().contact).toBe('unreachable')
  })
})

describe('pokes', () => {
  test('T3 a connection that speaks no more is opened anew', async () => {
    let opened = 0
    server.meddle = (path, go, init) => {
      if (path !== '/sync/pokes') return go()
      opened++
      return Promise.resolve(
        stream((controller) => {
          controller.enqueue(new TextEncoder().encode(': \n\n'))
          init?.signal?.addEventListener('abort', () =>
            controller.error(new DOMException('gone', 'AbortError')),
          )
        }),
      )
    }
    const tab = await tablet.enrolled()
    tab.sync.start()
    await passing(30 * MINUTE, 30_000, tab)
    expect(opened).toBeGreaterThan(10)
  })

  test('T3 after a long good connection the next one follows at once', async () => {
    const opened: number[] = []
    server.meddle = (path, go) => {
      if (path !== '/sync/pokes') return go()
      opened.push(tablet.timers.now())
      return Promise.resolve(
        stream((controller) => {
          controller.enqueue(new TextEncoder().encode(': \n\n'))
          tablet.timers.setTimer(() => controller.close(), 30_000)
        }),
      )
    }
    const tab = await tablet.enrolled()
    tab.sync.start()
    await passing(20 * MINUTE, 1_000, tab)
    const pauses = opened.slice(1).map((at, i) => at - (opened[i] ?? 0) - 30_000)
    expect(pauses.length).toBeGreaterThan(20)
    expect(Math.max(...pauses)).toBeLessThan(5_000)
  })

  test('Y9 a sum that is never right keeps no other scope away', async () => {
    server.meddle = async (path, go) => {
      const response = await go()
      if (path !== '/sync/pull') return response
      const lines = (await response.text()).split('\n')
      const bent = lines.map((line) =>
        line.includes('"end"') && line.includes('"catalog"')
          ? line.replace(/"sum":\[\d+,\d+\]/, '"sum":[1,2]')
          : line,
      )
      return new Response(bent.join('\n'), { headers: { 'content-type': 'application/x-ndjson' } })
    }
    const seller = new TestTablet(server, 'seller')
    const other = await seller.enrolled('R02')
    other.sync.start()
    done(await other.commit(selling()))
    await settle(other)
    const tab = await tablet.enrolled()
    tab.sync.start()
    await passing(10 * MINUTE, MINUTE, tab)
    expect(await tab.rows.list('ticket')).toHaveLength(1)
    const before = server.asked.filter((path) => path === '/sync/pull').length
    for (let n = 0; n < 50; n++) {
      tab.sync.pullNow()
      await tab.sync.idle()
    }
    expect(server.asked.filter((path) => path === '/sync/pull').length - before).toBeLessThan(3)
    seller.close()
  })
})

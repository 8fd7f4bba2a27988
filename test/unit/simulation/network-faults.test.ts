import { describe, expect, it } from 'vitest'
import { always, lines, ndjson, outcome, push, world } from './network-world.ts'

describe('faults', () => {
  it('a lost request never arrives; it shows as an error, soon or when patience ends', async () => {
    const { run, arrived, fetch, time, network } = world(always('request-lost'))
    const took: number[] = []
    await run(async () => {
      for (let i = 0; i < 8; i++) {
        const start = time.now()
        expect(await outcome(fetch)).toBe('TypeError')
        took.push(time.now() - start)
      }
    })
    expect(arrived).toEqual([])
    expect(network.hits('request-lost')).toBe(8)
    expect(took.some((ms) => ms < 100) && took.some((ms) => ms === 300_000)).toBe(true)
  })

  it('a lost response: the server has done its work', async () => {
    const { run, arrived, fetch } = world(always('response-lost'))
    expect(await run(() => outcome(fetch))).toBe('TypeError')
    expect(arrived).toHaveLength(1)
  })

  it('a doubled request does its work twice and answers once', async () => {
    let answers = 0
    const { run, arrived, fetch, time } = world(always('request-doubled'), () =>
      Promise.resolve(new Response(`${++answers}`)),
    )
    const seen = new Set<string>()
    await run(async () => {
      for (let i = 0; i < 20; i++) {
        const answer = await outcome(fetch)
        const number = Number(answer.split(' ')[1])
        seen.add(number % 2 === 1 ? 'first' : 'second')
        await time.sleep('main', 60_000)
      }
    })
    expect(arrived).toHaveLength(40)
    expect([...seen].toSorted()).toEqual(['first', 'second'])
  })

  it('delays change the order', async () => {
    const { run, arrived, fetch, network } = world(always('delayed'))
    await run(() => Promise.all(Array.from({ length: 12 }, (_, i) => fetch(`/${i}`).then((r) => r.text()))))
    const order = arrived.map((request) => request.url.pathname)
    expect(order).not.toEqual(Array.from({ length: 12 }, (_, i) => `/${i}`))
    expect(network.hits('delayed')).toBeGreaterThan(6)
  })

  it('a truncated body ends early, with an error or in silence, and is never whole', async () => {
    const ends = new Set<string>()
    const { run, fetch, network } = world(always('body-truncated'), lines)
    await run(async () => {
      for (let i = 0; i < 60; i++) {
        let got = ''
        const decoder = new TextDecoder()
        try {
          const response = await fetch('/sync/pull', push)
          for await (const piece of response.body ?? []) got += decoder.decode(piece, { stream: true })
          ends.add(got.length < ndjson.length ? 'short' : 'whole')
        } catch (error) {
          ends.add(error instanceof TypeError ? 'error' : 'other')
        }
        expect(ndjson.startsWith(got)).toBe(true)
      }
    })
    // A truncation may be drawn for a later chunk than the body has.
    expect([...ends].toSorted()).toEqual(['error', 'short', 'whole'])
    expect(network.hits('body-truncated')).toBeGreaterThan(20)
  })

  it('a truncated stream of pokes: the server sees that nobody listens', async () => {
    let gone = 0
    const { run, fetch, time, network } = world(always('body-truncated'), (request) => {
      request.signal.addEventListener('abort', () => gone++)
      const start = (controller: ReadableStreamDefaultController): void => {
        const poke = (): void => {
          if (request.signal.aborted) return
          controller.enqueue(new TextEncoder().encode('data: {}\n\n'))
          time.setTimer('server', poke, 1000)
        }
        poke()
      }
      return Promise.resolve(new Response(new ReadableStream({ start })))
    })
    await run(async () => {
      for (let i = 0; i < 10; i++) await outcome(fetch, '/sync/pokes')
      await time.sleep('main', 60_000)
    })
    expect(network.hits('body-truncated')).toBe(10)
    expect(gone).toBe(10)
  })

  it('an error status after the work was done', async () => {
    const { run, arrived, fetch } = world(always('error-after-commit'))
    await run(async () => {
      for (let i = 0; i < 10; i++) expect(await outcome(fetch)).toMatch(/^50[0234] /)
    })
    expect(arrived).toHaveLength(10)
  })

  it('a captive portal says 200 and is not our server', async () => {
    for (const [fault, type] of [
      ['portal-html', 'text/html'],
      ['portal-json', 'application/json'],
    ] as const) {
      const { run, arrived, fetch } = world(always(fault))
      const types = await run(() => Promise.all(Array.from({ length: 30 }, () => fetch('/sync/push', push))))
      expect(
        types.some((response) => response.ok && response.headers.get('content-type')?.startsWith(type)),
      ).toBe(true)
      expect(arrived).toEqual([])
    }
  })

  it('an overloaded server says when to come again, and has done nothing', async () => {
    const { run, arrived, fetch } = world(always('server-busy'))
    const response = await run(() => fetch('/sync/push', push))
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(arrived).toEqual([])
  })

  it('a broken cache gives an earlier answer again, its own or that of another tablet', async () => {
    const { run, fetch, network, time } = world(always('stale-response'))
    const other = network.fetchFor({ tablet: 'two', actor: 'main' })
    const answers = await run(async () => {
      const first = await outcome((input, init) => other(input, { ...init, body: 'of two' }))
      await time.sleep('main', 1000)
      return [first, await outcome(fetch), await outcome(fetch, '/sync/pull')]
    })
    expect(answers[0]).toContain('of two')
    expect(answers[1]).toBe(answers[0])
    expect(answers[2]).toContain('nonce')
  })

  it('none of them touches a calm seed, and the same seed meets the same ones', async () => {
    const storm = async (seed: number): Promise<string> => {
      const swarm = { ...always(), 'request-lost': 1, 'body-truncated': 2, delayed: 1, 'request-doubled': 1 }
      const { run, fetch, time } = world(swarm, lines, seed)
      await run(async () => {
        await Promise.all(Array.from({ length: 30 }, () => outcome(fetch)))
      })
      return time.trace.hash
    }
    expect(await storm(1)).toBe(await storm(1))
    expect(await storm(1)).not.toBe(await storm(2))
  })
})

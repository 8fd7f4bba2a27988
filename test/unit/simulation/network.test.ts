import { describe, expect, it } from 'vitest'
import { networkFaults } from '../../simulation/network-faults.ts'
import { calm } from '../../simulation/swarm.ts'
import { echo, outcome, push, world } from './network-world.ts'

describe('a calm network', () => {
  it('carries method, headers and body there, status, headers and body back, each in its actor', async () => {
    const { run, arrived, fetch, time, network } = world(calm(networkFaults))
    const body = await run(async () => {
      const response = await fetch(new URL('http://server.test/sync/push?x=1'), push)
      expect(response).toBeInstanceOf(Response)
      expect(response.headers.get('x-by')).toBe('echo')
      expect(time.current).toBe('main')
      return response.text()
    })
    expect(JSON.parse(body)).toEqual({ path: '/sync/push', body: '{"nonce":1}' })
    expect(arrived).toMatchObject([{ method: 'POST', tablet: 'one', body: '{"nonce":1}' }])
    expect(arrived[0]?.headers.get('authorization')).toBe('Bearer t')
    expect(time.now()).toBeGreaterThan(3)
    expect(network.sentBy('one')).toBe(1)
  })

  it('streams pokes for as long as both live, in any pieces', async () => {
    const sent = Array.from({ length: 30 }, (_, i) => `data: {"scope":"store:一","seq":${i}}\n\n`)
    const { run, time, fetch } = world(calm(networkFaults), () => {
      const encoder = new TextEncoder()
      const stream = new ReadableStream<Uint8Array>({
        start: (controller) => {
          for (const [i, line] of sent.entries()) {
            time.setTimer('server', () => controller.enqueue(encoder.encode(line)), i * 1000)
          }
          time.setTimer('server', () => controller.close(), 40_000)
        },
      })
      return Promise.resolve(new Response(stream, { headers: { 'content-type': 'text/event-stream' } }))
    })
    const { pieces, at } = await run(async () => {
      const seen: string[] = []
      const times: number[] = []
      const decoder = new TextDecoder()
      const response = await fetch('/sync/pokes')
      for await (const piece of response.body ?? []) {
        times.push(time.now())
        seen.push(decoder.decode(piece, { stream: true }))
      }
      return { pieces: seen, at: times }
    })
    expect(pieces.join('')).toBe(sent.join(''))
    expect(pieces.length).toBeGreaterThan(sent.length)
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeGreaterThan(28_000)
  })
})

describe('lines, tabs and servers that go', () => {
  it('a cut line fails at once or later, for the prefixes that were cut, until it is healed', async () => {
    const { run, arrived, fetch, network } = world(calm(networkFaults))
    const answers = await run(async () => {
      network.cut('one', ['/sync/pull'])
      const during = [await outcome(fetch, '/sync/pull'), await outcome(fetch, '/sync/push')]
      network.heal('one')
      return [...during, await outcome(fetch, '/sync/pull')]
    })
    expect(answers).toEqual(['TypeError', expect.stringMatching(/^200/), expect.stringMatching(/^200/)])
    expect(arrived).toHaveLength(2)
    expect(network.hits('offline')).toBe(1)
  })

  it('a cut in the middle of a stream ends it, and the server sees the client go', async () => {
    let gone = false
    const { run, network, time, fetch } = world(calm(networkFaults), (request) => {
      request.signal.addEventListener('abort', () => (gone = true))
      const stream = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
      })
      return Promise.resolve(new Response(stream))
    })
    await run(async () => {
      const reader = (await fetch('/sync/pokes')).body?.getReader()
      await reader?.read()
      network.cut('one')
      await expect(reader?.read()).rejects.toThrow(TypeError)
      await time.sleep('main', 1000)
    })
    expect(gone).toBe(true)
  })

  it('an abort rejects with its reason, before the head or in the body', async () => {
    const { run, fetch, arrived } = world(calm(networkFaults))
    await run(async () => {
      const early = new AbortController()
      const waiting = fetch('/sync/push', { ...push, signal: early.signal })
      early.abort()
      await expect(waiting).rejects.toThrow('aborted')
      await expect(fetch('/sync/push', { signal: early.signal })).rejects.toThrow('aborted')
      const late = new AbortController()
      const response = await fetch('/sync/push', { ...push, signal: late.signal })
      late.abort(new Error('enough'))
      await expect(response.text()).rejects.toThrow('enough')
    })
    expect(arrived).toHaveLength(2)
  })

  it('the fetch of a killed tab never settles, and what was on the wire still arrives', async () => {
    const { run, network, time, arrived } = world(calm(networkFaults))
    const seen: string[] = []
    const fetch = network.fetchFor({ tablet: 'two', actor: 'tab' })
    const work = async (): Promise<void> => {
      try {
        await fetch('/sync/push', push)
      } finally {
        seen.push('finally')
      }
    }
    await run(async () => {
      time.post('tab', () => void work())
      await time.sleep('main', 1)
      time.kill('tab')
      void work()
      await time.sleep('main', 600_000)
    })
    expect(seen).toEqual([])
    expect(arrived).toHaveLength(1)
  })

  it('a killed server breaks what is under way, refuses the rest, and the next one answers', async () => {
    const { run, network, time, fetch } = world(calm(networkFaults), () => new Promise(() => {}))
    const answers = await run(async () => {
      const waiting = outcome(fetch)
      await time.sleep('main', 100)
      time.kill('server')
      const broken = [await waiting, await outcome(fetch)]
      network.attach({ actor: 'server 2', handle: echo })
      return [...broken, await outcome(fetch)]
    })
    expect(answers).toEqual(['TypeError', 'TypeError', expect.stringMatching(/^200/)])
  })

  it('an error of the server code ends the run', async () => {
    const { run, fetch } = world(calm(networkFaults), () => Promise.reject(new Error('unhandled')))
    await expect(run(() => outcome(fetch))).rejects.toThrow('unhandled')
  })
})

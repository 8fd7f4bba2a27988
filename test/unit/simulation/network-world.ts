import { expect } from 'vitest'
import { type Fetch, type Handle, Network, type VirtualRequest } from '../../simulation/network.ts'
import { type NetworkFault, networkFaults } from '../../simulation/network-faults.ts'
import { Random } from '../../simulation/random.ts'
import { Scheduler } from '../../simulation/scheduler.ts'
import { calm, type Swarm } from '../../simulation/swarm.ts'

export type World = {
  readonly time: Scheduler
  readonly network: Network
  readonly arrived: VirtualRequest[]
  readonly fetch: Fetch
  readonly run: <T>(main: () => Promise<T>) => Promise<T>
}

/** Only these faults, and so strong that every request meets them. */
export const always = (...faults: readonly NetworkFault[]): Swarm<NetworkFault> => {
  const swarm = { ...calm(networkFaults) }
  for (const fault of faults) swarm[fault] = 1000
  return swarm
}

export function world(swarm: Swarm<NetworkFault>, handle: Handle = echo, seed = 1): World {
  const random = new Random(seed)
  const time = new Scheduler({ random: random.fork('schedule'), startMs: 0 })
  const network = new Network({ scheduler: time, random: random.fork('network'), swarm })
  const arrived: VirtualRequest[] = []
  network.attach({
    actor: 'server',
    handle: (request) => {
      expect(time.current).toBe('server')
      arrived.push(request)
      return handle(request)
    },
  })
  const fetch = network.fetchFor({ tablet: 'one', actor: 'main' })
  return { time, network, arrived, fetch, run: (main) => time.run(main, { virtualMs: 3_600_000 }) }
}

export const echo: Handle = (request) =>
  Promise.resolve(
    Response.json({ path: request.url.pathname, body: request.body }, { headers: { 'x-by': 'echo' } }),
  )

export const ndjson = Array.from(
  { length: 40 },
  (_, i) => `${JSON.stringify({ row: i, name: '顧客' })}\n`,
).join('')
export const lines: Handle = () =>
  Promise.resolve(new Response(ndjson, { headers: { 'content-type': 'application/x-ndjson' } }))

export const push = { method: 'POST', body: '{"nonce":1}', headers: { authorization: 'Bearer t' } }

/** What one fetch came to, in a word. */
export async function outcome(fetch: Fetch, path = '/sync/push'): Promise<string> {
  try {
    const response = await fetch(path, push)
    return `${response.status} ${await response.text()}`
  } catch (error) {
    return error instanceof Error ? error.name : 'no error'
  }
}

import { describe, expect, it } from 'vitest'
import { Random } from '../../simulation/random.ts'
import { Scheduler, type SimulationStuck } from '../../simulation/scheduler.ts'

const scheduler = (seed: number, stickiness = 0): Scheduler =>
  new Scheduler({ random: new Random(seed), startMs: 1000, stickiness, tasksPerInstantMax: 5000 })

const stuck = async (run: Promise<unknown>): Promise<string> => {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const kindOf = (value: unknown): value is SimulationStuck => value instanceof Error && 'kind' in value
  return kindOf(error) ? error.kind : `no finding: ${String(error)}`
}

describe('virtual time', () => {
  it('jumps to the next timer, and a timer never comes early', async () => {
    const time = scheduler(1)
    const seen: number[] = []
    for (const ms of [86_400_000, 5, 60_000, 0]) time.setTimer('till', () => seen.push(time.now()), ms)
    const stop = await time.runUntilQuiet(1e9)
    expect(seen).toEqual([1000, 1005, 61_000, 86_401_000])
    expect(stop).toMatchObject({ why: 'quiet', tasks: 4, nowMs: 86_401_000 })
  })

  it('stops at its limit and goes on from there', async () => {
    const time = scheduler(1)
    const seen: number[] = []
    const tick = (): void => {
      seen.push(time.now())
      time.setTimer('till', tick, 100)
    }
    time.setTimer('till', tick, 100)
    expect(await time.runUntilQuiet(250)).toMatchObject({ why: 'limit', nowMs: 1250 })
    expect(seen).toEqual([1100, 1200])
    await time.runUntilQuiet(50)
    expect(seen).toEqual([1100, 1200, 1300])
  })

  it('does not call a cancelled timer', async () => {
    const time = scheduler(1)
    const seen: string[] = []
    const cancel = time.setTimer('till', () => seen.push('cancelled'), 5)
    time.setTimer('till', cancel, 4)
    await time.runUntilQuiet(100)
    expect(seen).toEqual([])
  })

  it('stands behind the global timers while it runs, and gives them back', async () => {
    const before = [globalThis.setImmediate, globalThis.setTimeout, globalThis.clearTimeout]
    const time = scheduler(1)
    const seen: string[] = []
    const at = (name: string) => () => void seen.push(`${name} ${time.now()}`)
    await time.run(
      async () => {
        setTimeout(at('an hour'), 3_600_000).unref()
        clearTimeout(setTimeout(at('never'), 10))
        const interval = setInterval(at('again'), 20)
        setTimeout(() => clearInterval(interval), 50)
        await new Promise((resolve) => void setImmediate(resolve))
        await time.sleep('main', 7_200_000)
      },
      { virtualMs: 1e8 },
    )
    expect(seen).toEqual(['again 1020', 'again 1040', 'an hour 3601000'])
    expect([globalThis.setImmediate, globalThis.setTimeout, globalThis.clearTimeout]).toEqual(before)
  })
})

describe('one task at a time', () => {
  it('drains all microtasks and ticks before the next task', async () => {
    const time = scheduler(5)
    let open = 0
    let most = 0
    const work = async (): Promise<void> => {
      most = Math.max(most, ++open)
      for (let i = 0; i < 120; i++) await Promise.resolve()
      await new Promise<void>((resolve) => process.nextTick(resolve))
      await new Response('body').text()
      open--
    }
    for (let i = 0; i < 500; i++) time.post(`tab ${i % 7}`, () => void work())
    await time.runUntilQuiet(0)
    expect({ open, most }).toEqual({ open: 0, most: 1 })
  })

  it('knows whose task it is, in its microtasks too', async () => {
    const time = scheduler(5)
    const wrong: string[] = []
    const work = async (name: string): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        await new Promise((resolve) => void setImmediate(resolve))
        for (let j = 0; j < 5; j++) await Promise.resolve()
        if (time.current !== name) wrong.push(`${name} as ${time.current}`)
      }
    }
    for (const name of ['one', 'two', 'three']) time.post(name, () => void work(name))
    await time.runUntilQuiet(0)
    expect(wrong).toEqual([])
  })

  it('keeps the order within an actor, and mixes actors by the seed', async () => {
    const order = async (seed: number, stickiness?: number): Promise<string[]> => {
      const time = scheduler(seed, stickiness)
      const seen: string[] = []
      for (let i = 0; i < 20; i++)
        for (const name of ['a', 'b']) time.post(name, () => seen.push(`${name}${i}`))
      await time.runUntilQuiet(0)
      return seen
    }
    const one = await order(1)
    for (const name of ['a', 'b']) {
      const own = one.filter((task) => task.startsWith(name))
      expect(own).toEqual(Array.from({ length: 20 }, (_, i) => `${name}${i}`))
    }
    expect(await order(1)).toEqual(one)
    expect(await order(2)).not.toEqual(one)
    const changes = (tasks: readonly string[]): number =>
      tasks.filter((task, i) => task[0] !== tasks[i - 1]?.[0]).length
    expect(changes(await order(1, 0.95))).toBeLessThan(changes(one))
  })

  it('keeps the order within an actor when storage is slow', async () => {
    const random = new Random(4)
    const time = new Scheduler({ random, storageDelayMs: () => random.int(20) })
    const seen: number[] = []
    for (let i = 0; i < 50; i++) time.post('till', () => seen.push(i))
    const start = time.now()
    await time.runUntilQuiet(1000)
    expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(time.now() - start).toBeGreaterThan(10)
  })
})

describe('a killed actor', () => {
  it('runs no task any more and gets none, and nobody else loses one', async () => {
    const time = scheduler(3)
    const seen: string[] = []
    const killed: string[] = []
    time.onKill((actor) => killed.push(actor))
    for (const name of ['dead', 'alive']) {
      for (let i = 0; i < 3; i++) time.post(name, () => seen.push(name))
      time.setTimer(name, () => seen.push(name), 10)
    }
    time.kill('dead')
    time.kill('dead')
    time.post('dead', () => seen.push('dead'))
    time.setTimer('dead', () => seen.push('dead'), 1)
    await time.runUntilQuiet(100)
    expect(seen).toEqual(['alive', 'alive', 'alive', 'alive'])
    expect(killed).toEqual(['dead'])
    expect([time.isAlive('dead'), time.isAlive('alive')]).toEqual([false, true])
  })

  it('takes its global timers with it only when they are its own: a library has one for all its databases', async () => {
    const time = scheduler(3)
    const seen: string[] = []
    time.ownTimers('server')
    for (const name of ['tab', 'server']) time.post(name, () => void setTimeout(() => seen.push(name), 5))
    await time.runUntilQuiet(1)
    for (const name of ['tab', 'server']) time.kill(name)
    await time.runUntilQuiet(100)
    expect(seen).toEqual(['tab'])
  })

  it('can be killed before any of its tasks by count', async () => {
    const time = scheduler(3)
    let ran = 0
    time.beforeTask((actor, count) => {
      if (count === 4) time.kill(actor)
    })
    const loop = async (): Promise<void> => {
      for (;;) {
        ran++
        await new Promise((resolve) => void setImmediate(resolve))
      }
    }
    time.post('till', () => void loop())
    await time.runUntilQuiet(0)
    expect(ran).toBe(3)
  })

  it('waits, when it is only frozen, and then goes on', async () => {
    const time = scheduler(3)
    const seen: number[] = []
    time.setTimer('till', () => seen.push(time.now()), 5)
    time.freeze('till', 28_800_000)
    await time.runUntilQuiet(1e8)
    expect(seen).toEqual([28_801_000])
  })
})

describe('findings', () => {
  it('a deadlock: main waits, and nothing is left to run', async () => {
    expect(await stuck(scheduler(1).run(() => new Promise(() => {}), { virtualMs: 1e6 }))).toBe('deadlock')
  })

  it('too late: main still waits at the limit', async () => {
    const time = scheduler(1)
    const tick = (): void => void time.setTimer('till', tick, 1000)
    tick()
    expect(await stuck(time.run(() => new Promise(() => {}), { virtualMs: 60_000 }))).toBe('late')
    expect(time.now()).toBe(61_000)
  })

  it('a livelock: tasks without end at one instant', async () => {
    const time = scheduler(1)
    const spin = (): void => time.post('till', spin)
    spin()
    expect(await stuck(time.runUntilQuiet(1000))).toBe('livelock')
  })

  it('work that comes from a thread, past the schedule', async () => {
    const time = scheduler(1)
    const tick = (): void => void time.setTimer('till', tick, 1)
    const outside = async (): Promise<void> => {
      const zipped = new Response('x').body?.pipeThrough(new CompressionStream('gzip'))
      await new Response(zipped).arrayBuffer()
      setImmediate(() => {})
    }
    time.post('till', () => void outside())
    tick()
    expect(await stuck(time.runUntilQuiet(1e7))).toBe('stray')
  })

  it('a second schedule on the same thread', async () => {
    const inner = scheduler(2)
    const nested = scheduler(1).run(() => inner.runUntilQuiet(1), { virtualMs: 1 })
    await expect(nested).rejects.toThrow('another schedule')
  })

  it('what a task or main throws is thrown', async () => {
    const time = scheduler(1)
    time.post('till', () => {
      throw new Error('broken till')
    })
    await expect(time.runUntilQuiet(10)).rejects.toThrow('broken till')
    await expect(
      scheduler(1).run(() => Promise.reject(new Error('not paid')), { virtualMs: 1 }),
    ).rejects.toThrow('not paid')
  })
})

describe('the trace', () => {
  const hashOf = async (seed: number): Promise<string> => {
    const random = new Random(seed)
    const time = new Scheduler({ random: random.fork('schedule'), storageDelayMs: () => random.int(3) })
    const work = async (name: string): Promise<void> => {
      for (let i = 0; i < 30; i++) {
        if (random.chance(0.5)) await time.sleep(name, random.int(50))
        else await new Promise((resolve) => void setImmediate(resolve))
      }
      time.trace.note(`${name} done`)
    }
    for (const name of ['a', 'b', 'c', 'd']) time.post(name, () => void work(name))
    await time.runUntilQuiet(1e6)
    expect(time.trace.tail).toHaveLength(4)
    return time.trace.hash
  }

  it('is the same for the same seed, and differs between seeds', async () => {
    const one: string[] = []
    for (const seed of [1, 2, 3, 1, 2, 3]) one.push(await hashOf(seed))
    expect(new Set(one).size).toBe(3)
    expect(one.slice(0, 3)).toEqual(one.slice(3))
  })
})

import { Dexie } from 'dexie'
import { describe, expect, it } from 'vitest'
import { Random } from '../../simulation/random.ts'
import { Scheduler } from '../../simulation/scheduler.ts'
import { CrashableStorage } from '../../tablet/crashable-storage.ts'
import { SmallTill } from '../tablet/small-till.ts'

const NativePromise = Promise

type Run = {
  readonly hash: string
  readonly order: string
  readonly ops: number
  readonly paid: number
  /** Living tabs that did not come to their end. */
  readonly hanging: readonly string[]
}

/** Three tablets of two tabs each ring sales through Dexie; some tabs die at a random task. */
async function ring(seed: number): Promise<Run> {
  const random = new Random(seed)
  const time = new Scheduler({ random: random.fork('schedule'), stickiness: random.float() })
  const order: string[] = []
  const tablets = Array.from({ length: 3 }, () => new CrashableStorage())
  const unfinished = new Set<string>()
  let paid = 0
  for (const [t, storage] of tablets.entries()) {
    for (const tab of ['a', 'b']) {
      const name = `${t}${tab}`
      const crashAt = random.chance(0.5) ? { crashAt: random.between(1, 60) } : {}
      const session = storage.openSession({
        queue: time.queueOf(name),
        onCrash: () => time.kill(name),
        ...crashAt,
      })
      const work = async (): Promise<void> => {
        const till = new SmallTill(session)
        for (let i = 0; i < 6; i++) {
          await till.sale(random.int(1e9))
          if (time.current !== name) order.push(`${name} ran as ${time.current}`)
          order.push(`${name}${i}`)
          paid++
        }
        unfinished.delete(name)
      }
      unfinished.add(name)
      time.post(name, () => void work())
    }
  }
  expect((await time.runUntilQuiet(60_000)).why).toBe('quiet')
  const ops = tablets.map((storage) => storage.peek('till', 'ops').length).reduce((a, b) => a + b)
  const hanging = [...unfinished].filter((name) => time.isAlive(name))
  await time.end()
  return { hash: time.trace.hash, order: order.join(' '), ops, paid, hanging }
}

describe('Dexie in virtual time', () => {
  it('runs the same for the same seed, task by task', async () => {
    const first: Run[] = []
    for (let seed = 1; seed <= 8; seed++) first.push(await ring(seed))
    for (let seed = 1; seed <= 8; seed++) expect(await ring(seed)).toEqual(first[seed - 1])
    expect(new Set(first.map((run) => run.hash)).size).toBe(8)
    expect(new Set(first.map((run) => run.order)).size).toBe(8)
  })

  it('keeps what was paid, whatever dies; a tab that lives is never blocked and runs as itself', async () => {
    let lost = 0
    for (let seed = 100; seed < 120; seed++) {
      const { ops, paid, order, hanging } = await ring(seed)
      expect(ops).toBeGreaterThanOrEqual(paid)
      expect(order).not.toContain('ran as')
      expect(hanging).toEqual([])
      lost += 36 - paid
    }
    expect(lost).toBeGreaterThan(0)
  })

  it('leaves nothing of Dexie behind: the promise is the native one and nobody is in a transaction', async () => {
    await ring(5)
    expect(Promise).toBe(NativePromise)
    expect(Dexie.currentTransaction).toBe(null)
  })

  it('runs no abandoned code: neither catch nor finally of a tab killed at any of its tasks', async () => {
    let isDead = true
    let kills = 0
    for (let k = 1; isDead; k++) {
      const time = new Scheduler({ random: new Random(k) })
      const storage = new CrashableStorage()
      const session = storage.openSession({ queue: time.queueOf('till') })
      const ran: string[] = []
      time.beforeTask((actor, count) => {
        if (actor !== 'till' || count !== k) return
        time.kill(actor)
        session.crash()
      })
      const work = async (): Promise<void> => {
        try {
          await new SmallTill(session).sale(1)
          await time.sleep('till', 1000)
        } finally {
          ran.push('finally')
        }
      }
      time.post('till', () => void work())
      await time.runUntilQuiet(60_000)
      isDead = session.isDead
      if (isDead) kills++
      expect(ran).toEqual(isDead ? [] : ['finally'])
      expect([0, 3]).toContain(storage.peek('till', 'ops').length + storage.peek('till', 'meta').length)
      const again = storage.openSession({ queue: time.queueOf('again') })
      expect(await time.run(() => readHead(again), { virtualMs: 1000 })).toBe(
        storage.peek('till', 'ops').length,
      )
    }
    expect(kills).toBeGreaterThan(15)
  })
})

async function readHead(session: ConstructorParameters<typeof SmallTill>[0]): Promise<number> {
  const till = new SmallTill(session)
  return (await till.meta.get('head'))?.value ?? 0
}

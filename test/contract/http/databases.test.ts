import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { type Enrolled, IncarnationAnswer } from '#shared/sync/protocol.ts'
import { issueCode } from '#server/auth/issue-code.ts'
import { tellOfDump } from '#server/commands/backup.ts'
import { afterPostgresRestore } from '#server/commands/restore.ts'
import { dialects } from '../dialects.ts'
import { bearer, chained, heartbeat, openShop, pullOf, pushOf, saleOf, type Shop } from './shop.ts'

describe.each(dialects)('a whole server on $name', ({ name, freshUrl }) => {
  let shop: Shop
  let env: Record<string, string>
  beforeEach(async () => {
    env = name === 'postgres' ? { DATABASE_URL: await freshUrl() } : {}
    shop = await openShop({ env })
  })
  afterEach(() => shop.close())

  const enrolMany = async (count: number): Promise<Enrolled[]> => {
    // Each new code of a register closes the one before, so they are used one by one; other registers go on at the same time.
    const at = async (register: string): Promise<Enrolled[]> => {
      const devices = []
      for (let i = 0; i < count; i++) devices.push(await shop.enrolAt(register))
      return devices
    }
    return (await Promise.all(['R01', 'R02', 'R03'].map(at))).flat()
  }

  test('is ready, durable, and has the demo chain', async () => {
    const ready = await shop.ask('/readyz')
    expect(ready.body).toMatchObject({ ready: true, checks: { durable: { ok: true } } })
    const device = await shop.enrolAt('R01')
    const pulled = await shop.post('/sync/pull', pullOf(device), device.token)
    expect(pulled.text.includes('凍頂烏龍茶')).toBe(true)
    expect((await shop.ask('/metrics')).text).toMatch(/^onecounter_devices 1$/m)
  })

  test('gives letters that no other life of the register has, and one device to a code, however many ask at once', async () => {
    const devices = await enrolMany(3)
    const lives = await Promise.all(
      devices.flatMap((device) =>
        ['a', 'b'].map(async (nonce) => {
          const answer = await shop.post('/sync/incarnation', { nonce, after: 1 }, device.token)
          return { device, ...z.parse(IncarnationAnswer, answer.body) }
        }),
      ),
    )
    for (const register of ['R01', 'R02', 'R03']) {
      const here = devices.filter((device) => device.register.id === register)
      const later = lives.filter(({ device }) => device.register.id === register)
      const letters = [...here, ...later].map(({ letter }) => letter).toSorted()
      expect(letters).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'])
    }
    const code = await issueCode(shop.ledger.db, { register: 'R04', at: shop.ledger.now() })
    const answers = await Promise.all(Array.from({ length: 6 }, () => shop.post('/devices/enrol', { code })))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  test('names what a former tablet of a register never handed in', async () => {
    const lost = await shop.enrolAt('R01')
    const beat = { ...heartbeat, headSeq: 4 }
    await shop.post(
      '/sync/push',
      pushOf(lost, chained(lost, [saleOf(lost, 1)]), { heartbeat: beat }),
      lost.token,
    )
    const next = await shop.enrolAt('R01')
    const pulled = await shop.post('/sync/pull', pullOf(next), next.token)
    expect(pulled.text.includes('operations-missing')).toBe(true)
  })

  test('shows a member’s orders from the online shop to a tablet that asks', async () => {
    const device = await shop.enrolAt('R01')
    const pulled = await shop.post('/sync/pull', pullOf(device), device.token)
    const member = /"([0-9a-f-]{36})",\d+,"\{[^}]*李小華/.exec(pulled.text)?.[1]
    const timeline = await shop.ask(`/members/${member}/timeline`, { headers: bearer(device.token) })
    expect(timeline.body).toMatchObject({
      name: '李小華',
      points: 5,
      entries: [
        { kind: 'refund', amount: -120 },
        { kind: 'order', amount: 655 },
      ],
    })
  })
})

describe.each(dialects.filter(({ name }) => name === 'postgres'))('a restored $name', ({ freshUrl }) => {
  test('gets a new epoch, and a server that has not noticed is not ready', async () => {
    const shop = await openShop({ env: { DATABASE_URL: await freshUrl() } })
    const { epoch } = await afterPostgresRestore(shop.config)
    expect(epoch).not.toBe(shop.ledger.settings.epoch)
    expect((await shop.ask('/readyz')).body).toMatchObject({ ready: false, checks: { epoch: { ok: false } } })
    await shop.close()
  })

  test('Y13 a dump of its own covers what came well before it began, and nothing after', async () => {
    const shop = await openShop({ env: { DATABASE_URL: await freshUrl() } })
    const device = await shop.enrolAt('R01')
    const sales = chained(device, [saleOf(device, 1), saleOf(device, 2)])
    await shop.post('/sync/push', pushOf(device, sales), device.token)
    const at = Date.now()
    await expect(tellOfDump(shop.config, { begunAt: Number.NaN, at })).rejects.toThrow('no moment')
    expect(await tellOfDump(shop.config, { begunAt: at, at })).toMatchObject({ operations: 0 })
    const later = at + 3_600_000
    expect(await tellOfDump(shop.config, { begunAt: later, at: later })).toMatchObject({ operations: 2 })
    const again = await shop.post('/sync/push', pushOf(device, sales), device.token)
    expect(again.body).toMatchObject({ durableSeq: 2, coveredSeq: 2 })
    await shop.close()
  })
})

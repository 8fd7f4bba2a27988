import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as z from 'zod/mini'
import { type Enrolled, IncarnationAnswer, PushAccepted, PushRefused } from '#shared/sync/protocol.ts'
import { rebuild } from '#server/commands/rebuild.ts'
import { restore } from '#server/commands/restore.ts'
import { takeBackup } from '#server/commands/backup.ts'
import { demandIntact, readFromFile } from '#server/db/copy.ts'
import { durables } from '#server/tables/device-life.ts'
import { run } from './process.ts'
import { headOffice } from './office.ts'
import { bearer, chained, openShop, pushOf, saleOf, select, type Shop } from './shop.ts'

// Processes start slowly on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
let shop: Shop
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onecounter-'))
  shop = await openShop({ folder })
})
afterEach(async () => {
  await shop.close()
  rmSync(folder, { recursive: true, force: true })
})

const salesOf = (device: Enrolled, count: number) =>
  chained(
    device,
    Array.from({ length: count }, (_, i) => saleOf(device, i + 1)),
  )
const push = async (device: Enrolled, ops: readonly unknown[], more: Record<string, unknown> = {}) =>
  await shop.post('/sync/push', pushOf(device, ops, more), device.token)
const covered = async (device: Enrolled): Promise<number> =>
  z.parse(PushAccepted, (await push(device, [])).body).coveredSeq

describe('a backup', () => {
  test('Y13 only what stands in the copy is told as covered, while devices go on selling', async () => {
    const device = await shop.enrolAt('R01')
    const sales = salesOf(device, 60)
    for (const sale of sales.slice(0, 20)) await push(device, [sale])
    expect(await covered(device)).toBe(0)
    const file = join(folder, 'copy.db')
    const backup = run('commands/backup.ts', { env: { DATA_DIR: folder }, args: [file] })
    for (const sale of sales.slice(20)) await push(device, [sale])
    expect(await backup.ended).toBe(0)
    const [held] = readFromFile(file, durables)
    expect(held?.device).toBe(device.device)
    expect(held?.durableSeq).toBeGreaterThanOrEqual(20)
    expect(await covered(device)).toBe(held?.durableSeq)
    expect(() => demandIntact(file)).not.toThrow()
    expect(statSync(file).mode & 0o077).toBe(0)
    expect((await shop.ask('/metrics')).text).toMatch(/^onecounter_backup_age_seconds [0-9.]+$/m)
  })

  test('without a name it gets one of its own, and never writes over another', async () => {
    const at = Date.UTC(2026, 10, 22, 1, 38)
    const { file } = await takeBackup(shop.config, { at })
    expect(file).toBe(join(folder, 'backups', 'onecounter-20261122T013800Z.db'))
    await expect(takeBackup(shop.config, { at })).rejects.toThrow('exists already')
    expect(readdirSync(join(folder, 'backups'))).toEqual(['onecounter-20261122T013800Z.db'])
  })
})

describe('a restore', () => {
  test('ends every sign-in at the server: some had ended since the backup', async () => {
    const head = await headOffice(shop)
    const { file } = await takeBackup(shop.config, { at: Date.now() })
    await shop.post('/staff/sessions/end', {}, head)
    await shop.stop()
    await restore(shop.config, { file, at: Date.now() })
    shop = await openShop({ folder })
    expect((await shop.ask('/admin/staff', { headers: bearer(head) })).status).toBe(401)
  })

  test('P2 begins a new epoch: devices push again what came after the backup, and nothing doubles', async () => {
    const device = await shop.enrolAt('R01')
    const sales = salesOf(device, 5)
    await push(device, sales.slice(0, 3))
    const { file } = await takeBackup(shop.config, { at: Date.now() })
    await push(device, sales.slice(3))
    const next = z.parse(
      IncarnationAnswer,
      (await shop.post('/sync/incarnation', { nonce: 'n', after: 1 }, device.token)).body,
    )
    await shop.stop()
    const restored = await restore(shop.config, { file, at: Date.now() })
    expect(restored).toMatchObject({ chains: 1, operations: 3 })
    expect(restored.epoch).not.toBe(device.epoch)
    expect(existsSync(restored.aside ?? '')).toBe(true)
    expect(readFromFile(restored.aside ?? '', durables)).toMatchObject([{ durableSeq: 5 }, { durableSeq: 0 }])
    shop = await openShop({ folder })

    const refused = z.parse(PushRefused, (await push(device, sales)).body)
    expect(refused).toMatchObject({ epoch: restored.epoch, backend: device.backend, expect: 4 })
    const accepted = await push(device, sales, { epoch: restored.epoch })
    expect(accepted.body).toMatchObject({ durableSeq: 5, coveredSeq: 0 })
    expect(
      await select(shop, `SELECT key FROM replica_row WHERE tbl = 'ticket' AND key LIKE 'R%'`),
    ).toHaveLength(5)
    // Letters that were given after the backup are out in the shop, on receipts.
    const after = z.parse(
      IncarnationAnswer,
      (await shop.post('/sync/incarnation', { nonce: 'm', after: 1 }, device.token)).body,
    )
    expect([device.letter, next.letter]).toEqual(['A', 'B'])
    expect(after.letter).toMatch(/^[A-Z]{2,4}$/)
    await shop.stop()
    await restore(shop.config, { file, at: Date.now() + 1000 })
    shop = await openShop({ folder })
    const again = z.parse(
      IncarnationAnswer,
      (await shop.post('/sync/incarnation', { nonce: 'o', after: 1 }, device.token)).body,
    )
    expect(again.letter).toMatch(/^[A-Z]{2,4}$/)
    expect(again.letter).not.toBe(after.letter)
  })

  test('refuses while a server runs, a damaged file, a file that is none, and another chain’s; the database stays as it is', async () => {
    const { file } = await takeBackup(shop.config, { at: Date.now() })
    const other = await openShop()
    const { file: foreign } = await takeBackup(other.config, {
      at: Date.now(),
      file: join(folder, 'foreign.db'),
    })
    await other.close()
    await expect(restore(shop.config, { file, at: 0 })).rejects.toThrow('in use by another server')
    const { epoch } = shop.ledger.settings
    await shop.stop()
    const damaged = join(folder, 'damaged.db')
    writeFileSync(damaged, 'SQLite format 3\u0000'.padEnd(8192, 'x'))
    const half = join(folder, 'half.db')
    await takeBackup(shop.config, { at: 1, file: half })
    truncateSync(half, 20_480)
    for (const [bad, words] of [
      [damaged, /./],
      [half, /damaged|malformed/],
      [join(folder, 'none.db'), /there is no file/],
      [foreign, /another chain/],
    ] as const)
      await expect(restore(shop.config, { file: bad, at: 0 })).rejects.toThrow(words)
    shop = await openShop({ folder })
    expect(shop.ledger.settings.epoch).toBe(epoch)
  })

  test('PostgreSQL’s own restore is followed by a new epoch only', async () => {
    const program = run('commands/restore.ts', { env: { DATA_DIR: folder }, args: ['--postgres-restored'] })
    expect(await program.ended).toBe(1)
    expect(program.err()).toContain('DATABASE_URL names no PostgreSQL')
    const config = {
      ...shop.config,
      database: { is: 'postgres', url: 'postgres://x@127.0.0.1:1/x' },
    } as const
    await expect(takeBackup(config, { at: 0 })).rejects.toThrow('PostgreSQL makes its own backups')
    await expect(restore(config, { file: 'x', at: 0 })).rejects.toThrow('PostgreSQL restores its own backups')
  })
})

describe('a rebuild', () => {
  test('J1 finds nothing to put right, and makes dropped timelines, points and shelves again', async () => {
    const counted = `SELECT tbl, COUNT(*) AS many FROM replica_row WHERE deleted = 0 AND tbl IN ('account', 'stock', 'thread')`
    const total = () => select(shop, `${counted} GROUP BY tbl ORDER BY tbl`)
    const before = await total()
    expect(before).toEqual([
      { tbl: 'account', many: 6 },
      { tbl: 'stock', many: 48 },
      { tbl: 'thread', many: 2 },
    ])
    await shop.stop()
    expect((await rebuild(shop.config, { drop: false })).differences).toEqual({})
    expect((await rebuild(shop.config, { drop: true })).differences).toEqual({
      account: 6,
      stock: 48,
      thread: 2,
    })
    shop = await openShop({ folder })
    expect(await total()).toEqual(before)
    await expect(rebuild(shop.config, { drop: false })).rejects.toThrow('in use')
  })
})

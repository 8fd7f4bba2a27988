import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { Enrolled, IncarnationAnswer, WireRow } from '#shared/sync/protocol.ts'
import { issueCode } from '#server/auth/issue-code.ts'
import { nextIncarnation } from '#server/auth/next-incarnation.ts'
import { advanceIncarnation } from '#server/tables/incarnation.ts'
import { chained, heartbeat, openShop, pullOf, pushOf, saleOf, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const codeFor = async (register: string, more: { at?: number; lifeMs?: number } = {}): Promise<string> =>
  String(await issueCode(shop.ledger.db, { register, at: shop.ledger.now(), ...more }))
const enrol = (code: string) => shop.post('/devices/enrol', { code })
const Page = z.object({ rows: z.array(WireRow) })
const discrepanciesSeenBy = async (device: Enrolled): Promise<unknown[]> => {
  const pulled = await shop.post('/sync/pull', pullOf(device), device.token)
  const rows = pulled.text
    .split('\n')
    .flatMap((line) => (line.includes('"page"') ? z.parse(Page, JSON.parse(line)).rows : []))
  return rows
    .filter(([table]) => table === 'discrepancy')
    .map(([, , , value]) => JSON.parse(value ?? '') as unknown)
}
const problem = (name: string) => ({ type: `urn:onecounter:problem:${name}` })

describe('enrolment', () => {
  test('the code that the start prints makes one tablet, once', async () => {
    const code =
      shop.said.map((line) => /Enrolment code: (\S+)/.exec(line)?.[1]).find((found) => found !== undefined) ??
      ''
    expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
    const typed = await enrol(` ${code.toLowerCase().replaceAll('-', ' – ')} `)
    expect(typed.status).toBe(201)
    const { settings } = shop.ledger
    expect(z.parse(Enrolled, typed.body)).toMatchObject({
      incarnation: 1,
      letter: 'A',
      register: { id: 'R01', name: '一號櫃檯' },
      store: { id: 'XINYI', name: '信義店' },
      chain: { name: '示範品牌', cardPattern: 'M#######', utcOffsetMinutes: 480 },
      backend: settings.backend,
      epoch: settings.epoch,
    })
    expect((await enrol(code)).body).toMatchObject(problem('code-used'))
  })

  test('of many who type the same code at once one is enrolled', async () => {
    const code = await codeFor('R01')
    const answers = await Promise.all(Array.from({ length: 8 }, () => enrol(code)))
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([
      201, 403, 403, 403, 403, 403, 403, 403,
    ])
  })

  test('a code runs out, and a newer one for the register closes it', async () => {
    const old = await codeFor('R01', { at: shop.ledger.now() - 601_000 })
    expect((await enrol(old)).body).toMatchObject(problem('code-expired'))
    const first = await codeFor('R02')
    const second = await codeFor('R02')
    expect((await enrol(first)).body).toMatchObject(problem('code-expired'))
    expect((await enrol(second)).status).toBe(201)
  })

  test('five wrong guesses at one code close it; other codes stay open', async () => {
    const [code, other] = [await codeFor('R01'), await codeFor('R02')]
    const guess = code.slice(0, -1) + (code.endsWith('B') ? 'C' : 'B')
    for (let i = 0; i < 5; i++) expect((await enrol(guess)).body).toMatchObject(problem('code-unknown'))
    expect((await enrol(code)).body).toMatchObject(problem('code-unknown'))
    expect((await enrol(other)).status).toBe(201)
  })

  test('after twenty wrong codes everybody waits', async () => {
    for (let i = 0; i < 20; i++) expect((await enrol('BBBB-BBBB-BBBB')).status).toBe(403)
    const answer = await enrol(await codeFor('R01'))
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(500)
  })

  test('every life of a register’s tablets has letters of its own, on whatever device', async () => {
    const [first, second] = [await shop.enrolAt('R01'), await shop.enrolAt('R01')]
    const other = await shop.enrolAt('R02')
    const third = await shop.post('/sync/incarnation', { nonce: 'n', after: 1 }, first.token)
    expect([first.letter, second.letter, other.letter]).toEqual(['A', 'B', 'A'])
    expect(third.body).toMatchObject({ incarnation: 2, letter: 'C' })
    const together = await Promise.all(Array.from({ length: 6 }, () => codeFor('R03').then(enrol)))
    const letters = together.flatMap(({ status, body }) =>
      status === 201 ? [z.parse(Enrolled, body).letter] : [],
    )
    expect(new Set(letters).size).toBe(letters.length)
  })

  test('P7 what a former tablet had told of and never handed in is named when another takes its register', async () => {
    const lost = await shop.enrolAt('R01')
    const sales = chained(lost, [saleOf(lost, 1), saleOf(lost, 2)])
    const beat = { ...heartbeat, headSeq: 9, outboxDepth: 7 }
    await shop.post('/sync/push', pushOf(lost, sales, { heartbeat: beat }), lost.token)
    const next = await shop.enrolAt('R01')
    expect(await discrepanciesSeenBy(next)).toMatchObject([
      { code: 'operations-missing', params: { device: '一號櫃檯', from: 3, to: 9 } },
    ])
  })
})

describe('a device whose chain forked', () => {
  const next = async (token: string, nonce: string, after: number) =>
    z.parse(IncarnationAnswer, (await shop.post('/sync/incarnation', { nonce, after }, token)).body)

  test('P5 two copies of one tablet get an incarnation each; the same request again gets the same one', async () => {
    const device = await shop.enrolAt('R01')
    const [one, other] = await Promise.all([next(device.token, 'one', 1), next(device.token, 'other', 1)])
    expect([one.incarnation, other.incarnation].sort((a, b) => a - b)).toEqual([2, 3])
    expect(one.letter).not.toBe(other.letter)
    expect(await next(device.token, 'one', 1)).toEqual(one)
    expect(await next(device.token, 'other', 1)).toEqual(other)
    expect((await next(device.token, 'later', 3)).incarnation).toBe(4)
  })

  test('the store is told of a tablet that was copied', async () => {
    const device = await shop.enrolAt('R01')
    const [sale] = chained(device, [saleOf(device, 1)])
    await shop.post('/sync/push', pushOf(device, [sale]), device.token)
    const forked = await shop.post(
      '/sync/push',
      pushOf(device, [{ ...sale, link: 'f'.repeat(64) }]),
      device.token,
    )
    expect(forked.body).toMatchObject({ fork: 1 })
    await next(device.token, 'n', 1)
    expect(await discrepanciesSeenBy(device)).toMatchObject([
      { code: 'device-forked', params: { device: '一號櫃檯' } },
    ])
  })

  test('a server that lost incarnations in a restore gives none of them again', async () => {
    const device = await shop.enrolAt('R01')
    expect((await next(device.token, 'n', 7)).incarnation).toBe(8)
  })

  test('P5 R12 a question that was answered long ago, and lived, is a new one: its numbers are given', async () => {
    const one = await shop.enrolAt('R01')
    const first = await next(one.token, 'again', 1)
    expect(await next(one.token, 'again', 1)).toEqual(first)
    const { incarnation } = first
    await shop.ledger.db.write(() =>
      advanceIncarnation({ device: one.device, incarnation, durableSeq: 1, link: 'x' }),
    )
    const second = await next(one.token, 'again', 1)
    expect(second.incarnation).toBe(first.incarnation + 1)
    expect(await next(one.token, 'again', 1)).toEqual(second)
  })

  test('a nonce belongs to its device', async () => {
    const [one, other] = [await shop.enrolAt('R01'), await shop.enrolAt('R02')]
    expect(await next(one.token, 'same', 1)).toMatchObject({ nonce: 'same', incarnation: 2 })
    expect(await next(other.token, 'same', 4)).toMatchObject({ nonce: 'same', incarnation: 5 })
    const row = { id: one.device, store: 'XINYI', register: 'R01', name: '', enrolledAt: 0, revokedAt: null }
    expect(await nextIncarnation(shop.ledger, row, { nonce: 'same', after: 9 })).toMatchObject({
      incarnation: 2,
    })
  })
})

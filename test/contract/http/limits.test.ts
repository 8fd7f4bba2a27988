import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Enrolled } from '#shared/sync/protocol.ts'
import { type Answer, bearer, chained, openShop, pullOf, pushOf, saleOf, type Shop } from './shop.ts'

let shop: Shop
let device: Enrolled
beforeAll(async () => {
  shop = await openShop()
  device = await shop.enrolAt('R01')
})
afterAll(() => shop.close())

const MEGABYTE = 1024 * 1024
const limits = [
  { path: '/sync/push', bytesMax: 2 * MEGABYTE },
  { path: '/sync/pull', bytesMax: 256 * 1024 },
  { path: '/sync/incarnation', bytesMax: 4096 },
  { path: '/devices/enrol', bytesMax: 4096 },
]

const send = (path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Answer> =>
  shop.ask(path, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...bearer(device.token), ...headers },
  })

describe('limits before anything is parsed', () => {
  test.each(limits)('$path takes at most $bytesMax bytes, declared', async ({ path, bytesMax }) => {
    const answer = await send(path, 'x'.repeat(bytesMax + 1))
    expect(answer.status).toBe(413)
    expect(answer.body).toMatchObject({ type: 'urn:onecounter:problem:too-large', bytesMax })
    // At the limit it is read, and found not to be JSON.
    expect((await send(path, 'x'.repeat(bytesMax))).status).toBe(400)
  })

  test.each(limits)(
    '$path takes at most $bytesMax bytes inflated: a small bomb does not go off',
    async ({ path, bytesMax }) => {
      const bomb = gzipSync(Buffer.alloc(32 * MEGABYTE, '['))
      expect(bomb.length).toBeLessThan(40_000)
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => send(path, bomb, { 'content-encoding': 'gzip' })),
      )
      for (const answer of answers) expect(answer.status).toBe(413)
      expect(answers[0]?.body).toMatchObject({ bytesMax })
    },
  )

  test('a gzip stream of empty blocks, which inflates to nothing, is counted as well', async () => {
    const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
    const emptyStoredBlock = Buffer.from([0, 0, 0, 0xff, 0xff])
    const endless = Buffer.concat([header, ...Array.from({ length: 2000 }, () => emptyStoredBlock)])
    expect((await send('/sync/incarnation', endless, { 'content-encoding': 'gzip' })).status).toBe(413)
  })

  test('a body without a declared length is counted while it comes', async () => {
    const answer = await streamed(
      '/devices/enrol',
      Array.from({ length: 20 }, () => 'x'.repeat(1000)),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('a push as large as a device may make it is taken', async () => {
    const sale = saleOf(device, 1)
    const [op] = chained(device, [{ ...sale, args: { note: '中'.repeat(250_000) } }])
    const answer = await send(
      '/sync/push',
      gzipSync(JSON.stringify(pushOf(device, [op, { ...op, seq: 2 }]))),
      { 'content-encoding': 'gzip' },
    )
    expect(answer.status).toBe(409)
  })

  test('what is no JSON, no gzip, no UTF-8, of another type or encoding is told so', async () => {
    expect((await send('/sync/pull', '{')).status).toBe(400)
    expect((await send('/sync/pull', Buffer.from([0x7b, 0xff, 0x7d]))).status).toBe(400)
    expect((await send('/sync/pull', 'not gzip', { 'content-encoding': 'gzip' })).status).toBe(400)
    expect(
      (await send('/sync/pull', gzipSync('{"half":').subarray(0, 12), { 'content-encoding': 'gzip' })).status,
    ).toBe(400)
    expect((await send('/sync/pull', '{}', { 'content-encoding': 'br' })).status).toBe(415)
    expect((await send('/sync/pull', '{}', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await send('/sync/pull', '{}')).body).toMatchObject({
      type: 'urn:onecounter:problem:not-understood',
    })
  })

  test('long addresses and large headers are turned away', async () => {
    expect((await shop.ask(`/livez?${'x'.repeat(3000)}`)).status).toBe(414)
    expect((await shop.ask('/livez', { headers: { 'x-large': 'x'.repeat(20_000) } })).status).toBe(431)
  })

  test('one thing that a channel tells is as large as an operation may be, and no larger', async () => {
    const token = shop.said.find((line) => line.includes('Token of the channel'))?.split(': ')[1] ?? ''
    const item = { kind: 'stock.adjust', externalId: 'large', businessDate: '2026-11-22', at: 0 }
    const tell = (bytes: number) =>
      shop.post(
        '/channels/web/operations',
        { items: [{ ...item, args: { note: 'x'.repeat(bytes) } }] },
        token,
      )
    expect((await tell(300_000)).status).toBe(413)
    expect((await tell(200_000)).status).toBe(200)
  })

  test('what a channel tells may be nested as deep as orders are, and no deeper', async () => {
    const token = shop.said.find((line) => line.includes('Token of the channel'))?.split(': ')[1]
    const args = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown
    const item = { kind: 'order.record', externalId: 'deep', businessDate: '2026-11-22', at: 0, args }
    const body = `{"items":[${JSON.stringify({ ...item, args: 0 }).replace('"args":0', `"args":${'['.repeat(50_000)}${']'.repeat(50_000)}`)}]}`
    expect(args).toHaveLength(1)
    const answer = await shop.ask('/channels/web/operations', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...bearer(token) },
    })
    expect(answer.status).toBe(400)
  })
})

describe('what a push is never refused for', () => {
  test('Y5 an app of another version, with operations that nobody here knows, is taken', async () => {
    const other = await shop.enrolAt('R02')
    const ops = chained(other, [
      { id: '01900000-0000-7000-8000-00000000f001', kind: 'future.thing', args: { of: 'tomorrow' } },
    ])
    const answer = await shop.post(
      '/sync/push',
      pushOf(other, ops, { app: '99.0', schema: 99, unheardOf: true }),
      other.token,
    )
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ durableSeq: 1, acceptances: [{ seq: 1, is: 'accepted' }] })
  })

  test('another protocol or another shape is put off, not refused: the device keeps what it holds', async () => {
    const later = await shop.post('/sync/push', pushOf(device, [], { protocol: 99 }), device.token)
    const shape = await shop.post('/sync/push', pushOf(device, [{ seq: 'one' }]), device.token)
    for (const answer of [later, shape]) {
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answer.body).toMatchObject({ type: 'urn:onecounter:problem:push-not-understood' })
    }
  })

  test('a pull of another protocol may be refused', async () => {
    const answer = await shop.post('/sync/pull', pullOf(device, { protocol: 99 }), device.token)
    expect(answer.status).toBe(426)
  })
})

async function streamed(path: string, chunks: readonly string[]): Promise<string> {
  const { port, hostname } = new URL(shop.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  let heard = ''
  socket.on('data', (data) => (heard += data.toString()))
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
  )
  for (const chunk of chunks) socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`)
  await once(socket, 'close')
  return heard
}

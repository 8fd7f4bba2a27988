import { afterEach, beforeEach, expect, test } from 'vitest'
import { done, selling } from '../../../make/intents.ts'
import { codesOf, valuesOf } from '../../../make/rows.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'enrol')
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

test('a code makes a tablet the one of its register', async () => {
  const tab = await tablet.open()
  expect(tab.device).toBeUndefined()
  const enrolled = await tab.enrol(await server.code('R03'))
  expect(enrolled).toMatchObject({
    ok: true,
    value: { store: { id: 'S02' }, register: { id: 'R03' }, letter: 'A', incarnation: 1 },
  })
  expect(tab.device?.register.id).toBe('R03')
  expect((await tablet.open()).device?.register.id).toBe('R03')
})

test('a wrong code, a used one, a stranger and no network are told apart', async () => {
  const tab = await tablet.open()
  const code = await server.code('R01')
  expect(await tab.enrol('BBBB-BBBB-BBBB')).toEqual({ ok: false, error: 'code-refused' })
  server.meddle = () => Promise.resolve(new Response('<html>', { headers: { 'content-type': 'text/html' } }))
  expect(await tab.enrol(code)).toEqual({ ok: false, error: 'stranger' })
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
  expect(await tab.enrol(code)).toEqual({ ok: false, error: 'unreachable' })
  server.meddle = () => Promise.resolve(new Response('', { status: 503, headers: { 'retry-after': '5' } }))
  expect(await tab.enrol(code)).toEqual({ ok: false, error: 'later' })
  server.meddle = (_, go) => go()
  expect(await tab.enrol(` ${code.toLowerCase()} `)).toMatchObject({ ok: true })
  expect(await (await new TestTablet(server, 'late').open()).enrol(code)).toEqual({
    ok: false,
    error: 'code-refused',
  })
})

test('Y13 P5 what waits when a tablet is enrolled anew goes along, linked anew, and counts once', async () => {
  const tab = await tablet.enrolled('R01')
  tab.sync.start()
  const known = done(await tab.commit(selling()))
  await settle(tab)
  tab.sync.stop()
  const waiting = done(await tab.commit(selling()))
  const before = await tablet.device()
  expect(await tab.enrol(await server.code('R02'))).toMatchObject({ ok: true })
  expect((await tablet.operations()).map(({ id, seq, durable }) => [id, seq, durable])).toEqual([
    [known.op, 1, 0],
    [waiting.op, 2, 0],
  ])
  tab.sync.start()
  await settle(tab)
  expect((await tablet.device()).device).not.toBe(before.device)
  expect((await valuesOf(server.db, 'ticket')).map(({ number }) => number)).toEqual([
    'R01-A-000001',
    'R01-A-000002',
  ])
  expect((await tablet.operations()).map(({ durable }) => durable)).toEqual([1, 1])
  expect(done(await tab.commit(selling())).receiptNumber).toBe('R02-A-000001')
})

test('P7 what a tablet told of and never handed in is named when another one takes its place', async () => {
  const tab = await tablet.enrolled('R01')
  tab.sync.start()
  await tab.commit(selling())
  await settle(tab)
  server.meddle = (path, go) => (path === '/sync/push' ? Promise.reject(new TypeError('fetch failed')) : go())
  await tab.commit(selling())
  await tab.commit(selling())
  await settle(tab)
  await server.ledger.heartbeats.flush()
  tablet.close()
  server.meddle = (_, go) => go()
  const next = new TestTablet(server, 'next')
  const replaced = await next.enrolled('R01')
  expect(await codesOf(server.db)).toEqual(['operations-missing'])
  const [missing] = await valuesOf(server.db, 'discrepancy')
  expect(missing?.params).toMatchObject({ from: 2, to: 3 })
  replaced.sync.start()
  await settle(replaced)
  expect((await replaced.rows.list('discrepancy')).map(({ code }) => code)).toEqual(['operations-missing'])
  expect(done(await replaced.commit(selling())).receiptNumber).toBe('R01-B-000001')
  next.close()
})

test('P7 a tablet that handed in all it told of leaves nothing to name', async () => {
  const tab = await tablet.enrolled('R01')
  tab.sync.start()
  await tab.commit(selling())
  await settle(tab)
  await server.ledger.heartbeats.flush()
  const next = new TestTablet(server, 'next')
  await next.enrolled('R01')
  expect(await codesOf(server.db)).toEqual([])
  next.close()
})

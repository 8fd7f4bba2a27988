import { afterEach, beforeEach, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import type { Id } from '#shared/base/id.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { revoke } from '#server/tables/device.ts'
import { done, selling } from '../../../make/intents.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet
let tab: Tablet
let member: Id

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'histories')
  tab = await tablet.enrolled()
  tab.sync.start()
  member = done(
    await tab.commit({
      kind: 'member.enrol',
      staff: 'E01',
      name: '林大同',
      phone: '0922000111',
      consent: true,
    }),
  ).op
  done(await tab.commit({ ...selling(), member: { id: member } }))
  await settle(tab)
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

const fetched = () => tab.histories.fetch(member, { device: known(tab.device, 'the tablet').token })
const day = 86_400_000

test('a history comes from the server, and stays for when the line is cut', async () => {
  expect(await fetched()).toMatchObject({
    is: 'fresh',
    kept: { history: { member, entries: [{ kind: 'sale' }] } },
  })
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
  expect(await fetched()).toEqual({ is: 'unreachable' })
  expect(await tab.histories.kept(member)).toMatchObject({ at: tablet.timers.now(), history: { member } })
})

test('R15 it leaves the tablet after 72 hours', async () => {
  await fetched()
  tablet.timers.advance(3 * day + 1)
  expect(await tab.histories.kept(member)).toBeUndefined()
})

test('R15 it leaves by itself too, on a tablet that nobody asks and that hears nobody', async () => {
  await fetched()
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
  tablet.timers.advance(3 * day + 1)
  tab.sync.pullNow()
  await tab.sync.idle()
  expect(await tablet.cache((cache) => cache.histories.count())).toBe(0)
})

test('L5 it leaves when the tablet is taken out of use', async () => {
  await fetched()
  const { device } = known(tab.device, 'the tablet')
  await server.db.write(() => revoke(device, tablet.timers.now()))
  await settle(tab)
  expect(tab.status().revokedAt).not.toBeNull()
  expect(await tablet.cache((cache) => cache.histories.count())).toBe(0)
})

test('P1 a login page of the Wi-Fi is no history', async () => {
  server.meddle = async (path, go) =>
    path.startsWith('/members/') ? new Response('<html>', { headers: { 'content-type': 'text/html' } }) : go()
  expect(await fetched()).toEqual({ is: 'unreachable' })
  server.meddle = async (path, go) =>
    path.startsWith('/members/')
      ? new Response('{}', { headers: { 'content-type': 'application/json' } })
      : go()
  expect(await fetched()).toEqual({ is: 'unreachable' })
})

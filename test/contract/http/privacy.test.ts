import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitment } from '#shared/domain/member.ts'
import { HEAD_PASSWORD, headOffice, hire, onTablet, tokenIn } from './office.ts'
import { bearer, chained, idOf, openShop, pullOf, pushOf, saleOf, type Shop } from './shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.close())

const CANARY = { name: '金絲雀測試', phone: '+886987654321', card: 'M7654321' }
const STAFF = { staff: '雀金店長', pin: '640917' }
const salt = '00112233445566778899aabbccddeeff'

test('no name, phone number, card, code, PIN, password, token or id gets into the log or the meters', async () => {
  const device = await shop.enrolAt('R01')
  const member = idOf(77)
  const enrolment = {
    id: member,
    kind: 'member.enrol',
    args: { commitment: commitment(CANARY, salt), consent: ['membership'] },
    sidecars: [{ subject: member, salt, data: CANARY }],
  }
  const sale = saleOf(device, 1)
  const ops = chained(device, [enrolment, sale])
  expect((await shop.post('/sync/push', pushOf(device, ops), device.token)).status).toBe(200)
  const pulled = await shop.post('/sync/pull', pullOf(device), device.token)
  // The canary did go through the server.
  expect(pulled.text.includes(CANARY.name)).toBe(true)
  await shop.ask(`/members/${member}/timeline`, { headers: bearer(device.token) })
  await shop.ask(`/members/${CANARY.name}/timeline?phone=${CANARY.phone}`, { headers: bearer(device.token) })
  await shop.ask(`/${CANARY.card}`, { method: 'DELETE', headers: { 'x-name': CANARY.card } })
  await shop.post('/devices/enrol', { code: CANARY.name, name: CANARY.name })
  await shop.post('/sync/pull', { ...pullOf(device), device: CANARY.name }, device.token)
  await shop.post('/sync/push', pushOf(device, [{ seq: CANARY.phone }]), device.token)
  await shop.ask('/sync/pull', {
    method: 'POST',
    body: `{"${CANARY.name}`,
    headers: { 'content-type': 'application/json', ...bearer(device.token) },
  })
  const head = await headOffice(shop)
  await hire(shop, head, {
    id: 'CANARY',
    name: STAFF.staff,
    role: 'manager',
    stores: ['XINYI'],
    pin: STAFF.pin,
  })
  const session = await onTablet(shop, device, { staff: 'CANARY', pin: STAFF.pin })
  expect(session.status).toBe(201)
  await shop.post('/staff/sessions', { staff: STAFF.staff, password: STAFF.pin })
  await shop.ask('/admin/staff', { headers: bearer(tokenIn(session)) })
  const metrics = await shop.ask('/metrics')
  const ready = await shop.ask('/readyz')

  expect(shop.logged.length).toBeGreaterThan(8)
  const told = [...shop.logged, metrics.text, ready.text].join('\n')
  const secrets = [
    ...Object.values(CANARY),
    ...Object.values(STAFF),
    HEAD_PASSWORD,
    head,
    tokenIn(session),
    '987654321',
    encodeURIComponent(CANARY.name),
    member,
    device.device,
    device.token,
    device.receiptKey,
  ]
  expect(secrets.filter((secret) => told.includes(secret))).toEqual([])
})

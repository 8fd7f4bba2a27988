import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { discrepancy } from '#shared/domain/discrepancy.ts'
import { may } from '#shared/domain/policy.ts'
import type { Role } from '#shared/domain/staff.ts'
import { acceptMaxOf, DEFAULT_TERMS } from '#shared/domain/terms.ts'
import { put } from '#shared/sync/change.ts'
import { channelScope } from '#shared/sync/scope.ts'
import { routes } from '#server/http/routes.ts'
import type { StaffRoute } from '#server/http/route.ts'
import { putRows } from '#server/sync/rows.ts'
import { byPassword, headOffice, hire, onTablet, tokenIn } from './office.ts'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
const tokens = new Map<string, string | undefined>()
let target = ''

/** Of the store where everything below happens, of another one, and those who are nobody. */
const askers = [
  ['nobody', undefined],
  ['a made-up token', undefined],
  ['a device without staff', undefined],
  ['somebody on a revoked device', undefined],
  ['an associate', 'associate'],
  ['a manager of this store', 'manager'],
  ['a manager of another store', 'manager'],
  ['head office', 'admin'],
] as const satisfies readonly (readonly [string, Role | undefined])[]

beforeAll(async () => {
  shop = await openShop()
  const head = await headOffice(shop)
  const pins = { MGRA: '730514', MGRB: '918253' }
  await hire(shop, head, { id: 'ASSOC', role: 'associate', stores: ['XINYI'], pin: '7305' })
  await hire(shop, head, { id: 'MGRA', role: 'manager', stores: ['XINYI'], pin: pins.MGRA })
  await hire(shop, head, { id: 'MGRB', role: 'manager', stores: ['TAICHUNG'], pin: pins.MGRB })
  await hire(shop, head, { id: 'MGRC', role: 'manager', stores: ['XINYI'], pin: '264971' })
  await hire(shop, head, { id: 'EDITED', role: 'associate', stores: ['XINYI'], pin: '8264' })
  const [here, lost, there] = [
    await shop.enrolAt('R01'),
    await shop.enrolAt('R02'),
    await shop.enrolAt('R03'),
  ]
  target = (await shop.enrolAt('R02')).device
  tokens.set('a made-up token', 'A'.repeat(43))
  tokens.set('a device without staff', here.token)
  tokens.set('an associate', tokenIn(await onTablet(shop, here, { staff: 'ASSOC', pin: '7305' })))
  tokens.set('a manager of this store', await byPassword(shop, head, 'MGRA'))
  tokens.set(
    'a manager of another store',
    tokenIn(await onTablet(shop, there, { staff: 'MGRB', pin: pins.MGRB })),
  )
  tokens.set(
    'somebody on a revoked device',
    tokenIn(await onTablet(shop, lost, { staff: 'MGRA', pin: pins.MGRA })),
  )
  await shop.post(`/admin/devices/${lost.device}/revoke`, {}, head)
  tokens.set('head office', head)
  const found = discrepancy('line-amount-differs', { op: 'x', at: 0 }, { receipt: 'N1' })
  await putRows(shop.ledger, [put(channelScope('web'), 'discrepancy', ['line-amount-differs:x', found])])
})
afterAll(() => shop.close())

/** What each address is asked; of those that make something, a name that nobody has had. */
let made = 0
const unchanged = { ...DEFAULT_TERMS.returns, conditionDays: {}, acceptMax: acceptMaxOf(DEFAULT_TERMS) }
const bodies: Readonly<Record<string, () => unknown>> = {
  '/admin/stores': () => ({ id: `NEW${++made}`, name: '新店' }),
  '/admin/stores/:store': () => ({ name: '信義店' }),
  '/admin/stores/:store/registers': () => ({ id: `NR${++made}`, name: '新櫃檯' }),
  '/admin/registers/:register': () => ({ name: '一號櫃檯' }),
  '/admin/registers/:register/code': () => ({}),
  '/admin/devices/:device/revoke': () => ({}),
  '/admin/staff': () => ({
    id: `P${++made}`,
    name: '新人',
    role: 'associate',
    stores: ['XINYI'],
    pin: '7305',
  }),
  '/admin/staff/:staff': () => ({ name: '改名' }),
  '/admin/staff/:staff/password': () => ({}),
  '/admin/terms': () => ({ before: DEFAULT_TERMS.version, terms: unchanged, pickups: DEFAULT_TERMS.pickups }),
  '/admin/channels': () => ({ id: `SHOP${++made}`, name: '新商店' }),
  '/admin/channels/:channel/token': () => ({}),
  '/admin/channels/:channel/disconnect': () => ({}),
  '/admin/channels/:channel/settle': () => ({
    key: 'line-amount-differs:x',
    note: '',
    deed: { did: 'take' },
  }),
  '/staff/password': () => ({ current: 'wrong', next: 'a good long password' }),
}
const named = (path: string): string =>
  path
    .replace(':store', 'XINYI')
    .replace(':register', 'R02')
    .replace(':device', target)
    .replace(':channel', 'web')
    .replace(':staff/password', 'MGRC/password')
    .replace(':staff', 'EDITED')
    .replace(':id', '01900000-0000-7000-8000-000000000001')

/** Addresses that are about one store, this one. */
const isHere = (path: string): boolean => /:(store|register|device|staff)\b|^\/admin\/staff$/.test(path)

function expected(route: StaffRoute, [who, role]: (typeof askers)[number]): number[] {
  if (role === undefined) return [401]
  if (!may(role, route.action)) return [403]
  if (who === 'a manager of another store' && route.method === 'post' && isHere(route.path)) return [403]
  // Nobody has this id, which only who may look finds out.
  if (route.path === '/members/:id/history') return [404]
  // The present password is wrong, which is no matter of who may ask.
  return route.path === '/staff/password' ? [409] : [200]
}

describe('the policy is the server’s', () => {
  const staffRoutes = routes.filter((route) => route.asks === 'staff')

  test('every address of the administration asks for a person', () => {
    const open = routes.filter(({ path, asks }) => /^\/(admin|staff)\b/.test(path) && asks !== 'staff')
    expect(open.map(({ path }) => path)).toEqual(['/staff/sessions'])
    expect(staffRoutes.length).toBeGreaterThan(14)
  })

  // Signing out comes last: it ends the session that asks.
  const ordered = staffRoutes.toSorted(
    (a, b) => Number(a.path.endsWith('/end')) - Number(b.path.endsWith('/end')),
  )
  const cells = ordered.flatMap((route) =>
    askers.map((asker) => ({ route, asker, who: asker[0], path: route.path })),
  )

  test.each(cells)('$who at $path', async ({ route, asker }) => {
    const token = tokens.get(asker[0])
    const answer = await shop.ask(named(route.path), {
      method: route.method.toUpperCase(),
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(route.method === 'post' ? { body: JSON.stringify(bodies[route.path]?.() ?? {}) } : {}),
    })
    expect([answer.status, answer.status < 300 ? '' : answer.type]).toEqual([
      expected(route, asker)[0],
      answer.status < 300 ? '' : 'application/problem+json; charset=utf-8',
    ])
  })
})

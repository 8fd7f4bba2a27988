import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secretHash } from '#server/auth/token.ts'
import { givePassword } from '#server/office/passwords.ts'
import { HEAD_PASSWORD, headOffice, hire, onTablet, reasonIn, tokenIn } from './office.ts'
import { type Answer, bearer, openShop, select, type Shop } from './shop.ts'

const problem = (name: string) => ({ type: `urn:onecounter:problem:${name}` })

describe('signing in at the server', () => {
  let shop: Shop
  let head: string
  beforeAll(async () => {
    shop = await openShop()
    head = await headOffice(shop)
  })
  afterAll(() => shop.close())
  const places = (token: string): Promise<Answer> => shop.ask('/admin/places', { headers: bearer(token) })

  test('the first start names an administrator, whose password works once and must be changed', async () => {
    const other = await openShop()
    try {
      const line = other.said.find((said) => said.includes('Administration: ')) ?? ''
      const password = line.split(': ').at(-1) ?? ''
      const signedIn = await other.post('/staff/sessions', { staff: 's900 ', password })
      expect(signedIn.body).toMatchObject({ mustChange: true, staff: { id: 'S900', role: 'admin' } })
      const token = tokenIn(signedIn)
      const refused = await other.ask('/admin/places', { headers: bearer(token) })
      expect(refused.body).toMatchObject(problem('password-must-change'))
      const change = (next: string) => other.post('/staff/password', { current: password, next }, token)
      expect(reasonIn(await change('short'))).toBe('password-too-short')
      expect(reasonIn(await change('aaaaaaaaaaaaaaaa'))).toBe('password-trivial')
      expect(reasonIn(await change(password))).toBe('password-same')
      expect((await change('a long new password')).status).toBe(200)
      expect((await other.ask('/admin/places', { headers: bearer(token) })).status).toBe(200)
      expect((await other.post('/staff/sessions', { staff: 'S900', password })).status).toBe(401)
    } finally {
      await other.close()
    }
  })

  test('an unknown name, a wrong secret and a person without a password are answered alike', async () => {
    const answers = await Promise.all([
      shop.post('/staff/sessions', { staff: 'S900', password: 'wrong' }),
      shop.post('/staff/sessions', { staff: 'S777', password: 'wrong' }),
      shop.post('/staff/sessions', { staff: 'S001', password: 'wrong' }),
      shop.post('/staff/sessions', { staff: '../../x', password: 'wrong' }),
    ])
    const told = answers.map(({ status, body }) => [status, JSON.stringify({ ...Object(body), request: '' })])
    expect(new Set(told.map(String)).size).toBe(1)
    expect(answers[0]?.body).toMatchObject(problem('sign-in-refused'))
  })

  test('a PIN opens the office on a tablet of the person’s own store, nowhere else', async () => {
    await hire(shop, head, { id: 'M1', role: 'manager', stores: ['XINYI'], pin: '730514' })
    const [here, there] = [await shop.enrolAt('R01'), await shop.enrolAt('R03')]
    const pin = { staff: 'M1', pin: '730514' }
    expect((await onTablet(shop, here, pin)).body).toMatchObject({ staff: { stores: ['XINYI'] } })
    expect((await onTablet(shop, there, pin)).status).toBe(401)
    expect((await shop.post('/staff/sessions', pin)).status).toBe(401)
    expect((await shop.post('/staff/sessions', { ...pin, password: 'x' }, here.token)).status).toBe(400)
  })

  test('a session ends with its tablet, its person, a new PIN, or by signing out', async () => {
    const device = await shop.enrolAt('R02')
    const pin = { staff: 'M2', pin: '730514' }
    await hire(shop, head, { id: 'M2', role: 'manager', stores: ['XINYI'], pin: pin.pin })
    const signIn = async (): Promise<string> => tokenIn(await onTablet(shop, device, pin))
    const out = await signIn()
    expect((await places(out)).status).toBe(200)
    await shop.post('/staff/sessions/end', {}, out)
    expect((await places(out)).status).toBe(401)
    const repinned = await signIn()
    await shop.post('/admin/staff/M2', { pin: '418263' }, head)
    expect((await places(repinned)).status).toBe(401)
    pin.pin = '418263'
    const gone = await signIn()
    await shop.post('/admin/staff/M2', { active: false }, head)
    expect((await places(gone)).status).toBe(401)
    expect((await onTablet(shop, device, pin)).status).toBe(401)
    await shop.post('/admin/staff/M2', { active: true }, head)
    const lost = await signIn()
    await shop.post(`/admin/devices/${device.device}/revoke`, {}, head)
    expect((await places(lost)).status).toBe(401)
    expect((await onTablet(shop, device, pin)).body).toMatchObject(problem('device-revoked'))
  })

  test('a new password ends the other sessions of its person, and only those', async () => {
    const one = tokenIn(await shop.post('/staff/sessions', { staff: 'S900', password: HEAD_PASSWORD }))
    const changed = await shop.post(
      '/staff/password',
      { current: HEAD_PASSWORD, next: `${HEAD_PASSWORD}!` },
      head,
    )
    expect(changed.status).toBe(200)
    expect([(await places(one)).status, (await places(head)).status]).toEqual([401, 200])
    const again = { current: `${HEAD_PASSWORD}!`, next: HEAD_PASSWORD }
    await shop.post('/staff/password', again, head)
  })

  test('a role that is taken away is gone with the next request', async () => {
    const device = await shop.enrolAt('R04')
    await hire(shop, head, { id: 'M3', role: 'manager', stores: ['TAICHUNG'], pin: '730514' })
    const token = tokenIn(await onTablet(shop, device, { staff: 'M3', pin: '730514' }))
    await shop.post('/admin/staff/M3', { role: 'associate' }, head)
    expect((await places(token)).status).toBe(401)
  })

  test('only the hash of a session’s token is stored', async () => {
    const hashes = (await select(shop, 'SELECT token_hash FROM staff_session')).map(
      (row) => row['token_hash'],
    )
    expect(hashes).toContain(secretHash(head))
    expect(hashes).not.toContain(head)
  })
})

test('five wrong secrets make everybody of that name wait, also after a restart; a new password opens again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'onecounter-'))
  const first = await openShop({ folder })
  const right = { staff: 'S900', password: HEAD_PASSWORD }
  await headOffice(first)
  for (let i = 0; i < 5; i++)
    expect((await first.post('/staff/sessions', { ...right, password: 'wrong' })).status).toBe(401)
  await first.close()
  const second = await openShop({ folder })
  try {
    const answer = await second.post('/staff/sessions', right)
    expect(answer.body).toMatchObject(problem('too-many-sign-ins'))
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(20)
    // As `npm run admin-password` does.
    const given = await givePassword(second.ledger, 'S900', null)
    const password = given.ok ? given.value : ''
    expect((await second.post('/staff/sessions', { staff: 'S900', password })).body).toMatchObject({
      mustChange: true,
    })
  } finally {
    await second.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('after fifty wrong secrets under any names everybody waits, but not for long', async () => {
  const shop = await openShop()
  try {
    for (let i = 0; i < 50; i++) await shop.post('/staff/sessions', { staff: `X${i}`, password: 'wrong' })
    const answer = await shop.post('/staff/sessions', { staff: 'S900', password: 'wrong' })
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  } finally {
    await shop.close()
  }
})

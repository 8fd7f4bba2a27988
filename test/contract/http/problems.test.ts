import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { isObject } from '#shared/base/json.ts'
import { routes } from '#server/http/routes.ts'
import { type Answer, bearer, chained, openShop, pushOf, saleOf, type Shop } from './shop.ts'

let shop: Shop
const client = mkdtempSync(join(tmpdir(), 'onecounter-client-'))
beforeAll(async () => {
  mkdirSync(join(client, 'assets'))
  writeFileSync(join(client, 'index.html'), `<!doctype html><title>shell</title>${' '.repeat(4000)}`)
  writeFileSync(join(client, 'service-worker.js'), 'self')
  writeFileSync(join(client, 'assets', 'app-1a2b3c.js'), 'export {}')
  writeFileSync(join(client, '.secret'), 'secret')
  shop = await openShop({ clientFolder: client })
})
afterAll(async () => {
  await shop.close()
  rmSync(client, { recursive: true })
})

const page = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }

describe('problems (RFC 9457)', () => {
  const expectProblem = (answer: Answer, status: number): void => {
    expect(answer.status).toBe(status)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const { body } = answer
    if (!isObject(body)) throw new Error('a problem is an object')
    expect(body).toMatchObject({ status })
    for (const name of ['type', 'title', 'next', 'request']) expect(body[name]).toMatch(/\S/)
    expect(answer.text).not.toMatch(/node_modules|\.ts:|at .*\(/)
  }

  test.each([
    '/nothing',
    '/sync',
    '/sync/push/',
    '/Sync/push',
    '/assets/gone-000.js',
    '/members/x',
    '/../server/main.ts',
    '/%2e%2e/package.json',
    '/.secret',
  ])('%s is nothing', async (path) => expectProblem(await shop.ask(path), 404))

  const taken = Map.groupBy(routes, ({ path }) => path)
  test.each([...taken.keys()])('%s takes no other method', async (path) => {
    const methods = (taken.get(path) ?? []).map(({ method }) => method)
    const others = [
      ...(methods.includes('get') ? [] : ['GET']),
      ...(methods.includes('post') ? [] : ['POST']),
    ]
    const address = path.replace(/:\w+/, 'x')
    for (const other of ['PUT', 'DELETE', 'PATCH', ...others]) {
      const headers = { 'x-http-method-override': methods[0] ?? '' }
      const answer = await shop.ask(address, { method: other, headers })
      expectProblem(answer, 405)
      const allow = methods.map((method) => (method === 'get' ? 'GET, HEAD' : 'POST')).join(', ')
      expect(answer.headers.get('allow')).toBe(allow)
    }
  })

  test('an address that cannot be decoded', async () =>
    expectProblem(await shop.ask('/members/%E0%A4%A/timeline'), 400))

  test('a mistake of ours tells nothing of itself', async () => {
    const device = await shop.enrolAt('R01')
    vi.spyOn(shop.ledger.writer, 'submit').mockRejectedValueOnce(
      Object.assign(new Error('王小明 0912345678'), { name: 'StorageFailure' }),
    )
    const answer = await shop.post(
      '/sync/push',
      pushOf(device, chained(device, [saleOf(device, 1)])),
      device.token,
    )
    expect([500, 503]).toContain(answer.status)
    expect(answer.text).not.toContain('王小明')
    vi.spyOn(shop.ledger.db, 'read').mockRejectedValueOnce(new TypeError('王小明 0912345678'))
    const other = await shop.ask('/members/01900000-0000-7000-8000-000000000001/timeline', {
      headers: bearer(device.token),
    })
    expectProblem(other, 500)
    expect(other.text).not.toContain('0912345678')
    expect(shop.logged.join('')).not.toContain('0912345678')
    expect(shop.logged.some((line) => line.includes('a route failed') && line.includes('TypeError'))).toBe(
      true,
    )
  })

  test('a member nobody knows', async () => {
    const device = await shop.enrolAt('R01')
    for (const member of ['01900000-0000-7000-8000-00000000ffff', 'x', '%00'])
      expectProblem(await shop.ask(`/members/${member}/timeline`, { headers: bearer(device.token) }), 404)
  })

  test('what is not HTTP', async () => {
    const { port, hostname } = new URL(shop.url)
    const heard = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write('hello\r\n\r\n'))
      socket.once('data', (data) => resolve(data.toString()))
    })
    expect(heard).toMatch(/^HTTP\/1\.1 400 /)
    expect(heard).toContain('urn:onecounter:problem:bad-request')
  })
})

describe('the tablet’s page', () => {
  test('a navigation gets the shell, whatever screen it names, and asks for it each time', async () => {
    for (const path of ['/', '/outbox', '/index.html']) {
      const answer = await shop.ask(path, page)
      expect(answer.status).toBe(200)
      expect(answer.text).toContain('shell')
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    }
  })

  test('the front door opens for whoever asks for anything at all', async () => {
    expect((await shop.ask('/')).text).toContain('shell')
    expect((await shop.ask('/outbox')).status).toBe(404)
  })

  test('addresses of the program are no pages', async () => {
    for (const path of ['/sync/nothing', '/devices', '/assets/gone.js', '/readyz/x'])
      expect((await shop.ask(path, page)).status).toBe(404)
  })

  test('hashed files are kept for a year, the service worker is not', async () => {
    const asset = await shop.ask('/assets/app-1a2b3c.js')
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const worker = await shop.ask('/service-worker.js')
    expect(worker.headers.get('cache-control')).toBe('no-cache')
    expect(worker.type).toContain('javascript')
  })

  test('the page may run nothing but what came from here', async () => {
    const policy = (await shop.ask('/', page)).headers.get('content-security-policy') ?? ''
    expect(policy).toBe(
      "default-src 'none';script-src 'self' 'wasm-unsafe-eval';style-src 'self';connect-src 'self';img-src 'self' blob:;font-src 'self';" +
        "media-src 'self';worker-src 'self';manifest-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none';" +
        "require-trusted-types-for 'script';trusted-types vue onecounter",
    )
    const { headers } = await shop.ask('/livez')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  test('texts are packed, hints are not', async () => {
    expect((await fetch(`${shop.url}/`, page)).headers.get('content-encoding')).toBe('gzip')
    expect((await fetch(`${shop.url}/metrics`)).headers.get('content-encoding')).toBe('gzip')
  })
})

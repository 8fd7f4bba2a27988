import { gunzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { zhTW } from './pages/words.ts'
import { Line } from './line.ts'
import { deployNext } from './next-version.ts'
import { tabletOf } from './pages/tablet.ts'
import { expectExactly, sellSome } from './promises.ts'
import { Shop } from './shop.ts'

const next = '99.0.0-next'

test('an update while twenty sales wait: offered only at the idle sign-in screen, and the new version brings all twenty', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const shop = await Shop.open()
  const line = await Line.open(shop.url)
  const tablet = await tabletOf(browser, shop, { register: 'R01', url: line.url })
  const { till } = tablet
  const offer = till.page.getByRole('button', { name: zhTW.update.apply })
  const apps: string[] = []
  till.page.on('request', (request) => {
    if (request.url().endsWith('/sync/push')) apps.push(appOf(request.postDataBuffer()))
  })
  try {
    await till.everythingIsSafe()
    // Reachable enough for the new files, but nothing of sync comes through.
    line.isCut = (path) => path.startsWith('/sync/')
    const promised = await sellSome(till, 20)
    await expect(till.status()).toContainText('20')

    await deployNext(shop.clientFolder, next)
    const [barcode = ''] = await till.barcodes()
    await till.scan(barcode)
    await expect(till.page.locator('.ticket .count')).toContainText('1')
    const newVersionWaits = (): Promise<boolean> =>
      till.page.evaluate(async () => {
        const registration = await navigator.serviceWorker.ready
        await registration.update()
        return registration.waiting !== null
      })
    await expect.poll(newVersionWaits).toBe(true)
    // In the middle of a sale nobody is asked, and nothing of the basket is lost.
    await expect(offer).toHaveCount(0)
    await till.page.keyboard.press('F8')
    await expect(offer).toHaveCount(0)
    await till.page.locator('.choices .exact').click()
    promised.push(await till.promised())
    await expect(offer).toHaveCount(0)

    await till.signOut()
    await expect(offer).toBeVisible()
    const reloaded = till.page.waitForEvent('load')
    await offer.click()
    await reloaded
    await expect(till.page.locator('script[src*="-next.js"]')).toHaveCount(1)
    await till.signIn()
    await expect(till.status()).toContainText('21')
    expect(await till.page.evaluate(() => caches.keys())).toHaveLength(1)

    line.isCut = undefined
    await till.everythingIsSafe()
    expectExactly(shop, promised)
    expect(apps.at(-1)).toBe(next)
  } finally {
    await tablet.context.close()
    await line.close()
    await shop.close()
  }
})

/** The version that a push names. */
function appOf(body: Buffer | null): string {
  if (body === null) return ''
  const text = body[0] === 0x1f ? gunzipSync(body) : body
  const push: unknown = JSON.parse(text.toString())
  return typeof push === 'object' && push !== null && 'app' in push ? String(push.app) : ''
}

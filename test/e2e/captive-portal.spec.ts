import { expect, test } from '@playwright/test'
import { zhTW } from './pages/words.ts'
import { Line } from './line.ts'
import { tabletOf } from './pages/tablet.ts'
import { expectExactly, sellSome } from './promises.ts'
import { Shop } from './shop.ts'

const loginPage = {
  type: 'text/html; charset=utf-8',
  body: '<!doctype html><title>Wi-Fi</title><h1>Please log in</h1>',
}
const looksLikeOurs = { type: 'application/json', body: '{}' }

test('a captive portal answers everything: the sale is safe, the app still opens, and afterwards everything arrives once', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const shop = await Shop.open()
  const line = await Line.open(shop.url)
  const tablet = await tabletOf(browser, shop, { register: 'R01', url: line.url })
  const { till } = tablet
  try {
    await till.everythingIsSafe()
    line.stranger = () => loginPage
    const promised = await sellSome(till, 2)
    await expect(till.status()).toContainText(zhTW.status.portal)
    await expect(till.status()).toContainText('2')

    // The portal has the address of the app, its files and its service worker too.
    line.misled.length = 0
    await till.page.reload()
    await till.signIn()
    promised.push(...(await sellSome(till, 1)))
    await expect(till.status()).toContainText(zhTW.status.portal)
    await expect(till.status()).toContainText('3')
    await till.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration()
      await registration?.update().catch(() => {})
    })
    await expect.poll(() => line.misled).toContain('/service-worker.js')
    expect(line.misled).toContain('/sync/push')

    // A cleverer stranger speaks JSON; its yes is no yes.
    line.stranger = () => looksLikeOurs
    promised.push(...(await sellSome(till, 1)))
    await expect(till.status()).toContainText(zhTW.status.portal)
    await expect(till.status()).toContainText('4')
    expect(shop.sales()).toEqual([])

    line.stranger = undefined
    await till.everythingIsSafe()
    expectExactly(shop, promised)
    await till.page.reload()
    await till.signIn()
    await till.everythingIsSafe()
    expectExactly(shop, promised)
  } finally {
    await tablet.context.close()
    await line.close()
    await shop.close()
  }
})

import { expect, test } from '@playwright/test'
import { anotherTab, tabletOf } from './pages/tablet.ts'
import { expectExactly, expectShownOn, sellSome } from './promises.ts'
import { Shop } from './shop.ts'

// Generous for a busy machine; it takes a tenth of it.
test.describe.configure({ timeout: 240_000 })

let shop: Shop
test.beforeEach(async () => {
  shop = await Shop.open()
})
test.afterEach(async () => {
  await shop.close()
})

test('two tabs of one tablet sell in turn and at the same moment: no number twice, every sale once; the second tab takes over', async ({
  browser,
}) => {
  const tablet = await tabletOf(browser, shop, { register: 'R01' })
  const left = tablet.till
  const right = await anotherTab(tablet, shop.url)
  const promised = [...(await sellSome(left, 1)), ...(await sellSome(right, 1))]
  await left.everythingIsSafe()
  await right.everythingIsSafe()

  await tablet.context.setOffline(true)
  promised.push(...(await sellSome(left, 2)), ...(await sellSome(right, 2)))
  const together = await Promise.all([sellSome(left, 3), sellSome(right, 3)])
  promised.push(...together.flat())
  await expect(left.status()).toContainText('10')
  await expect(right.status()).toContainText('10')

  await tablet.context.setOffline(false)
  await left.everythingIsSafe()
  await right.everythingIsSafe()
  expectExactly(shop, promised)

  // The left tab led since it was there first. The other one goes on.
  await left.page.close()
  promised.push(...(await sellSome(right, 1)))
  await expect.poll(() => shop.sales().length, { timeout: 90_000 }).toBe(promised.length)
  await right.everythingIsSafe()
  expectExactly(shop, promised)
  await expectShownOn(right, promised)
  await tablet.context.close()
})

test('two tabs in a browser without locks both sync: nothing is doubled', async ({ browser }) => {
  const init = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"
  const tablet = await tabletOf(browser, shop, { register: 'R01', init })
  const left = tablet.till
  const right = await anotherTab(tablet, shop.url)
  expect(await right.page.evaluate(() => 'locks' in navigator && navigator.locks !== undefined)).toBe(false)

  const together = await Promise.all([sellSome(left, 2), sellSome(right, 2)])
  await tablet.context.setOffline(true)
  together.push(...(await Promise.all([sellSome(left, 2), sellSome(right, 2)])))
  await tablet.context.setOffline(false)
  const promised = together.flat()
  await left.everythingIsSafe()
  await right.everythingIsSafe()
  expectExactly(shop, promised)
  await expectShownOn(right, promised)
  await tablet.context.close()
})

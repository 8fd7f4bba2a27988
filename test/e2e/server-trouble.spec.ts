import { expect, test } from '@playwright/test'
import { Line } from './line.ts'
import { type ShopTablet, tabletOf } from './pages/tablet.ts'
import { expectExactly, expectShownOn, sellSome } from './promises.ts'
import { Shop } from './shop.ts'

test('the server is killed in the middle of a push, and again between its commit and its answer: every promise is kept once', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const shop = await Shop.open()
  const line = await Line.open(shop.url)
  const tablet = await tabletOf(browser, shop, { register: 'R01', url: line.url })
  const { till } = tablet
  try {
    await till.everythingIsSafe()
    const isCut = (path: string): boolean => path.startsWith('/sync/')
    line.isCut = isCut
    const promised = await sellSome(till, 30)

    // Killed as soon as the push is on its way; whether it was in time for the ledger is open, and all the same.
    const killed = new Promise<void>((resolve) => {
      line.onQuestion = (path) => {
        if (path !== '/sync/push') return
        line.onQuestion = undefined
        setTimeout(() => resolve(shop.kill()), 5)
      }
    })
    line.isCut = undefined
    await killed
    await shop.start()
    await till.everythingIsSafe()
    expectExactly(shop, promised)

    // Killed when it has committed and its answer is on the line: the tablet does not know, and asks again.
    line.isCut = isCut
    promised.push(...(await sellSome(till, 5)))
    const lost = new Promise<void>((resolve) => {
      line.onAnswer = async (path) => {
        if (path !== '/sync/push') return 'passes'
        line.onAnswer = undefined
        await shop.kill()
        resolve()
        return 'lost'
      }
    })
    line.isCut = undefined
    await lost
    expectExactly(shop, promised)
    await expect(till.status()).toContainText('5')
    await shop.start()
    await till.everythingIsSafe()
    expectExactly(shop, promised)
    await expectShownOn(till, promised)
  } finally {
    await tablet.context.close()
    await line.close()
    await shop.close()
  }
})

test('restored from a backup of before the last ten sales: the tablets send them again by themselves, and agree', async ({
  browser,
}) => {
  test.setTimeout(240_000)
  const shop = await Shop.open()
  const tablets: ShopTablet[] = []
  try {
    const one = await tabletOf(browser, shop, { register: 'R01' })
    const two = await tabletOf(browser, shop, { register: 'R02' })
    tablets.push(one, two)
    const promised = [...(await sellSome(one.till, 2)), ...(await sellSome(two.till, 1))]
    await one.till.everythingIsSafe()
    await two.till.everythingIsSafe()
    const backup = await shop.backup('before.db')
    promised.push(...(await sellSome(one.till, 7)), ...(await sellSome(two.till, 3)))
    await one.till.everythingIsSafe()
    await two.till.everythingIsSafe()
    expectExactly(shop, promised)

    await shop.stop()
    await shop.restore(backup)
    expect(shop.sales()).toHaveLength(3)
    await shop.start()
    await expect.poll(() => shop.sales().length, { timeout: 90_000 }).toBe(13)
    expectExactly(shop, promised)
    await expectShownOn(one.till, promised)
    await expectShownOn(two.till, promised)
    await one.till.everythingIsSafe()
    await two.till.everythingIsSafe()
  } finally {
    for (const { context } of tablets) await context.close()
    await shop.close()
  }
})

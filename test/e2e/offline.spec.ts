import { expect, test } from '@playwright/test'
import { Profile } from './pages/profile.ts'
import { Till, type Promised } from './pages/till.ts'
import { Shop } from './shop.ts'

const byNumber = (a: Promised, b: Promised): number => (a.number < b.number ? -1 : 1)

test('fifty sales without a network, two reloads and a killed browser: exactly those fifty arrive everywhere', async () => {
  test.setTimeout(180_000)
  const shop = await Shop.open()
  const folder = shop.profileFolder('one')
  let one = await Profile.open(folder)
  const two = await Profile.open(shop.profileFolder('two'))
  try {
    let till = new Till(one.context.pages()[0] ?? (await one.context.newPage()))
    await till.enrol(shop.url, await shop.enrolmentCode('R01'))
    await till.signIn()
    await till.isInstalled()
    const other = new Till(two.context.pages()[0] ?? (await two.context.newPage()))
    await other.enrol(shop.url, await shop.enrolmentCode('R02'))
    await expect.poll(async () => (await till.barcodes()).length).toBeGreaterThan(20)
    const barcodes = await till.barcodes()
    const before = shop.sales().length

    const promised: Promised[] = []
    const sell = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const first = barcodes[promised.length % barcodes.length] ?? ''
        const second = barcodes[(promised.length * 7 + 3) % barcodes.length] ?? ''
        promised.push(await till.sell(promised.length % 3 === 0 ? [first] : [first, second]))
      }
    }
    await one.context.setOffline(true)
    await sell(15)
    await till.page.reload()
    await till.signIn()
    await sell(15)
    await till.page.reload()
    await till.signIn()
    await sell(10)
    await one.kill()

    // Power back, still no line: the browser starts from its profile alone.
    await shop.stop()
    one = await Profile.open(folder)
    await one.context.setOffline(true)
    till = new Till(one.context.pages()[0] ?? (await one.context.newPage()))
    await till.page.goto(shop.url)
    await till.signIn()
    await sell(10)
    await expect(till.status()).toContainText('50')
    expect(new Set(promised.map(({ number }) => number)).size).toBe(50)

    await shop.start()
    await one.context.setOffline(false)
    await till.everythingIsSafe()
    const arrived = shop.sales().slice(before)
    expect(arrived.map(({ number, total }) => ({ number: number ?? '', total })).sort(byNumber)).toEqual(
      [...promised].sort(byNumber),
    )
    expect(new Set(arrived.map(({ op }) => op)).size).toBe(50)
    const mine = new Set(promised.map(({ number }) => number))
    await expect
      .poll(
        async () => (await other.salesFromServer()).filter(({ number }) => mine.has(number)).sort(byNumber),
        { timeout: 20_000 },
      )
      .toEqual([...promised].sort(byNumber))
  } finally {
    await one.kill()
    await two.kill()
    await shop.close()
  }
})

test('a cold start without a network: the screen opens, the PIN is taken, a sale is rung', async () => {
  const shop = await Shop.open()
  const folder = shop.profileFolder('cold')
  let profile = await Profile.open(folder)
  try {
    let till = new Till(profile.context.pages()[0] ?? (await profile.context.newPage()))
    await till.enrol(shop.url, await shop.enrolmentCode('R01'))
    await till.isInstalled()
    await expect.poll(async () => (await till.barcodes()).length).toBeGreaterThan(20)
    await profile.close()
    await shop.kill()

    profile = await Profile.open(folder)
    till = new Till(profile.context.pages()[0] ?? (await profile.context.newPage()))
    await till.page.goto(shop.url)
    await till.signIn()
    const [barcode = ''] = await till.barcodes()
    const promised = await till.sell([barcode])
    expect(promised.total).toBeGreaterThan(0)
    await expect(till.status()).toContainText('1')
  } finally {
    await profile.kill()
    await shop.close()
  }
})

import { expect, type Locator, type Page, test } from '@playwright/test'
import { findsNothing, look, picture } from './pages/accessible.ts'
import { zhTW } from './pages/words.ts'
import { Service } from './pages/counter-work.ts'
import { tabletOf } from './pages/tablet.ts'
import { associate, manager, Till } from './pages/till.ts'
import { Shop } from './shop.ts'

/** A name of several lines, and a price that makes a total of ten digits with a dozen pieces. */
const longest = [
  'sku,name,price,barcodes',
  'LONG-01,限量典藏版阿里山高山烏龍茶禮盒附手工陶瓷茶具組與紀念提袋（含運送包裝與保證書）二〇二六年度特別企劃,99999999,4719990009998',
].join('\n')

const byWeight = ['sku,name,price,barcodes,measure', 'WGT-01,散裝茶葉,500,4719990008885,weight'].join('\n')

const landscape = { width: 1180, height: 820 }

test('every screen in both languages, both colour schemes and three sizes: it fits and is accessible', async ({
  browser,
}) => {
  test.setTimeout(420_000)
  const shop = await Shop.open()
  await shop.stop()
  await shop.importTable('products', longest)
  await shop.start()
  const context = await browser.newContext({ viewport: landscape, reducedMotion: 'reduce' })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const till = new Till(page)
  const service = new Service(till)
  const primary = (on: Page): Locator => on.locator('.action.primary')
  const field = (on: Page): Locator => on.getByRole('textbox')
  try {
    await page.goto(shop.url)
    await look(page, 'enrol', primary)
    await till.enrol(shop.url, await shop.enrolmentCode('R01'))
    const person = page.getByRole('button', { name: associate.name })
    await expect(person).toBeVisible()
    await look(page, 'sign-in', () => person)
    await person.click()
    await look(page, 'pin', primary)
    await page.keyboard.press('Escape')
    await till.signIn()
    await till.hasGoods()
    await look(page, 'counter', field)
    await page.keyboard.press('F3')
    await expect(page.locator('.camera-panel p.problem')).toBeVisible()
    await look(page, 'camera', field)
    await page.keyboard.press('F3')
    const barcodes = await till.barcodes()
    await till.scan('M0000002')
    await expect(service.banner()).toBeVisible()
    await till.sell(barcodes.slice(6, 8))
    await till.everythingIsSafe()
    await till.scan('M0000002')
    for (const barcode of barcodes.slice(0, 5)) await till.scan(barcode)
    await expect(service.ticket().locator('.count')).toContainText('5')
    await service.timeline().first().getByRole('button').first().click()
    await look(page, 'basket', primary)
    await page
      .getByRole('button', { name: /的備註/ })
      .first()
      .click()
    await page.getByRole('textbox', { name: /備註/ }).first().fill('刻「明」字，禮物包裝')
    await service.press(zhTW.common.keep)
    await page.keyboard.press('F8')
    await look(page, 'pay-cash', primary)
    await page.keyboard.press('F9')
    await look(page, 'pay-external', primary)
    await page.getByLabel(zhTW.pay.amount).fill('500')
    await page.getByRole('button', { name: zhTW.invoice.title }).click()
    await page.getByLabel(zhTW.invoice.ban).fill('04595253')
    await look(page, 'pay-invoice-error', (on) => on.getByRole('heading', { name: /結帳|Pay/ }))
    await page.getByLabel(zhTW.invoice.ban).fill('04595257')
    await page.getByLabel(zhTW.pay.reference).fill('EDC-20261122-0001')
    await page.keyboard.press('Enter')
    await look(page, 'pay-split', primary)
    await page.getByRole('button', { name: /取消這筆付款/ }).click()
    await page.getByLabel(zhTW.invoice.ban).fill('')
    await page.keyboard.press('F8')
    await page.locator('.choices .round').first().click()
    await expect(page.locator('.result')).toBeVisible()
    const code = await service.receiptCode()
    await look(page, 'paid', primary)
    await service.press(zhTW.printing.settings)
    await look(page, 'printer', primary)
    await page.keyboard.press('Escape')
    await page.keyboard.press('F4')
    await look(page, 'find-member', primary)
    await service.press(zhTW.member.new)
    await look(page, 'new-member', primary)
    await page.keyboard.press('Escape')
    await till.scan('M7777777')
    await expect(service.notice()).toContainText('M7777777')
    await look(page, 'unknown-card', field)
    await page.keyboard.press('F6')
    await look(page, 'find-receipt', primary)
    await page.keyboard.press('Escape')
    await service.typeIn(code)
    await expect(service.ticket()).toContainText('可退')
    await service.press(zhTW.return.all)
    await service.press(zhTW.return.reasons.other)
    await page.getByRole('textbox', { name: zhTW.return.note }).fill('包裝破損')
    await look(page, 'return', primary)
    await page.keyboard.press('Escape')
    for (let piece = 0; piece < 12; piece++) await till.scan('4719990009998')
    await expect(service.ticket()).toContainText('1,199,999,988')
    await look(page, 'longest', primary)
    await page.keyboard.press('F1')
    await expect(page.getByRole('dialog')).toBeInViewport({ ratio: 0.99 })
    await findsNothing(page, 'help')
    await picture(page, 'help')
    // The keys belong to what stands in front: nothing is paid behind it.
    await page.keyboard.press('F8')
    await expect(page.locator('.choices .exact')).toHaveCount(0)
    await page.keyboard.press('Escape')
    await service.clear()
    await context.setOffline(true)
    await till.sell([barcodes[0] ?? ''])
    await look(page, 'offline', field)
    await service.press(zhTW.app.show)
    const toCounter = (on: Page): Locator => on.getByRole('button', { name: /回到收銀|To the counter/ })
    await look(page, 'outbox', toCounter)
    for (const place of ['journal', 'discrepancies', 'disputes', 'readiness', 'settings'] as const) {
      await service.press(zhTW.app.more)
      await service.press(zhTW.app.place[place])
      await expect(page.getByRole('heading', { name: zhTW[place].title, level: 1 })).toBeVisible()
      await look(page, place, toCounter)
    }
  } finally {
    await context.close()
    await shop.close()
  }
})

test('the same for what is rare: weighing, the whole history, large type, a tablet that is full and one without storage', async ({
  browser,
}) => {
  test.setTimeout(420_000)
  const shop = await Shop.open()
  await shop.stop()
  await shop.importTable('products', byWeight)
  await shop.start()
  const { context, till } = await tabletOf(browser, shop, { register: 'R01' })
  const { page } = till
  const service = new Service(till)
  const primary = (on: Page): Locator => on.locator('.action.primary')
  try {
    await till.signOut()
    await till.signIn(manager)
    await till.scan('M0000002')
    await expect(service.timeline()).not.toHaveCount(0)
    await page.getByRole('button', { name: zhTW.member.totals }).click()
    await expect(page.getByRole('row')).not.toHaveCount(0)
    await look(page, 'history')
    await till.scan('4719990008885')
    const weight = page.getByRole('textbox', { name: zhTW.basket.weigh })
    await weight.fill('250')
    await look(page, 'weigh')
    await expect(weight).toHaveValue('250')
    await weight.press('Enter')
    await expect(weight).toHaveCount(0)
    await expect(service.ticket()).toContainText('NT$125')

    await service.press(zhTW.app.more)
    await service.press(zhTW.app.place.settings)
    await service.press(zhTW.settings.type.large)
    await look(page, 'settings-large')
    await page.keyboard.press('Escape')
    await look(page, 'basket-large', primary)
    await service.press(zhTW.app.more)
    await service.press(zhTW.app.place.settings)
    await service.press(zhTW.settings.type.normal)
    await page.keyboard.press('Escape')

    // No room for another operation: said when the payment is opened, and it goes on by itself when there is room again.
    const exact = page.locator('.choices .exact')
    // Chromium remembers how much room it last found, so a smaller quota would be felt much later only.
    await page.evaluate(() => {
      const store = IDBObjectStore.prototype
      const put = Object.getOwnPropertyDescriptor(store, 'put') ?? {}
      store.put = () => {
        throw new DOMException('full', 'QuotaExceededError')
      }
      addEventListener('room', () => Object.defineProperty(store, 'put', put))
    })
    await page.keyboard.press('F8')
    await expect(page.locator('.side').getByRole('alert')).toContainText(zhTW.status['cannot-save'])
    await expect(exact).toBeDisabled()
    await look(page, 'full-disk')
    await page.evaluate(() => dispatchEvent(new Event('room')))
    await page.keyboard.press('Escape')
    await page.keyboard.press('F8')
    await expect(exact).toBeEnabled()
    await exact.click()
    await till.promised()
    await till.everythingIsSafe()

    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('gone', 'UnknownError')
      }
    })
    await page.reload()
    await expect(page.getByRole('alert')).toContainText(zhTW.status['cannot-save'])
    await findsNothing(page, 'broken')
    await picture(page, 'broken')
  } finally {
    await context.close()
    await shop.close()
  }
})

import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { zhTW } from './pages/words.ts'
import { Service } from './pages/counter-work.ts'
import { associate, Till } from './pages/till.ts'
import { Shop } from './shop.ts'

/** A name of several lines, and a price that makes a total of ten digits with a dozen pieces. */
const longest = [
  'sku,name,price,barcodes',
  'LONG-01,限量典藏版阿里山高山烏龍茶禮盒附手工陶瓷茶具組與紀念提袋（含運送包裝與保證書）二〇二六年度特別企劃,99999999,4719990009998',
].join('\n')

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** `ONECOUNTER_PICTURES=folder npm run e2e -- accessible` leaves a picture of every screen there. */
const pictures = process.env['ONECOUNTER_PICTURES']
const landscape = { width: 1180, height: 820 }
/** The last one is where the tablet then goes on. */
const sizes = [
  ['phone', { width: 390, height: 844 }],
  ['portrait', { width: 820, height: 1180 }],
  ['landscape', landscape],
] as const
const looks = [
  { language: 'zh', change: 'English', colorScheme: 'light' },
  { language: 'en', change: '中文', colorScheme: 'dark' },
] as const

/**
 * One screen in every size and language: it fits, what one does next is in view, and axe finds nothing. A colour is the same
 * in every language, and a word in every colour scheme: Chinese is looked at in light, English in dark.
 */
async function look(page: Page, name: string, next: (page: Page) => Locator): Promise<void> {
  for (const { language, change, colorScheme } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const [size, box] of sizes) {
      await page.setViewportSize(box)
      const title = `${name}-${size}-${language}`
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), title)
        .toBeLessThanOrEqual(0)
      await expect(next(page).filter({ visible: true }).first(), title).toBeInViewport({ ratio: 0.99 })
      if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${title}.png`) })
    }
    const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    expect.soft(found, `${name} ${colorScheme} ${language}`).toEqual([])
    await page.getByRole('button', { name: change }).click()
  }
}

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
    expect((await new AxeBuilder({ page }).withTags(rules).analyze()).violations).toEqual([])
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'help.png') })
    await page.keyboard.press('Escape')
    await service.clear()
    await context.setOffline(true)
    await till.sell([barcodes[0] ?? ''])
    await look(page, 'offline', field)
    await service.press(zhTW.app.show)
    const toCounter = (on: Page): Locator => on.getByRole('button', { name: /回到收銀|To the counter/ })
    await look(page, 'outbox', toCounter)
    for (const place of ['journal', 'discrepancies', 'readiness', 'settings'] as const) {
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

import { expect, test } from '@playwright/test'
import { Service } from './pages/counter-work.ts'
import { type ShopTablet, tabletOf } from './pages/tablet.ts'
import { manager } from './pages/till.ts'
import { zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

test.describe.configure({ timeout: 180_000 })

let shop: Shop
let tablet: ShopTablet
let one: Service
let barcodes: readonly string[] = []

test.beforeAll(async ({ browser }) => {
  shop = await Shop.open()
  tablet = await tabletOf(browser, shop, { register: 'R01' })
  one = new Service(tablet.till)
  barcodes = await tablet.till.barcodes()
})
test.afterAll(async () => {
  await tablet?.context.close()
  await shop?.close()
})
test.afterEach(() => one.clear())

const ring = async (...places: number[]): Promise<void> => {
  for (const [i, place] of places.entries()) {
    await one.till.scan(barcodes[place] ?? '')
    await expect(one.ticket().locator('.count').first()).toContainText(String(i + 1))
  }
}

test('two touches from the last scan to done', async () => {
  await ring(0, 1)
  await one.press(zhTW.basket.pay)
  await one.page.locator('.choices .exact').click()
  await expect(one.page.locator('.result')).toContainText(zhTW.paid.sale)
})

test('a note, a carrier that is scanned, a company’s number, and a payment in three parts', async () => {
  const { page, till } = one
  await ring(0)
  await one.press(zhTW.basket.note)
  await page.getByRole('textbox', { name: /備註/ }).fill('刻「明」字')
  await one.press(zhTW.common.keep)
  await expect(one.ticket()).toContainText('※ 刻「明」字')
  await till.scan('/P4SV.-I')
  await expect(one.notice()).toContainText(zhTW.scan.carrier)
  await page.keyboard.press('F8')
  await expect(page.getByLabel(zhTW.invoice.carrier)).toHaveValue('/P4SV.-I')
  await page.getByLabel(zhTW.invoice.ban).fill('04595253')
  await expect(page.getByRole('alert')).toContainText(zhTW.invoice.problem['bad-ban'])
  await page.getByLabel(zhTW.invoice.ban).fill('04595257')
  await page.getByLabel(zhTW.pay.tendered).fill('100')
  await page.keyboard.press('Enter')
  await expect(page.locator('.taken')).toContainText('NT$100')
  await page.keyboard.press('F9')
  await page.getByLabel(zhTW.pay.amount).fill('50')
  await page.getByLabel(zhTW.pay.reference).fill('EDC-0001')
  await page.keyboard.press('Enter')
  await expect(page.locator('.taken')).toContainText('EDC-0001')
  await page.keyboard.press('F10')
  await page.getByLabel(zhTW.pay.reference).fill('LINE-0002')
  await page.keyboard.press('Enter')
  const receipt = page.locator('.side .receipt')
  await expect(receipt).toContainText('※ 刻「明」字')
  for (const words of ['NT$100', 'EDC-0001', 'LINE-0002', '04595257', zhTW.receipt.kept, zhTW.receipt.tax])
    await expect(receipt).toContainText(words)
  // A carrier is the buyer's own: it is on no paper.
  await expect(receipt).not.toContainText('P4SV')
})

test('a member by name in characters, pinyin and bopomofo, and by the last digits of the phone', async () => {
  const { page } = one
  for (const typed of ['王小明', '小明', 'wangxiaoming', 'wxm', 'ㄨㄤˊㄒㄧㄠˇㄇㄧㄥˊ', '0001']) {
    await page.keyboard.press('F4')
    await page.getByLabel(zhTW.member.findLabel).fill(typed)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /王○明/ }).first().click()
    await expect(one.banner(), typed).toContainText('王○明')
    await one.press(zhTW.member.leave)
  }
})

test('a hundred scans at five per second, none lost, whatever has the focus', async () => {
  const { page, till } = one
  const places = [
    () => page.getByLabel(zhTW.scan.label).focus(),
    () => page.locator('.products button').first().focus(),
    () => page.locator('.ticket button').first().focus(),
    () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur()),
  ]
  for (let scan = 0; scan < 100; scan++) {
    const began = Date.now()
    if (scan % 10 === 0) await places[(scan / 10) % places.length]?.()
    await till.scan(barcodes[scan % 5] ?? '')
    await page.waitForTimeout(Math.max(0, 200 - (Date.now() - began)))
  }
  await expect(one.ticket().locator('.count').first()).toContainText('100')
  await expect(page.getByLabel(zhTW.scan.label)).toHaveValue('')
})

test('an older receipt is found and printed again, marked; the look is remembered over a reload', async () => {
  const { page } = one
  const go = async (place: keyof typeof zhTW.app.place): Promise<void> => {
    await one.press(zhTW.app.more)
    await one.press(zhTW.app.place[place])
  }
  await ring(2)
  const { number } = await one.till.sell([])
  await go('journal')
  await page.getByLabel(zhTW.journal.search).fill(number)
  await page.getByRole('button', { name: number }).click()
  await expect(page.locator('main .receipt')).toContainText('補印')
  await expect(page.locator('main .receipt')).toContainText(zhTW.receipt.cash)
  await page.keyboard.press('Escape')

  await go('settings')
  await one.press(zhTW.settings.type.large)
  await one.press(zhTW.settings.theme.dark)
  const size = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize)
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(await size()).toBe('20px')
  const dark = await paper()
  await page.reload()
  await one.till.signIn()
  expect([await size(), await paper()]).toEqual(['20px', dark])
  await go('settings')
  await one.press(zhTW.settings.type.normal)
  await one.press(zhTW.settings.theme.system)
  await page.keyboard.press('Escape')
})

test('what waits offline is told in words; only a manager may take it out in a file', async () => {
  const { page } = one
  await tablet.context.setOffline(true)
  await ring(0, 1)
  await one.payExactly()
  await page.keyboard.press('Escape')
  await one.press(zhTW.app.more)
  await one.press(zhTW.app.place.outbox)
  await expect(page.locator('main')).toContainText(zhTW.outbox.kind['sale-complete'])
  await expect(page.locator('main')).toContainText('2 件')
  await expect(page.locator('main')).toContainText(zhTW.outbox.rescueAsk)
  await one.till.signOut()
  await one.till.signIn(manager)
  await one.press(zhTW.app.more)
  await one.press(zhTW.app.place.outbox)
  await one.press(zhTW.outbox.rescue)
  const saved = page.waitForEvent('download')
  await one.press(zhTW.outbox.rescueDo)
  expect((await saved).suggestedFilename()).toMatch(/^onecounter-R01-.*\.json$/)
  await tablet.context.setOffline(false)
  await one.till.everythingIsSafe()
})

import { expect, test } from '@playwright/test'
import { zhTW } from './pages/words.ts'
import { Service } from './pages/counter-work.ts'
import { type ShopTablet, tabletOf } from './pages/tablet.ts'
import { Shop } from './shop.ts'

test.describe.configure({ timeout: 180_000 })

/** Two tablets of one store, over all tests of this file; each test leaves the counter empty. */
let shop: Shop
let first: ShopTablet
let second: ShopTablet
let one: Service
let two: Service
let barcodes: readonly string[] = []
const barcode = (place: number): string => barcodes[place] ?? ''

test.beforeAll(async ({ browser }) => {
  shop = await Shop.open()
  first = await tabletOf(browser, shop, { register: 'R01' })
  second = await tabletOf(browser, shop, { register: 'R02' })
  one = new Service(first.till)
  two = new Service(second.till)
  barcodes = await first.till.barcodes()
})
test.afterAll(async () => {
  await first?.context.close()
  await second?.context.close()
  await shop?.close()
})
test.afterEach(async () => {
  await one.clear()
  await two.clear()
})

test('a member by card and by phone; what one tablet sells to them shows on the other at once', async () => {
  await one.till.scan('M0000001')
  await expect(one.banner()).toContainText('王○明')
  await two.typeIn('0900-000-001')
  await expect(two.banner()).toContainText('王○明')
  // They have not been to this store yet: what they ordered online comes from the server.
  await expect(two.timeline()).toHaveCount(1)
  await expect(two.timeline()).toContainText(zhTW.member.kind.order)

  await one.till.scan(barcode(0))
  await one.payExactly()
  const total = await one.page.locator('.result h2').innerText()
  await expect(two.timeline()).toHaveCount(2)
  await expect(two.timeline().first()).toContainText(total.replace(/.*NT/, 'NT'))
  await expect(one.banner()).toHaveCount(0)
})

test('enrolled offline on two tablets with the same phone: one member, with both sales on both tablets', async () => {
  const phone = '0912345678'
  await first.context.setOffline(true)
  await second.context.setOffline(true)
  for (const [place, service] of [one, two].entries()) {
    await service.enrolMember('趙心怡', phone)
    await service.till.scan(barcode(place))
    await expect(service.ticket().locator('.count')).toContainText('1')
    await service.payExactly()
    await service.page.keyboard.press('Escape')
  }
  await first.context.setOffline(false)
  await second.context.setOffline(false)
  for (const service of [one, two]) {
    await service.till.everythingIsSafe()
    await service.typeIn(phone)
    await expect(service.banner()).toContainText('趙○怡')
    await expect(service.timeline()).toHaveCount(2, { timeout: 30_000 })
  }
})

test('a card that nobody here knows: the sale is theirs, and the server says whose when they are enrolled', async () => {
  const card = 'M7654321'
  await one.till.scan(card)
  await expect(one.notice()).toContainText(card)
  await one.press(zhTW.scan.claim)
  await expect(one.banner()).toContainText(zhTW.member.claimed)
  await one.till.scan(barcode(3))
  await one.payExactly()
  await one.page.keyboard.press('Escape')
  await one.till.everythingIsSafe()

  await two.till.scan(card)
  await two.press(zhTW.scan.enrolMember)
  await two.page.getByLabel(zhTW.newMember.name).first().fill('周明哲')
  await two.page.getByLabel(zhTW.newMember.consent).check()
  await two.press(zhTW.newMember.submit)
  await expect(two.banner()).toContainText('周○哲')
  await two.till.everythingIsSafe()
  await expect(two.timeline()).toHaveCount(1, { timeout: 30_000 })
})

test('cash with change, and a card payment with its reference; a card number is refused as one', async () => {
  await one.till.scan(barcode(0))
  await one.page.keyboard.press('F8')
  await one.page.getByLabel(zhTW.pay.tendered).fill('2000')
  await one.page.keyboard.press('Enter')
  await expect(one.page.locator('.result')).toContainText(zhTW.paid.change)
  const [paid = 0, change = 0] =
    (await one.page.locator('.result').innerText())
      .match(/NT\$[\d,]+/g)
      ?.map((amount) => Number(amount.replace(/\D/g, ''))) ?? []
  expect(paid + change).toBe(2000)
  await one.page.keyboard.press('Escape')

  await one.till.scan(barcode(1))
  await expect(one.ticket().locator('.count')).toContainText('1')
  await one.page.keyboard.press('F9')
  await one.page.getByLabel(zhTW.pay.reference).fill('4111 1111 1111 1111')
  await one.page.keyboard.press('Enter')
  await expect(one.page.getByRole('alert')).toContainText(zhTW.pay.problem['bank-card'])
  await one.page.getByLabel(zhTW.pay.reference).fill('TX-20260722-0042')
  await one.page.keyboard.press('Enter')
  await expect(one.page.locator('.result')).toBeVisible()
  await expect(one.page.locator('.side .receipt')).toContainText('TX-20260722-0042')
})

test('a return from the code on the receipt gives back no more than is left; without a receipt it needs a reason and a member', async () => {
  for (let i = 0; i < 2; i++) await one.till.scan(barcode(2))
  await expect(one.ticket().locator('.count')).toContainText('2')
  await one.payExactly()
  const code = await one.receiptCode()
  await one.page.keyboard.press('Escape')
  await one.till.everythingIsSafe()

  // The other tablet of the store takes one of the two back.
  await expect.poll(async () => (await two.till.salesFromServer()).length).toBe(shop.sales().length)
  await two.typeIn(code)
  await expect(two.ticket()).toContainText('可退 2')
  await two.page.getByRole('button', { name: /^增加一件/ }).click()
  await two.press(zhTW.return.reasons.defective)
  await two.page
    .getByRole('button', { name: /^退現金/ })
    .first()
    .click()
  await expect(two.page.locator('.result')).toContainText(zhTW.paid.return)
  await two.page.keyboard.press('Escape')
  await two.till.everythingIsSafe()

  await one.typeIn(code)
  await expect(one.ticket()).toContainText('可退 1')
  const more = one.page.getByRole('button', { name: /^增加一件/ })
  await more.click()
  await expect(more).toBeDisabled()
  await one.page.keyboard.press('Escape')

  await one.page.keyboard.press('F6')
  await one.press(zhTW.return.unlinked)
  await one.till.scan(barcode(5))
  const refund = one.page.getByRole('button', { name: /^退款 / }).first()
  await expect(one.ticket()).toContainText(zhTW.return.problem['no-reason'])
  await expect(refund).toBeDisabled()
  await one.press(zhTW.return.reasons['changed-mind'])
  await expect(one.ticket()).toContainText(zhTW.return.problem['no-member'])
  await expect(refund).toBeDisabled()
  await one.page.keyboard.press('Escape')
})

test('after five wrong PINs the wait survives a reload', async () => {
  const { page } = two
  await two.till.signOut()
  await page.getByRole('button', { name: '王大同' }).click()
  for (let i = 0; i < 5; i++) {
    await expect(page.getByLabel('王大同 的 PIN 碼')).toBeFocused()
    await page.keyboard.type('0000')
    await page.keyboard.press('Enter')
    await expect(page.locator('.message.bad')).toContainText(i < 4 ? zhTW.signIn.wrong : '請等')
    await expect(page.getByLabel('王大同 的 PIN 碼')).toHaveValue('')
  }
  await page.reload()
  await page.getByRole('button', { name: '王大同' }).click()
  await page.keyboard.type('8306')
  await page.keyboard.press('Enter')
  await expect(page.locator('.message.bad')).toContainText('請等')
  await expect(page.getByRole('button', { name: zhTW.signIn.submit })).toBeDisabled()
  // Somebody else is not locked out with them.
  await page.keyboard.press('Escape')
  await two.till.signIn()
})

test('a scan through a Chinese input method, with the focus in the search field: in the basket, and the field stays clean', async () => {
  const { page } = one
  await page.keyboard.press('F2')
  const field = page.getByLabel(zhTW.scan.label)
  await expect(field).toBeFocused()
  await one.till.scanThroughInputMethod(barcode(4))
  await expect(one.ticket().locator('.count')).toContainText('1')
  await expect(field).toHaveValue('')
  await one.till.scanThroughInputMethod('M0000002')
  await expect(one.banner()).toContainText('李○華')
  await expect(field).toHaveValue('')
})

test('twenty sales with the keyboard alone, by the keys that the screen shows', async () => {
  const { page } = one
  for (const key of ['F2', 'F4', 'F6', 'F8'])
    await expect(page.getByText(key, { exact: true }).first()).toBeVisible()
  const before = shop.sales().length
  for (let i = 0; i < 20; i++) {
    await one.till.scan(barcode(i))
    await expect(one.ticket().locator('.count')).toContainText('1')
    await page.keyboard.press('F8')
    await expect(page.locator('.choices .exact')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.locator('.result')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('heading', { name: zhTW.basket.title })).toBeVisible()
  }
  await one.till.everythingIsSafe()
  expect(shop.sales().length - before).toBe(20)
})

test('the other language, without a reload and without losing the basket', async () => {
  const { page } = one
  await one.till.scan(barcode(0))
  await expect(one.ticket().locator('.count')).toContainText('1')
  await page.evaluate(() => Object.assign(globalThis, { untouched: true }))
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.getByRole('heading', { name: 'Basket' })).toBeVisible()
  await expect(one.ticket().locator('.count')).toHaveText('1 piece')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.getByRole('button', { name: '中文' }).click()
  await expect(page.getByRole('heading', { name: zhTW.basket.title })).toBeVisible()
  expect(await page.evaluate(() => Reflect.get(globalThis, 'untouched') === true)).toBe(true)
})

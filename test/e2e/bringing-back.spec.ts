import { expect, type Locator, type Page, test } from '@playwright/test'
import { demoChannel, Giving } from './pages/giving-back.ts'
import { look } from './pages/accessible.ts'
import { manager } from './pages/till.ts'
import { productOf } from './pages/online-shop.ts'
import { type ShopTablet, tabletOf } from './pages/tablet.ts'
import { zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

test.describe.configure({ timeout: 180_000 })

const [mug, bag, tea] = ['CUP-01', 'BAG-01', 'TEA-03'] as const
const priceOf = (sku: string): number => productOf(sku).price
const barcodeOf = (sku: string): string => productOf(sku).barcodes[0] ?? ''

const primary = (on: Page): Locator => on.locator('.action.primary')

/** A tablet in each of two stores. */
let shop: Shop
let first: ShopTablet
let second: ShopTablet
let here: Giving
let there: Giving

test.beforeAll(async ({ browser }) => {
  shop = await Shop.open()
  first = await tabletOf(browser, shop, { register: 'R01' })
  second = await tabletOf(browser, shop, { register: 'R03' })
  here = new Giving(first.till)
  there = new Giving(second.till)
  await here.till.everythingIsSafe()
  await there.till.everythingIsSafe()
  for (const { context } of [first, second]) context.setDefaultTimeout(20_000)
})
test.afterAll(async () => {
  await first?.context.close()
  await second?.context.close()
  await shop?.close()
})
test.afterEach(async () => {
  expect(shop.rows('discrepancy', '')).toEqual([])
})

const stockThere = (sku: string): number =>
  shop.rows('stock', 'store:TAICHUNG').find((stock) => stock.sku === sku)?.onHand ?? 0

test('R25 what the web shop sold comes back in a store without a line, found by its buyer; the shop is asked for the money once', async () => {
  const before = stockThere(mug)
  await there.open('W-1001')
  await there.page.keyboard.press('Escape')
  // They have been here before.
  await there.till.scan('M0000001')
  await expect(there.timeline()).toHaveCount(1)
  await there.press(zhTW.member.leave)
  await second.context.setOffline(true)
  await there.till.scan('M0000001')
  await expect(there.banner()).toContainText('王○明')
  await there.page.keyboard.press('F6')
  const purchases = there.page.getByRole('region', { name: zhTW.return.purchases })
  await there.page.getByLabel(zhTW.return.product).fill('馬克杯')
  await purchases.getByRole('listitem').getByRole('button').click()
  await there.more(mug).click()
  await there.press(zhTW.return.reasons['changed-mind'])
  await expect(there.ticket()).toContainText(zhTW.return.tender.shop)
  await look(there.page, 'return-web')
  await there.press(`退款 NT$${priceOf(mug)}`)
  await there.isDone(zhTW.paid.return)
  expect(shop.rows('outflow', demoChannel)).toEqual([])
  await second.context.setOffline(false)
  await there.till.everythingIsSafe()

  const asked = { is: 'refund', order: 'W-1001', amount: priceOf(mug) }
  expect(shop.rows('outflow', demoChannel)).toMatchObject([asked])
  expect(stockThere(mug)).toBe(before + 1)
  // The other store hears of it at once, takes what is left, and no more.
  await here.open('W-1001')
  await expect(here.left(mug)).toContainText('可退 1')
  await here.more(mug).click()
  await expect(here.more(mug)).toBeDisabled()
  await here.press(zhTW.return.all)
  await here.press(zhTW.return.reasons['changed-mind'])
  await here.page.getByRole('button', { name: /^退款 / }).click()
  await here.isDone(zhTW.paid.return)
  await here.till.everythingIsSafe()
  const paid = 2 * priceOf(mug) + priceOf('TEA-02') + priceOf('SVC-POST')
  const refunds = shop.rows('outflow', demoChannel).map(({ amount }) => amount as number)
  expect(refunds).toHaveLength(2)
  expect(refunds.reduce((sum, amount) => sum + amount, 0)).toBe(paid)
})

test('R27 an exchange without a line: what comes back, what is taken for it, and one amount', async () => {
  const before = { tea: stockThere(tea), bag: stockThere(bag) }
  await here.till.scan(barcodeOf(tea))
  await here.payExactly()
  const code = await here.receiptCode()
  await here.page.keyboard.press('Escape')
  await here.till.everythingIsSafe()
  await there.hear()
  await there.open(code)
  await there.page.keyboard.press('Escape')
  await second.context.setOffline(true)
  await there.typeIn(code)
  await there.press(zhTW.return.all)
  await there.press(zhTW.return.reasons['wrong-item'])
  await there.press(zhTW.return.exchange)
  const strip = there.page.getByRole('region', { name: zhTW.return.exchanging })
  await expect(strip).toContainText(`退顧客 NT$${priceOf(tea)}`)
  await there.till.scan(barcodeOf(bag))
  await expect(there.ticket()).toContainText(`抵 NT$${priceOf(tea)}`)
  const net = priceOf(bag) - priceOf(tea)
  await expect(strip).toContainText(`顧客補 NT$${net}`)
  await look(there.page, 'exchange')
  await there.page.keyboard.press('F8')
  await expect(there.page.locator('.choices .exact')).toContainText(`NT$${net}`)
  await there.page.locator('.choices .exact').click()
  await there.isDone(`${zhTW.paid.exchange} NT$${net}`)
  await second.context.setOffline(false)
  await there.till.everythingIsSafe()

  expect(shop.rows('ticket', 'store:TAICHUNG').filter(({ kind }) => kind === 'exchange')).toMatchObject([
    { total: net },
  ])
  expect({ tea: stockThere(tea), bag: stockThere(bag) }).toEqual({
    tea: before.tea + 1,
    bag: before.bag - 1,
  })
  await here.hear()
  await here.open(code)
  await expect(here.left(tea)).toContainText(zhTW.return.nothingLeft)
  await here.page.keyboard.press('Escape')
})

test('R29 without a receipt and without a line a manager approves store credit, and the next sale is paid with it', async () => {
  await second.context.setOffline(true)
  await there.till.scan('M0000002')
  await expect(there.banner()).toContainText('李○華')
  await there.page.keyboard.press('F6')
  await there.press(zhTW.return.unlinked)
  await there.till.scan(barcodeOf(mug))
  await there.press(zhTW.return.reasons.defective)
  const refund = there.page.getByRole('button', { name: `退款 NT$${priceOf(mug)}` })
  await expect(there.ticket()).toContainText(zhTW.return.tender.credit)
  // What is missing now is where one is, on a phone too.
  const why = there.page.getByLabel(zhTW.return.approval.reason)
  await expect(why).toBeFocused()
  await expect(refund).toHaveCount(0)
  const ask = there.page.getByRole('button', { name: zhTW.return.problem['not-approved'] })
  await look(there.page, 'return-unlinked', primary)
  await there.more(mug).focus()
  await there.page.setViewportSize({ width: 390, height: 844 })
  await ask.click()
  await expect(why).toBeFocused()
  await expect(why).toBeInViewport({ ratio: 0.99 })
  await there.approve('包裝還在，是本店的商品', async () => {
    await look(there.page, 'return-approval', (on) => on.getByRole('button', { name: /^(核准|Approve)$/ }))
    // A step back is another person, and the goods stay.
    await there.page.getByLabel(`${manager.name} 的 PIN 碼`).press('Escape')
    await expect(there.page.getByRole('button', { name: manager.name })).toBeFocused()
    await there.page.keyboard.press('Enter')
  })
  await expect(refund).toBeEnabled()
  await there.page.keyboard.press('F8')
  const code = await there.receiptCode()
  await there.isDone(zhTW.paid.return)

  await there.till.scan(barcodeOf(bag))
  await there.page.keyboard.press('F8')
  await there.page.getByRole('button', { name: zhTW.pay.credit }).click()
  await there.page.getByLabel(zhTW.pay.creditCode).fill(code)
  await there.page.keyboard.press('Enter')
  await expect(there.ticket()).toContainText(`可用購物金 NT$${priceOf(mug)}`)
  await look(there.page, 'pay-credit')
  await there.press(`使用購物金 NT$${priceOf(mug)}`)
  const rest = priceOf(bag) - priceOf(mug)
  await there.page.keyboard.press('F8')
  await expect(there.page.locator('.choices .exact')).toContainText(`NT$${rest}`)
  await there.page.locator('.choices .exact').click()
  await there.isDone(zhTW.paid.sale)
  await second.context.setOffline(false)
  await there.till.everythingIsSafe()

  const [credit, ...others] = shop.rows('credit', 'receipts:')
  expect(others).toEqual([])
  expect(credit?.issued).toMatchObject({ amount: priceOf(mug) })
  expect(Object.values(credit?.spent ?? {})).toMatchObject([{ amount: priceOf(mug) }])
})

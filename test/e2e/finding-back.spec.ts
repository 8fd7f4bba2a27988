import { expect, test } from '@playwright/test'
import { demoChannel, Giving } from './pages/giving-back.ts'
import { look } from './pages/accessible.ts'
import { OnlineShop, productOf } from './pages/online-shop.ts'
import { PickupWork } from './pages/pickup-work.ts'
import { type ShopTablet, tabletOf } from './pages/tablet.ts'
import { zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

test.describe.configure({ timeout: 180_000 })

const mug = 'CUP-01'
const invoice = 'UZ17690872'
/** 證明聯條碼規格 v1.9: the left QR code, and the Code 39. */
const paper = [
  `${invoice}1151121999900000000000001220000000024536806AB5CdEfGhIjKlMnOpQrStUv==:**********:1:1:1`,
  `11512${invoice}9999`,
]
const phone = '0955000111'

let shop: Shop
let first: ShopTablet
let second: ShopTablet
test.beforeAll(async ({ browser }) => {
  shop = await Shop.open()
  first = await tabletOf(browser, shop, { register: 'R01' })
  second = await tabletOf(browser, shop, { register: 'R03' })
})
test.afterAll(async () => {
  await first?.context.close()
  await second?.context.close()
  await shop?.close()
})

test('R20 R9 R36 without a line the web orders of people who are no members are found by e-invoice, phone and pickup code', async () => {
  const online = new OnlineShop(shop)
  const there = new Giving(second.till)
  const collecting = new PickupWork(first.till)
  const contact = { name: '陳美玲', phone: '0912345678', code: 'K7M3PQ2X' }
  await online.tells({ number: 'W-8001', goods: { [mug]: 1 }, phone, invoices: [invoice] })
  await online.tells({ number: 'W-8002', goods: { [mug]: 1 }, store: 'XINYI', contact })
  await collecting.makeReady('W-8002', [productOf(mug).barcodes[0] ?? ''], 'A-1')
  await first.till.everythingIsSafe()
  const code = await online.codeOf('W-8002')
  await first.till.scan(code)
  await collecting.submit().click()
  await collecting.isDone()
  await first.till.everythingIsSafe()

  await there.hear()
  for (const number of ['W-8001', 'w-8002']) {
    await expect(async () => {
      await there.typeIn(number)
      await expect(there.left(mug)).toContainText('可退 1', { timeout: 1000 })
    }).toPass({ timeout: 30_000 })
    await there.page.keyboard.press('Escape')
  }
  await second.context.setOffline(true)
  const title = there.page.getByRole('heading', { name: /收據 W-800\d/ })
  for (const text of paper) {
    await second.till.scan(text)
    await expect(title).toContainText('W-8001')
    await there.page.keyboard.press('Escape')
    await expect(title).toHaveCount(0)
  }
  await there.page.keyboard.press('F6')
  await look(there.page, 'return-find')
  await there.page.getByLabel(zhTW.return.find).fill(phone)
  await there.page.keyboard.press('Enter')
  const purchases = there.page.getByRole('region', { name: zhTW.return.purchases })
  await purchases.getByRole('listitem').getByRole('button').click()
  await expect(title).toContainText('W-8001')
  await there.page.keyboard.press('Escape')

  await second.till.scan(code)
  await expect(title).toContainText('W-8002')
  await there.more(mug).click()
  await there.press(zhTW.return.reasons['changed-mind'])
  await there.press(`退款 NT$${productOf(mug).price}`)
  await there.isDone(zhTW.paid.return)
  await second.context.setOffline(false)
  await second.till.everythingIsSafe()
  expect(shop.rows('outflow', demoChannel).filter(({ is }) => is === 'refund')).toMatchObject([
    { order: 'W-8002', amount: productOf(mug).price },
  ])
})

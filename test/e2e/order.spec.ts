import { expect, test } from '@playwright/test'
import { look } from './pages/accessible.ts'
import { Service } from './pages/counter-work.ts'
import { productOf } from './pages/online-shop.ts'
import { PickupWork } from './pages/pickup-work.ts'
import { tabletOf } from './pages/tablet.ts'
import { zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

const [mug, tea] = ['CUP-01', 'TEA-01'] as const
const barcodeOf = (sku: string): string => productOf(sku).barcodes[0] ?? ''

test('R33 R35 R36 one basket, also without a network: one article is carried out, one is collected and paid in another store, one is sent home', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const shop = await Shop.open()
  try {
    const here = await tabletOf(browser, shop, { register: 'R01' })
    const there = await tabletOf(browser, shop, { register: 'R03' })
    const { till } = here
    const { page } = till
    const service = new Service(till)
    const ticket = service.ticket()
    const wayOf = (sku: string) =>
      ticket.getByRole('button', { name: new RegExp(`^${productOf(sku).name.slice(0, 4)}.*怎麼給顧客`) })
    const choose = async (words: RegExp) =>
      await ticket.getByRole('group').getByRole('button', { name: words }).click()

    await till.scan(barcodeOf(mug))
    await till.scan(barcodeOf(tea))
    await till.scan(barcodeOf('PEN-01'))
    await expect(ticket.locator('.count')).toContainText('3')
    await wayOf(mug).click()
    await expect(ticket.getByRole('group').first()).toContainText('可賣')
    await look(page, 'order-where-to')
    await choose(/台中/)
    await expect(ticket.getByRole('alert')).toContainText('會員')
    await page.keyboard.press('F8')
    await expect(page.getByRole('heading', { name: zhTW.basket.title })).toBeVisible()
    await service.enrolMember('周小倩', '0955111222')
    await till.everythingIsSafe()

    await here.context.setOffline(true)
    await wayOf(tea).click()
    await choose(/宅配/)
    await expect(ticket.getByRole('alert')).toContainText(zhTW.placing.problem['no-address'])
    await ticket.getByLabel(zhTW.placing.address).fill('台中市西屯區臺灣大道三段 99 號')
    await ticket.getByRole('button', { name: zhTW.placing.payLater }).click()
    await expect(ticket).toContainText('取貨時付')
    await look(page, 'order-basket', (on) => on.locator('.action.primary'))
    await service.payExactly()
    await expect(page.locator('.result')).toContainText(zhTW.paid.order)
    await look(page, 'order-paid')
    const code = await page.locator('.side .receipt .pickup .code').innerText()
    const { number } = await till.promised()

    await page.getByRole('button', { name: zhTW.app.more }).click()
    await page.getByRole('button', { name: zhTW.app.place.journal, exact: true }).click()
    await page.getByRole('button', { name: new RegExp(number) }).click()
    await expect(page.locator('.copy .pickup .code')).toHaveText(code)
    await here.context.setOffline(false)
    await till.everythingIsSafe()

    const work = new PickupWork(there.till)
    await work.toBoard()
    await expect(work.column('to-pick')).toContainText(number, { timeout: 30_000 })
    await work.card(number).first().click()
    await work.press(zhTW.pickups.do.pick)
    await work.pick([barcodeOf(mug)], 'B-1')
    await expect(work.column('ready')).toContainText(number)
    await work.toCounter()
    await new Service(there.till).typeIn(code)
    await expect(work.ticket()).toContainText(number)
    await new Service(there.till).payExactly()
    await there.till.everythingIsSafe()
    await Promise.all([here.context.close(), there.context.close()])
  } finally {
    await shop.close()
  }
})

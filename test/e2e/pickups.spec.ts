import { expect, test } from '@playwright/test'
import { MINUTE_MS } from '#shared/base/time.ts'
import { look } from './pages/accessible.ts'
import { Giving } from './pages/giving-back.ts'
import { OnlineShop, productOf } from './pages/online-shop.ts'
import { PickupWork } from './pages/pickup-work.ts'
import { tabletOf } from './pages/tablet.ts'
import { zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

/** A name and a number as long as shops have them. */
const longest = {
  number: 'WEB-20261123-000000012345678',
  contact: {
    name: 'Maximiliane Alexandra Papadopoulou-Konstantinidis',
    phone: '0987654321',
    code: 'LNGST7XW',
  },
}
const buyer = { name: '陳美玲', phone: '0912345678', code: 'K7M3PQ2X' }
const [mug, tea] = ['CUP-01', 'TEA-01'] as const
const barcodeOf = (sku: string): string => productOf(sku).barcodes[0] ?? ''

test('an order is picked, held by this tablet, and handed over by its code after the line was cut', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const shop = await Shop.open()
  try {
    const { context, till } = await tabletOf(browser, shop, { register: 'R01' })
    const work = new PickupWork(till)
    const { page } = work
    await work.toBoard()
    await look(page, 'pickups-empty')
    const online = new OnlineShop(shop)
    const ordered = { store: 'XINYI', placedAt: Date.now() - 25 * MINUTE_MS }
    await online.tells({ ...ordered, number: 'W-5001', goods: { [mug]: 2, [tea]: 1 }, contact: buyer })
    await online.tells({ ...ordered, ...longest, goods: { [tea]: 12 }, paid: false })
    await expect(work.column('to-pick')).toContainText(longest.number, { timeout: 30_000 })
    await expect(work.column('to-pick')).toContainText('W-5001', { timeout: 30_000 })
    await look(page, 'pickups-board')
    await work.card('W-5001').click()
    await look(page, 'pickup-detail')
    await work.press(zhTW.pickups.do.pick)
    await till.scan(barcodeOf('PEN-01'))
    await expect(page.locator('.notice [role="status"]')).toContainText('不在揀貨單上')
    await look(page, 'pick-list')
    await page.getByRole('button', { name: `${zhTW.picking.short}: ${productOf(tea).name}` }).click()
    await page.getByRole('button', { name: zhTW.picking.missing.substitute }).click()
    await till.scan(barcodeOf('TEA-02'))
    const said = page.locator('.notice [role="status"]')
    await expect(said).toContainText(`換成 ${productOf('TEA-02').name}`)
    await look(page, 'pick-short')
    await page.getByText(zhTW.picking.agreed).click()
    await expect(page.getByRole('checkbox')).toBeChecked()
    await expect(said).not.toContainText(productOf('TEA-02').name)
    await page.getByRole('button', { name: `${zhTW.picking.found}: ${productOf(tea).name}` }).click()
    await work.pick([barcodeOf(mug), barcodeOf(tea), barcodeOf(mug)], 'A-3')
    await expect(work.column('ready')).toContainText('W-5001')
    await till.everythingIsSafe()
    await till.scan(await online.codeOf('W-5001'))
    await expect(work.ticket()).toContainText('已確認：取貨 QR 碼')
    await expect(work.hold()).toContainText('斷線時也可由這台平板交貨', { timeout: 30_000 })
    await work.press(zhTW.common.back)
    await till.scan(buyer.code)
    await expect(work.ticket()).toContainText('已確認：取貨碼')
    await work.press(zhTW.common.back)
    await context.setOffline(true)
    await work.find('W-5001')
    await expect(work.hold()).toContainText('斷線時也可由這台平板交貨')
    await page.getByLabel(zhTW.handover.code, { exact: true }).fill('AAAAAA')
    await page.keyboard.press('Enter')
    await expect(work.ticket()).toContainText(zhTW.handover.codeWrong)
    await work.press(zhTW.handover.otherWay)
    await look(page, 'handover')
    await till.scan(buyer.code)
    await expect(work.ticket()).toContainText('已確認：取貨碼')
    await page.getByRole('button', { name: zhTW.handover.submit, exact: true }).click()
    await work.isDone()
    await look(page, 'handed-over')
    await page.keyboard.press('Escape')
    await context.setOffline(false)
    await till.everythingIsSafe()
    await work.toBoard()
    await expect(work.column('done')).toContainText('W-5001')
    await context.close()
  } finally {
    await shop.close()
  }
})

test('an order is paid where it is collected, a part of it first, with more goods on the same ticket', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const shop = await Shop.open()
  try {
    const { context, till } = await tabletOf(browser, shop, { register: 'R01' })
    const work = new PickupWork(till)
    const { page } = work
    const goods = { [mug]: 2, [tea]: 1 }
    await new OnlineShop(shop).tells({ number: 'W-5002', goods, store: 'XINYI', paid: false, contact: buyer })
    await work.toBoard()
    await expect(work.column('to-pick')).toContainText('W-5002', { timeout: 30_000 })
    await work.card('W-5002').click()
    await work.press(zhTW.pickups.do.pick)
    await work.pick([barcodeOf(mug), barcodeOf(tea), barcodeOf(mug)], '')
    await expect(work.column('ready')).toContainText('W-5002')
    await till.everythingIsSafe()
    await till.scan(buyer.code)
    await expect(work.ticket()).toContainText('已確認：取貨碼')
    await page.getByRole('button', { name: `減少一件：${productOf(tea).name}` }).click()
    await till.scan(barcodeOf('PEN-01'))
    await expect(work.ticket()).toContainText('615')
    await look(page, 'handover-pay', (on) => on.locator('.side .action.primary'))
    await page.keyboard.press('F8')
    await expect(page.getByRole('heading', { name: zhTW.pay.title })).toBeVisible()
    await page.locator('.choices .exact').click()
    await work.isDone()
    await expect(page.locator('.result')).toContainText('還有 1 件')
    await look(page, 'handed-over-paid')
    await page.keyboard.press('Escape')
    await till.everythingIsSafe()
    await till.scan(buyer.code)
    await expect(work.ticket()).toContainText(productOf(tea).name)
    await expect(work.ticket()).not.toContainText(productOf(mug).name)
    // R4: of what was bought online only what was handed over comes back.
    await page.keyboard.press('Escape')
    const giving = new Giving(till)
    await page.keyboard.press('F6')
    await page.keyboard.insertText('W-5002')
    await page.keyboard.press('Enter')
    await expect(giving.left(tea)).toContainText('尚未取貨 1 · 可退 0')
    await expect(giving.more(tea)).toHaveCount(0)
    await expect(giving.left(mug)).toContainText('可退 2')
    await look(page, 'return-owed')
    await context.close()
  } finally {
    await shop.close()
  }
})

test('R38 what is waited for is found later: the buyer is told twice, and gets the first part meanwhile', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const shop = await Shop.open()
  try {
    const { context, till } = await tabletOf(browser, shop, { register: 'R01' })
    const work = new PickupWork(till)
    const { page } = work
    const online = new OnlineShop(shop)
    await online.tells({ number: 'W-5003', goods: { [mug]: 2, [tea]: 1 }, store: 'XINYI', contact: buyer })
    await work.toBoard()
    await expect(work.column('to-pick')).toContainText('W-5003', { timeout: 30_000 })
    await work.card('W-5003').click()
    await work.press(zhTW.pickups.do.pick)
    await page.getByRole('button', { name: `${zhTW.picking.short}: ${productOf(tea).name}` }).click()
    await page.getByRole('button', { name: zhTW.picking.missing.wait }).click()
    await work.pick([barcodeOf(mug), barcodeOf(mug)], 'B-1')
    await expect(work.column('ready')).toContainText('還有 1 件沒找到')
    await look(page, 'pickups-still-to-find')
    await work.card('W-5003').click()
    await work.press(zhTW.pickups.do.pick)
    await till.scan(barcodeOf(tea))
    await expect(page.locator('.orders .order')).toContainText('3 / 3')
    await work.press(zhTW.picking.ready)
    await expect(work.column('ready')).toContainText('W-5003')
    await expect(work.column('ready')).not.toContainText('還有 1 件沒找到')
    await till.everythingIsSafe()
    const told = () =>
      shop
        .rows('outflow', 'channel:')
        .flatMap(({ is, lines }) =>
          is === 'ready' ? [lines.map(({ line, quantity }) => [line, quantity])] : [],
        )
    await expect.poll(told).toEqual([
      [[0, 2]],
      [
        [0, 2],
        [1, 1],
      ],
    ])
    await context.close()
  } finally {
    await shop.close()
  }
})

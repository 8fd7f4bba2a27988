import { expect, test } from '@playwright/test'
import { DAY_MS, HOUR_MS } from '#shared/base/time.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import { look } from './pages/accessible.ts'
import { entries, openInbox } from './pages/inbox-work.ts'
import { OnlineShop, productOf } from './pages/online-shop.ts'
import { PickupWork } from './pages/pickup-work.ts'
import { type ShopTablet, tabletOf } from './pages/tablet.ts'
import { later } from './pages/tablet-clock.ts'
import { zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

test.describe.configure({ timeout: 180_000, mode: 'serial' })

const here = 'XINYI'
const [mug, tea] = ['CUP-01', 'TEA-01'] as const
const barcodeOf = (sku: string): string => productOf(sku).barcodes[0] ?? ''
const buyer = (code: string) => ({ name: '陳美玲', phone: '0912345678', code })
/** Nine in the morning in Taipei, today or the day that has just ended: every clock begins there. */
const nine = Math.floor(Date.now() / DAY_MS) * DAY_MS + HOUR_MS

/** Two tablets of one store and their server, through one week. */
let shop: Shop
let online: OnlineShop
let first: ShopTablet
let second: ShopTablet
let one: PickupWork
let two: PickupWork

test.beforeAll(async ({ browser }) => {
  shop = await Shop.open(nine)
  online = new OnlineShop(shop)
  first = await tabletOf(browser, shop, { register: 'R01', at: nine })
  second = await tabletOf(browser, shop, { register: 'R02', at: nine })
  one = new PickupWork(first.till)
  two = new PickupWork(second.till)
})
test.afterAll(async () => {
  await first?.context.close()
  await second?.context.close()
  await shop?.close()
})

const pickupOf = (number: string): Pickup | undefined =>
  shop.rows('pickup', `store:${here}`).find((pickup) => pickup.number === number)
function stockOf(sku: string) {
  const row = shop.rows('stock', `store:${here}`).find((stock) => stock.sku === sku)
  return { onHand: row?.onHand, reserved: row?.reserved }
}

test('R33 R34 ready at nine, the line is cut, and at three the same tablet hands it over', async () => {
  const before = stockOf(mug)
  await online.tells({ number: 'W-7001', goods: { [mug]: 2 }, store: here, contact: buyer('K7M3PQ2X') })
  await one.makeReady('W-7001', [barcodeOf(mug), barcodeOf(mug)], 'A-3')
  await first.till.everythingIsSafe()
  await one.find('W-7001')
  await expect(one.hold()).toContainText('斷線時也可由這台平板交貨', { timeout: 30_000 })
  await one.page.keyboard.press('Escape')

  await first.context.setOffline(true)
  await later(one.page, 6 * HOUR_MS)
  await first.till.unlock()
  await one.toBoard()
  await one.find('K7M3PQ2X')
  await expect(one.ticket()).toContainText('已確認：取貨碼')
  await expect(one.hold()).toContainText('斷線時也可由這台平板交貨')
  await one.submit().click()
  await one.isDone()
  await one.page.keyboard.press('Escape')
  expect(pickupOf('W-7001')?.state).toBe('ready')

  await shop.startAt(nine + 6 * HOUR_MS)
  await first.context.setOffline(false)
  await first.till.everythingIsSafe()
  const collected = pickupOf('W-7001')
  expect(collected?.state).toBe('collected')
  const [handover] = Object.values(collected?.handovers ?? {})
  expect(Math.round(((handover?.at ?? 0) - (collected?.readyAt ?? 0)) / HOUR_MS)).toBe(6)
  expect(stockOf(mug)).toEqual({ ...before, onHand: (before.onHand ?? 0) - 2 })
  expect(shop.rows('discrepancy', `store:${here}`)).toEqual([])
})

test('R32 two tablets without a line hand the same order over: both are facts, and one discrepancy says so', async () => {
  const before = { mug: stockOf(mug), tea: stockOf(tea) }
  const goods = { [mug]: 1, [tea]: 1 }
  await online.tells({ number: 'W-7002', goods, store: here, contact: buyer('H4N9TR5V') })
  await one.makeReady('W-7002', [barcodeOf(mug), barcodeOf(tea)], 'B-1')
  await first.till.everythingIsSafe()
  await one.find('W-7002')
  await expect(one.hold()).toContainText('斷線時也可由這台平板交貨', { timeout: 30_000 })
  await one.page.keyboard.press('Escape')
  await two.toBoard()
  await two.find('W-7002')
  await expect(two.hold()).toContainText('另一台平板登記了這筆取貨', { timeout: 30_000 })
  await two.page.keyboard.press('Escape')

  await first.context.setOffline(true)
  await second.context.setOffline(true)
  await expect(two.till.status()).toContainText('離線中')
  await one.toBoard()
  await one.find('H4N9TR5V')
  await one.submit().click()
  await one.isDone()
  await one.page.keyboard.press('Escape')
  await two.toBoard()
  await two.find('H4N9TR5V')
  await expect(two.ticket()).toContainText(zhTW.handover.exception.why.elsewhere)
  await expect(two.submit()).toBeDisabled()
  await look(two.page, 'handover-exception')
  await two.agree('顧客在趕時間，那台平板沒電')
  await two.submit().click()
  await two.isDone()
  await two.page.keyboard.press('Escape')
  await first.context.setOffline(false)
  await first.till.everythingIsSafe()
  await second.context.setOffline(false)
  await second.till.everythingIsSafe()

  const collected = pickupOf('W-7002')
  expect(collected?.state).toBe('collected')
  expect(Object.keys(collected?.handovers ?? {})).toHaveLength(2)
  expect(stockOf(mug)).toEqual({ ...before.mug, onHand: (before.mug.onHand ?? 0) - 2 })
  expect(stockOf(tea)).toEqual({ ...before.tea, onHand: (before.tea.onHand ?? 0) - 2 })
  await openInbox(one.page)
  await expect(entries(one.page)).toHaveCount(1)
  const worth = productOf(mug).price + productOf(tea).price
  await expect(entries(one.page)).toContainText(`訂單 W-7002 交貨超過訂購數量，多交了 2 件，價值 ${worth} 元`)
  await entries(one.page).getByRole('button').first().click()
  await expect(entries(one.page).locator('dl')).toHaveCount(3)
  expect(shop.rows('discrepancy', 'store:').map(({ code, cost }) => [code, cost])).toEqual([
    ['handed-over-twice', worth],
  ])
})

test('R39 nobody comes: a week later by the server’s clock it is cancelled, set aside no longer and paid back, each once', async () => {
  const before = stockOf(mug)
  await online.tells({ number: 'W-7003', goods: { [mug]: 3 }, store: here, contact: buyer('P8W2DX6M') })
  await two.makeReady('W-7003', [barcodeOf(mug), barcodeOf(mug), barcodeOf(mug)], 'C-2')
  await second.till.everythingIsSafe()
  expect(stockOf(mug)).toEqual({ ...before, reserved: 3 })
  /** What the shop is asked to give back to the buyer. */
  const refunds = () =>
    shop.rows('outflow', 'channel:').filter(({ order, amount }) => order === 'W-7003' && amount > 0)
  expect(refunds()).toEqual([])

  await later(two.page, 9 * DAY_MS)
  await second.till.unlock()
  await two.toBoard()
  await expect(two.column('overdue')).toContainText('W-7003')
  await look(two.page, 'pickups-overdue')
  for (const days of [8.5, 9]) {
    await shop.startAt(nine + days * DAY_MS)
    await expect.poll(() => pickupOf('W-7003')?.state).toBe('expired')
    expect(stockOf(mug)).toEqual({ ...before, reserved: 0 })
    expect(refunds().map(({ is, amount }) => [is, amount])).toEqual([['expired', 3 * productOf(mug).price]])
  }
  await expect(two.column('overdue')).toContainText('放回貨架 3 件', { timeout: 60_000 })
  await two.card('W-7003').click()
  await expect(two.page.locator('main')).toContainText(zhTW.pickups.state.expired)
  await expect(two.page.locator('main')).toContainText('逾期 3')
  await look(two.page, 'pickup-put-back')
  await two.press(zhTW.pickups.do.putBack)
  await two.page.keyboard.press('Escape')
  await expect(two.column('done')).toContainText('W-7003')
})

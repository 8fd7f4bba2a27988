import { type Browser, expect, type Page, test } from '@playwright/test'
import { look } from './pages/accessible.ts'
import { Service } from './pages/counter-work.ts'
import { entries, openInbox } from './pages/inbox-work.ts'
import { Office } from './pages/office.ts'
import { tabletOf } from './pages/tablet.ts'
import { manager, type Promised } from './pages/till.ts'
import { zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

async function givesBackAll(service: Service, code: string): Promise<void> {
  await service.typeIn(code)
  await service.press(zhTW.return.all)
  await service.press(zhTW.return.reasons.defective)
  await service.page
    .getByRole('button', { name: /^退現金/ })
    .first()
    .click()
  await expect(service.page.locator('.result')).toContainText(zhTW.paid.return)
  await service.page.keyboard.press('Escape')
}

/** R28: the store that gave the excess sees it, with every return of it, and goes on to where it is decided. */
async function readsTheDisputedAccount(page: Page, { number, total }: Promised): Promise<void> {
  await page.getByRole('button', { name: /^爭議帳 NT\$/ }).click()
  await expect(page.getByRole('heading', { name: zhTW.disputes.title, level: 1 })).toBeVisible()
  const disputed = page.locator('.disputed')
  await expect(disputed).toHaveCount(1)
  await expect(disputed).toContainText(`收據 ${number} 第 1 項`)
  await expect(disputed.locator('.amount')).toContainText(`NT$${total}`)
  await expect(disputed.locator('dl')).toHaveCount(3)
  const open = disputed.getByRole('button', { name: zhTW.disputes.open })
  await look(page, 'disputes')
  await open.click()
  await expect(entries(page).filter({ hasText: number }).locator('dl').first()).toBeVisible()
}

/** R28: head office sees the account of every store, with who gave it and why. */
async function headOfficeReadsIt(browser: Browser, shop: Shop, { number, total }: Promised): Promise<void> {
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  const office = new Office(await context.newPage())
  await office.open(shop.url)
  await office.signIn('S900', await shop.adminPassword())
  await office.choosePassword('a fine long password')
  await office.show('disputes')
  const disputed = office.page.locator('.disputed')
  await expect(disputed).toHaveCount(1)
  for (const words of [
    `收據 ${number} 第 1 項`,
    `NT$${total}`,
    '信義店',
    '台中店由林小芳退款',
    zhTW.return.reasons.defective,
  ])
    await expect(disputed).toContainText(words)
  await expect(disputed.locator('dl')).toHaveCount(3)
  await look(office.page, 'office-disputes')
  await context.close()
}

test('R46 R49 the same receipt comes back in two stores without a network: both are told, one asks, the other answers, a manager decides', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const shop = await Shop.open()
  const one = await tabletOf(browser, shop, { register: 'R01' })
  const two = await tabletOf(browser, shop, { register: 'R03' })
  const here = new Service(one.till)
  const there = new Service(two.till)
  try {
    const [barcode = ''] = await one.till.barcodes()
    await one.till.scan(barcode)
    await here.payExactly()
    const code = await here.receiptCode()
    const told = await one.till.promised()
    await one.till.everythingIsSafe()
    await there.page.reload()
    await two.till.signIn()
    await expect
      .poll(async () => {
        await there.typeIn(code)
        return await there.page.getByRole('button', { name: zhTW.return.all }).count()
      })
      .toBe(1)
    await there.page.keyboard.press('Escape')
    await one.context.setOffline(true)
    await two.context.setOffline(true)
    await givesBackAll(here, code)
    await givesBackAll(there, code)
    await one.context.setOffline(false)
    await two.context.setOffline(false)
    await openInbox(here.page)
    await expect(entries(here.page)).toHaveCount(1, { timeout: 60_000 })
    // R28: both refunds are facts; what exceeds the price is disputed, and the sale's books hold no more than was paid.
    const [sold, ...others] = shop.rows('receipt', 'receipts:').filter(({ number }) => number === told.number)
    const refunded = Object.values(sold?.returned ?? {}).flatMap(({ lines }) =>
      lines.map(({ amount }) => amount),
    )
    expect(others).toEqual([])
    expect(refunded).toEqual([told.total, told.total])
    expect(shop.rows('dispute', 'store:').map(({ amount }) => amount)).toEqual([told.total])
    const sentence = entries(here.page).getByRole('button').first()
    await sentence.click()
    await expect(entries(here.page).locator('dl')).toHaveCount(3)
    await look(here.page, 'inbox', () => sentence)
    await here.press(zhTW.inbox.did.ask)
    await here.page.getByLabel(zhTW.inbox.note).fill('這張收據也在你們那裡退了嗎？')
    await here.page.keyboard.press('Enter')
    await here.page.getByRole('button', { name: /等別店回覆 1/ }).click()
    await entries(here.page).getByRole('button').first().click()
    await look(here.page, 'inbox-asked')
    await openInbox(there.page)
    await readsTheDisputedAccount(there.page, told)
    await headOfficeReadsIt(browser, shop, told)
    const asked = entries(there.page).filter({ hasText: '想請您說明' })
    await expect(asked).toHaveCount(1, { timeout: 60_000 })
    await asked.getByRole('button').first().click()
    await asked.getByRole('button', { name: zhTW.inbox.did.answer }).click()
    await there.page.getByLabel(zhTW.inbox.note).fill('是，顧客沒有說已經退過。')
    await there.page.keyboard.press('Enter')
    await expect(asked).toHaveCount(0)
    await here.page.getByRole('button', { name: /^待處理 1/ }).click()
    const open = entries(here.page).filter({ hasText: zhTW.inbox.state.open })
    await expect(open).toHaveCount(1, { timeout: 60_000 })
    await open.getByRole('button').first().click()
    await expect(open).toContainText('是，顧客沒有說已經退過。')
    await open.getByRole('button', { name: zhTW.inbox.did['charge-back'] }).click()
    await here.page.getByLabel(zhTW.inbox.chargeAmount).fill('1')
    await here.page.getByLabel(zhTW.inbox.note).fill('由收銀台負擔一元')
    await here.page.keyboard.press('Enter')
    await expect(here.page.getByRole('heading', { name: zhTW.inbox.approval.title })).toBeVisible()
    await look(here.page, 'inbox-approval')
    const approval = here.page.getByRole('region', { name: zhTW.inbox.approval.title })
    await approval.getByRole('button', { name: manager.name }).click()
    await approval.getByLabel(`${manager.name} 的 PIN 碼`).fill(manager.pin)
    await here.page.keyboard.press('Enter')
    await expect(entries(here.page)).toHaveCount(0)
    await here.page.getByRole('button', { name: /已結案 1/ }).click()
    await entries(here.page).getByRole('button').first().click()
    await expect(entries(here.page).locator('ol > li')).toHaveCount(3)
    await expect(entries(here.page)).toContainText(`${manager.name} 核准`)
    await look(here.page, 'inbox-closed')
  } finally {
    await one.context.close()
    await two.context.close()
    await shop.close()
  }
})

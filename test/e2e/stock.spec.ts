import { expect, type Page, test } from '@playwright/test'
import { look } from './pages/accessible.ts'
import { tabletOf } from './pages/tablet.ts'
import { type Till } from './pages/till.ts'
import { zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

/** A tea of the demo, and the two stores it lies in. */
const tea = { name: '凍頂烏龍茶 150 g', sku: 'TEA-01' }

async function toStock({ page }: Till): Promise<void> {
  await page.getByRole('button', { name: zhTW.app.more }).click()
  await page.getByRole('button', { name: zhTW.app.place.stock, exact: true }).click()
  await expect(page.getByRole('heading', { name: zhTW.stock.title })).toBeVisible()
}

const choose = async (page: Page, task: 'look' | 'count' | 'transfers'): Promise<void> =>
  await page.getByRole('button', { name: zhTW.stock.task[task], exact: true }).click()

const figure = (page: Page) => page.locator('.here dd').first()

async function lookUp(page: Page, text: string): Promise<void> {
  await page.keyboard.press('F2')
  await page.getByLabel(zhTW.stock.find).fill(text)
  await page.keyboard.press('Enter')
}

test('R42 R44 R45 an article is looked up, counted without a network, asked of another store, sent and received', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const shop = await Shop.open()
  const [here, there] = [
    await tabletOf(browser, shop, { register: 'R01' }),
    await tabletOf(browser, shop, { register: 'R03' }),
  ]
  const { page } = here.till
  try {
    await here.till.everythingIsSafe()
    await toStock(here.till)
    await look(page, 'stock-empty', (on) => on.getByRole('textbox'))
    await lookUp(page, tea.sku)
    await expect(page.locator('.others li')).toContainText('台中')
    await expect(page.locator('.others li .muted')).toContainText('可賣')
    const before = Number(await figure(page).innerText())
    await look(page, 'stock-article', () => figure(page))
    await page.locator('.others li').getByRole('button').click()
    await expect(page.locator('.others')).toContainText('已請')

    await here.context.setOffline(true)
    await choose(page, 'count')
    const [barcode = ''] = await here.till.barcodes()
    await here.till.scan(barcode)
    await expect(page.locator('.count li')).toHaveCount(1)
    await lookUp(page, tea.sku)
    await page.getByLabel(`盤到的數量：${tea.name}`).fill(String(before - 2))
    await page.keyboard.press('Enter')
    await page.getByLabel(zhTW.stock.count.blind).uncheck()
    await look(page, 'stock-count', (on) => on.locator('.action.primary'))
    await page.locator('.action.primary').click()
    await expect(page.getByText('盤點完成')).toBeVisible()
    await choose(page, 'look')
    await lookUp(page, tea.sku)
    await expect(figure(page)).toHaveText(String(before - 2))
    await expect(page.getByText(zhTW.stock.offline)).toBeVisible()
    await expect(page.locator('.others li .muted')).toContainText('可賣')
    await here.context.setOffline(false)
    await here.till.everythingIsSafe()

    await toStock(there.till)
    await choose(there.till.page, 'transfers')
    await there.till.page.getByRole('button', { name: zhTW.stock.transfer.send }).click()
    await there.till.page.getByRole('button', { name: zhTW.stock.transfer.all }).click()
    await there.till.page.locator('.action.primary').click()
    await expect(there.till.page.getByText('已送出到')).toBeVisible()
    await there.till.everythingIsSafe()

    await choose(page, 'transfers')
    const receive = page.getByRole('button', { name: zhTW.stock.transfer.receive })
    await expect(receive).toBeVisible({ timeout: 90_000 })
    await look(page, 'stock-transfers', (on) => on.locator('.transfers li').getByRole('button'))
    await receive.click()
    await lookUp(page, tea.sku)
    await look(page, 'stock-parcel', (on) => on.locator('.action.primary'))
    await page.locator('.action.primary').click()
    await expect(page.getByText('已收下')).toBeVisible()
    await choose(page, 'look')
    await lookUp(page, tea.sku)
    await expect(figure(page)).toHaveText(String(before - 1))
  } finally {
    await here.context.close()
    await there.context.close()
    await shop.close()
  }
})

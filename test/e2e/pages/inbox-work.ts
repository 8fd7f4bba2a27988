import { expect, type Locator, type Page } from '@playwright/test'
import { zhTW } from './words.ts'

/** What is discrepant, as a store sees it. In zh-TW. */
export async function openInbox(page: Page): Promise<void> {
  await page.getByRole('button', { name: zhTW.app.more }).click()
  await page.getByRole('button', { name: zhTW.app.place.discrepancies }).click()
  await expect(page.getByRole('heading', { name: zhTW.discrepancies.title, level: 1 })).toBeVisible()
}

export const entries = (page: Page): Locator => page.locator('.entry')

import { expect, type Locator } from '@playwright/test'
import { DEMO_CHANNEL } from '#server/demo/people.ts'
import { Service } from './counter-work.ts'
import { productOf } from './online-shop.ts'
import { manager } from './till.ts'
import { zhTW } from './words.ts'

export const demoChannel = `channel:${DEMO_CHANNEL.id}`

/** What an associate does with goods that come back. In zh-TW. */
export class Giving extends Service {
  line(sku: string): Locator {
    return this.ticket()
      .getByRole('listitem')
      .filter({ hasText: productOf(sku).name })
      .first()
  }

  more(sku: string): Locator {
    return this.page.getByRole('button', { name: `增加一件：${productOf(sku).name}` })
  }

  /** What the tablet has heard of other stores a minute ago it hears now. */
  async hear(): Promise<void> {
    await this.page.reload()
    await this.till.signIn()
    await this.till.everythingIsSafe()
  }

  /** Opens what came back, or may, by its code or number as soon as the tablet has heard of it. */
  async open(code: string): Promise<void> {
    await expect(async () => {
      await this.typeIn(code)
      await expect(this.ticket()).toContainText('售出', { timeout: 1000 })
    }).toPass({ timeout: 30_000 })
  }

  /** What the screen says is left of an article of what lies open. */
  left(sku: string): Locator {
    return this.line(sku).getByText(/售出/)
  }

  /** A manager says yes, with a reason and their PIN, before which somebody may look. */
  async approve(reason: string, before = async (): Promise<void> => undefined): Promise<void> {
    const approval = this.page.getByRole('region', { name: zhTW.return.approval.title })
    await approval.getByLabel(zhTW.return.approval.reason).fill(reason)
    await approval.getByRole('button', { name: manager.name }).click()
    await before()
    await approval.getByLabel(`${manager.name} 的 PIN 碼`).fill(manager.pin)
    await this.page.keyboard.press('Enter')
    await expect(approval).toContainText(`${manager.name} 已核准`)
  }

  async isDone(words: string): Promise<void> {
    await expect(this.page.locator('.result')).toContainText(words)
    await this.page.keyboard.press('Escape')
    await expect(this.page.getByRole('heading', { name: zhTW.basket.title })).toBeVisible()
  }
}

import { expect, type Locator, type Page } from '@playwright/test'
import { manager, type Till } from './till.ts'
import { zhTW } from './words.ts'

/** What an associate does with orders that are collected. In zh-TW. */
export class PickupWork {
  readonly page: Page
  readonly till: Till

  constructor(till: Till) {
    this.till = till
    this.page = till.page
  }

  async toBoard(): Promise<void> {
    await this.page.keyboard.press('F7')
    await expect(this.page.getByRole('heading', { level: 1, name: zhTW.pickups.title })).toBeVisible()
  }

  async toCounter(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await expect(this.page.getByRole('heading', { name: zhTW.basket.title })).toBeVisible()
  }

  column(name: keyof typeof zhTW.pickups.column): Locator {
    return this.page.getByRole('region', { name: zhTW.pickups.column[name] })
  }

  card(number: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(number) })
  }

  ticket(): Locator {
    return this.page.locator('.side .ticket')
  }

  hold(): Locator {
    return this.page.locator('.hold')
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).click()
  }

  /** Ticks everything of the list by scanning, and says that the order lies ready on this shelf. */
  async pick(barcodes: readonly string[], shelf: string): Promise<void> {
    for (const [place, barcode] of barcodes.entries()) {
      await this.till.scan(barcode)
      await expect(this.page.locator('.orders .order')).toContainText(`${place + 1} /`)
    }
    await this.page.getByLabel(zhTW.picking.shelf).fill(shelf)
    await this.press(zhTW.picking.ready)
  }

  /** From the board to the shelf for what is collected. */
  async makeReady(number: string, barcodes: readonly string[], shelf: string): Promise<void> {
    await this.toBoard()
    await expect(this.column('to-pick')).toContainText(number, { timeout: 30_000 })
    await this.card(number).click()
    await this.press(zhTW.pickups.do.pick)
    await this.pick(barcodes, shelf)
    await expect(this.column('ready')).toContainText(number)
  }

  /** The code that the buyer was sent is what they say. */
  async sayCode(code: string): Promise<void> {
    await this.page.getByLabel(zhTW.handover.code, { exact: true }).fill(code)
    await this.page.keyboard.press('Enter')
    await expect(this.ticket()).toContainText('已確認：取貨碼')
  }

  submit(): Locator {
    return this.page.getByRole('button', { name: zhTW.handover.submit, exact: true })
  }

  /** A manager agrees to what is against it, with a reason. */
  async agree(reason: string): Promise<void> {
    const exception = this.page.getByRole('region', { name: zhTW.handover.exception.title })
    await exception.getByLabel(zhTW.handover.exception.reason).fill(reason)
    await exception.getByRole('button', { name: manager.name }).click()
    await exception.getByLabel(`${manager.name} 的 PIN`).fill(manager.pin)
    await this.page.keyboard.press('Enter')
    await expect(exception).toContainText(`${manager.name} 已同意`)
  }

  /** By keys alone: what the buyer says. */
  async find(text: string): Promise<void> {
    await this.page.keyboard.press('F2')
    await this.page.keyboard.insertText(text)
    await this.page.keyboard.press('Enter')
  }

  async isDone(): Promise<void> {
    await expect(this.page.locator('.result')).toBeVisible()
  }
}

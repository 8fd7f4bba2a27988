import { expect, type Locator, type Page } from '@playwright/test'
import { zhTW } from './words.ts'
import type { Till } from './till.ts'

/** What an associate does beside ringing: members, other ways to pay, returns. In zh-TW. */
export class Service {
  readonly page: Page
  readonly till: Till

  constructor(till: Till) {
    this.till = till
    this.page = till.page
  }

  notice(): Locator {
    return this.page.locator('.notice [role="status"]')
  }

  banner(): Locator {
    return this.page.locator('.banner')
  }

  timeline(): Locator {
    return this.page.locator('.timeline > li')
  }

  ticket(): Locator {
    return this.page.locator('.side .ticket')
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name }).click()
  }

  /** By keys alone: the search field, the text, Enter. */
  async typeIn(text: string): Promise<void> {
    await this.page.keyboard.press('F2')
    await expect(this.page.getByLabel(zhTW.scan.label)).toBeFocused()
    await this.page.keyboard.insertText(text)
    await this.page.keyboard.press('Enter')
  }

  async enrolMember(name: string, phone: string): Promise<void> {
    await this.typeIn(phone)
    await this.press(zhTW.scan.enrolMember)
    await this.page.getByLabel(zhTW.newMember.name, { exact: false }).first().fill(name)
    await this.page.getByLabel(zhTW.newMember.consent).check()
    await this.press(zhTW.newMember.submit)
    await expect(this.banner()).toContainText(name.slice(0, 1))
  }

  /** The code under the QR of the receipt that is on the screen. */
  async receiptCode(): Promise<string> {
    return await this.page.locator('.side .receipt .code').innerText()
  }

  async payExactly(): Promise<void> {
    await this.page.keyboard.press('F8')
    await this.page.locator('.choices .exact').click()
    await expect(this.page.locator('.result')).toBeVisible()
  }

  /** The counter as the next customer finds it. */
  async clear(): Promise<void> {
    await this.till.signOut()
    await this.till.signIn()
  }
}

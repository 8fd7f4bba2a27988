import { expect, type Locator, type Page } from '@playwright/test'
import { zhTW } from './words.ts'

const words = zhTW.admin

/** Head office's browser in zh-TW, in the words of its user. */
export class Office {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click()
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url)
    await this.press(zhTW.app.office)
  }

  async signIn(staff: string, password: string): Promise<void> {
    await this.page.getByLabel(zhTW.office.signIn.staff).fill(staff)
    await this.page.getByLabel(zhTW.office.signIn.password).fill(password)
    await this.page.keyboard.press('Enter')
  }

  async choosePassword(password: string): Promise<void> {
    await this.page.getByLabel(zhTW.office.password.next, { exact: true }).fill(password)
    await this.page.getByLabel(zhTW.office.password.again).fill(password)
    await this.press(zhTW.office.password.submit)
    await expect(this.tab('devices')).toBeVisible()
  }

  tab(name: keyof typeof words.tabs): Locator {
    return this.page.getByRole('button', { name: words.tabs[name], exact: true })
  }

  async show(name: keyof typeof words.tabs): Promise<void> {
    await this.tab(name).click()
    await expect(this.tab(name)).toHaveAttribute('aria-pressed', 'true')
  }

  row(text: string): Locator {
    return this.page.getByRole('row').filter({ hasText: text })
  }

  async newPlace(button: string, id: string, name: string): Promise<void> {
    await this.press(button)
    await this.page.getByLabel(words.place.id).fill(id)
    await this.page.getByLabel(words.place.name).fill(name)
    await this.press(words.save)
    await expect(this.page.getByText(id, { exact: true })).toBeVisible()
  }

  async hire(person: {
    readonly id: string
    readonly name: string
    readonly role: string
    readonly store: string
    readonly pin: string
  }): Promise<void> {
    await this.press(words.staff.new)
    await this.page.getByLabel(words.staff.id).fill(person.id)
    await this.page.getByLabel(words.staff.name).fill(person.name)
    await this.press(person.role)
    await this.page.getByLabel(person.store).check()
    await this.page.getByLabel(words.staff.pin).fill(person.pin)
    await this.press(words.save)
    await expect(this.row(person.name)).toBeVisible()
  }
}

import { type CDPSession, expect, type Page } from '@playwright/test'
import { zhTW } from './words.ts'

/** A receipt as the screen promised it. */
export type Promised = { readonly number: string; readonly total: number }

/** People of the demo chain. */
export const associate = { name: '林小芳', pin: '4217' }
export const manager = { name: '陳美麗', pin: '260719' }

const enter = { code: 'Enter', key: 'Enter', text: '\r', windowsVirtualKeyCode: 13 }
/** Between two keys of a scanner. */
const keyMs = 8

/** The tablet's screen in zh-TW, in the words of its user. */
export class Till {
  readonly page: Page
  #keys: CDPSession | undefined

  constructor(page: Page) {
    this.page = page
  }

  async enrol(url: string, code: string): Promise<void> {
    await this.page.goto(url)
    await this.page.getByLabel(zhTW.enrol.code).fill(code)
    await this.page.keyboard.press('Enter')
    await expect(this.page.getByRole('heading', { name: zhTW.signIn.title })).toBeVisible()
  }

  async signIn(who = associate): Promise<void> {
    await this.page.getByRole('button', { name: who.name }).click()
    await this.page.keyboard.type(who.pin)
    await this.page.keyboard.press('Enter')
    await expect(this.page.getByRole('heading', { name: zhTW.basket.title })).toBeVisible()
  }

  /** Nobody touched the tablet for a while: it asks whoever was signed in for their PIN. */
  async unlock(who = associate): Promise<void> {
    await expect(this.page.getByRole('heading', { name: who.name })).toBeVisible()
    await this.page.keyboard.type(who.pin)
    await this.page.keyboard.press('Enter')
    await expect(this.page.getByRole('heading', { name: zhTW.basket.title })).toBeVisible()
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: zhTW.app.signOut }).click()
    await expect(this.page.getByRole('heading', { name: zhTW.signIn.title })).toBeVisible()
  }

  /** The service worker holds the shell: from here on the page opens without a network. */
  async isInstalled(): Promise<void> {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready
      for (let tries = 0; navigator.serviceWorker.controller === null && tries < 100; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    })
  }

  /** As a scanner types: trusted key events without waiting for one another, then Enter. */
  async scan(code: string): Promise<void> {
    this.#keys ??= await this.page.context().newCDPSession(this.page)
    const keys = this.#keys
    const strokes = [...[...code].map((character) => keyOf(character)), enter]
    // The pace is the scanner's and not that of a busy machine: every key carries its own time.
    const first = Date.now() - strokes.length * keyMs
    const events = strokes.flatMap((stroke, i) => {
      const timestamp = (first + i * keyMs) / 1000
      return [
        keys.send('Input.dispatchKeyEvent', { type: 'keyDown', timestamp, ...stroke }),
        keys.send('Input.dispatchKeyEvent', { type: 'keyUp', timestamp, ...stroke }),
      ]
    })
    await Promise.all(events)
  }

  /**
   * The same scan while a Chinese input method is on: keydown says 'Process' and 229 and tells only the physical key; what
   * is typed becomes a composition in the focused field.
   */
  async scanThroughInputMethod(code: string): Promise<void> {
    this.#keys ??= await this.page.context().newCDPSession(this.page)
    const keys = this.#keys
    const first = Date.now() - (code.length + 1) * keyMs
    const events = [...code].flatMap((character, i) => {
      const timestamp = (first + i * keyMs) / 1000
      const stroke = { timestamp, code: keyOf(character).code, key: 'Process', windowsVirtualKeyCode: 229 }
      const text = code.slice(0, i + 1)
      return [
        keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...stroke }),
        keys.send('Input.imeSetComposition', {
          text,
          selectionStart: text.length,
          selectionEnd: text.length,
        }),
        keys.send('Input.dispatchKeyEvent', { type: 'keyUp', ...stroke }),
      ]
    })
    const timestamp = (first + code.length * keyMs) / 1000
    const last = { timestamp, code: 'Enter', key: 'Process', windowsVirtualKeyCode: 229 }
    await Promise.all([...events, keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...last })])
  }

  /** A whole sale by keyboard: scan, F8, Enter on the exact amount. Answers what the screen promised. */
  async sell(barcodes: readonly string[]): Promise<Promised> {
    const pieces = this.page.locator('.ticket .count')
    for (const [i, barcode] of barcodes.entries()) {
      await this.scan(barcode)
      await expect(pieces).toContainText(String(i + 1))
    }
    await this.page.keyboard.press('F8')
    await expect(this.page.getByRole('heading', { name: zhTW.pay.title })).toBeVisible()
    await this.page.locator('.choices .exact').click()
    return await this.promised()
  }

  /** What stands under "paid"; the screen then goes to the next customer. */
  async promised(): Promise<Promised> {
    const result = this.page.locator('.result')
    await expect(result).toBeVisible()
    const heading = await result.locator('h2').innerText()
    const saved = await result.locator('.saved').innerText()
    const promised = { number: saved.split(' ')[0] ?? '', total: Number(heading.replace(/[^\d]/g, '')) }
    await this.page.keyboard.press('Escape')
    await expect(this.page.getByRole('heading', { name: zhTW.basket.title })).toBeVisible()
    return promised
  }

  status() {
    return this.page.locator('header .status')
  }

  async everythingIsSafe(): Promise<void> {
    await expect(this.status()).toContainText(zhTW.status['all-safe'], { timeout: 90_000 })
  }

  /** Barcodes of the catalogue as it lies in this tablet's cache. */
  async barcodes(): Promise<string[]> {
    const rows = await this.#cached('barcode')
    return rows.map(({ key }) => key)
  }

  /** The catalogue has arrived. */
  async hasGoods(): Promise<void> {
    await expect.poll(async () => (await this.barcodes()).length).toBeGreaterThan(20)
  }

  /** The receipt with this number has arrived: it can be returned from without a line. */
  async hasReceipt(number: string): Promise<void> {
    await expect
      .poll(async () => {
        const rows = await this.#cached('receipt')
        return rows.some(({ value }) => (JSON.parse(value) as { number: unknown }).number === number)
      })
      .toBe(true)
  }

  /** The store's sales as this tablet holds them from the server. */
  async salesFromServer(): Promise<Promised[]> {
    const rows = await this.#cached('ticket')
    const tickets = rows.map(
      ({ value }) => JSON.parse(value) as { kind: string; number: string; total: number },
    )
    return tickets.filter(({ kind }) => kind === 'sale').map(({ number, total }) => ({ number, total }))
  }

  async #cached(table: string): Promise<{ key: string; value: string }[]> {
    return await this.page.evaluate(async (wanted) => {
      const open = indexedDB.open('onecounter-cache')
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        open.addEventListener('success', () => resolve(open.result))
        open.addEventListener('error', () => reject(new Error('the cache does not open')))
      })
      const all = db.transaction('rows').objectStore('rows').getAll()
      const rows = await new Promise<{ table: string; key: string; value: string }[]>((resolve) => {
        all.addEventListener('success', () =>
          resolve(all.result as { table: string; key: string; value: string }[]),
        )
      })
      db.close()
      return rows.filter(({ table: name }) => name === wanted).map(({ key, value }) => ({ key, value }))
    }, table)
  }
}

function keyOf(character: string): {
  code: string
  key: string
  text: string
  windowsVirtualKeyCode: number
  modifiers: number
} {
  const [code, windowsVirtualKeyCode] = physicalKeys[character] ?? [
    /\d/.test(character) ? `Digit${character}` : `Key${character.toUpperCase()}`,
    character.toUpperCase().charCodeAt(0),
  ]
  // A scanner holds Shift down for a capital letter.
  const modifiers = /[A-Z_]/.test(character) ? shift : 0
  return { code, key: character, text: character, windowsVirtualKeyCode, modifiers }
}

const shift = 8
const physicalKeys: Readonly<Record<string, readonly [code: string, windowsVirtualKeyCode: number]>> = {
  '.': ['Period', 190],
  '-': ['Minus', 189],
  _: ['Minus', 189],
}

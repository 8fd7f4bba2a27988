import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from '@playwright/test'
import { PNG } from 'pngjs'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import type { Bitmap } from '#client/devices/printing/raster.ts'
import { pixelsOf, printedBy, type Printed } from '../make/esc-pos.ts'
import { fakeUsbPrinter, setPrinter, takenFrom } from './fake-printer.ts'
import { Service } from './pages/counter-work.ts'
import { tabletOf } from './pages/tablet.ts'
import { zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

test.describe.configure({ timeout: 180_000 })

const words = zhTW.printing
const pictures = process.env['ONECOUNTER_PICTURES']
const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))

/** What a camera reads on the printed paper. */
async function codesOn(paper: Bitmap): Promise<readonly string[]> {
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer } })
  const { width, height } = paper
  // Trusted: the reader looks at these three alone.
  const picture = { data: pixelsOf(paper), width, height } as ImageData
  const found = await readBarcodes(picture, { formats: ['QRCode'], textMode: 'Plain' })
  return found.map(({ text }) => text)
}

function keep(paper: Bitmap, name: string): void {
  if (pictures === undefined) return
  const png = new PNG({ width: paper.width, height: paper.height })
  png.data.set(pixelsOf(paper))
  writeFileSync(join(pictures, `${name}.png`), PNG.sync.write(png))
}

/** The share of dots with ink in some rows. */
function inkIn({ width, data }: Bitmap, from: number, to: number): number {
  const rows = data.subarray((from * width) / 8, (to * width) / 8)
  const ink = rows.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
  return ink / ((to - from) * width)
}

/** How many rows two papers have in common, from one end. */
function sameRows(one: Bitmap, other: Bitmap, end: 'above' | 'below'): number {
  const rowOf = ({ width, height, data }: Bitmap, row: number): string => {
    const at = ((end === 'above' ? row : height - 1 - row) * width) / 8
    return Buffer.from(data.subarray(at, at + width / 8)).toString('hex')
  }
  let rows = 0
  while (rows < one.height && rowOf(one, rows) === rowOf(other, rows)) rows += 1
  return rows
}

async function print(page: Page, button: string): Promise<Printed> {
  await page.getByRole('button', { name: button }).click()
  await expect(page.getByText(words.printed)).toBeVisible()
  return printedBy(await takenFrom(page))
}

test('a receipt on paper of both widths: its code can be read, the drawer opens for cash, printed again it is marked', async ({
  browser,
}) => {
  const shop = await Shop.open()
  const { context, till } = await tabletOf(browser, shop, {
    register: 'R01',
    init: fakeUsbPrinter,
    options: { viewport: { width: 1180, height: 820 } },
  })
  try {
    const { page } = till
    const service = new Service(till)
    const barcodes = await till.barcodes()
    // Nothing of this needs the server.
    await context.setOffline(true)
    for (const [i, [choice, dots]] of (
      [
        [words.mm58, 384],
        [words.mm80, 576],
      ] as const
    ).entries()) {
      for (const barcode of barcodes.slice(0, 3)) await till.scan(barcode)
      await expect(service.ticket().locator('.count')).toContainText('3')
      await service.payExactly()
      const code = await service.receiptCode()
      await service.press(words.settings)
      await page.getByRole('button', { name: words.usb }).click()
      await page.getByRole('button', { name: choice }).click()
      if (i === 0) await service.press(words.connect)
      if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'printer-landscape-zh.png') })
      const tested = await print(page, words.test)
      expect(tested.orders).not.toContain('kick')
      keep(tested.sheets[0] ?? { width: 0, height: 0, data: new Uint8Array() }, `paper-test-${dots}`)
      await service.press(words.done)

      const { sheets, orders, bands } = await print(page, zhTW.paid.print)
      const [paper] = sheets
      if (paper === undefined) throw new Error('nothing was cut off')
      keep(paper, `paper-${dots}`)
      expect(paper.width).toBe(dots)
      expect(Math.max(...bands)).toBeLessThanOrEqual(256)
      expect(orders.filter((order) => order !== 'band')).toEqual(['init', 'kick', 'feed', 'cut'])
      expect(await codesOn(paper)).toEqual([code])
      // Letters, neither blank nor a black bar.
      expect(inkIn(paper, 0, 200)).toBeGreaterThan(0.02)
      expect(inkIn(paper, 0, 200)).toBeLessThan(0.3)

      const again = await print(page, zhTW.paid.print)
      expect(again.orders).not.toContain('kick')
      const [marked] = again.sheets
      if (marked === undefined) throw new Error('nothing was cut off')
      keep(marked, `paper-again-${dots}`)
      expect(marked.height).toBeGreaterThan(paper.height)
      // The mark stands between two parts that are the same to the dot.
      const [above, below] = [sameRows(paper, marked, 'above'), sameRows(paper, marked, 'below')]
      expect(above + below).toBeGreaterThanOrEqual(paper.height)
      await page.keyboard.press('Escape')
    }
  } finally {
    await context.close()
    await shop.close()
  }
})

test('paid by card the drawer stays shut; without paper and without a cable the sale stands, and what to do is said', async ({
  browser,
}) => {
  const shop = await Shop.open()
  const { context, till } = await tabletOf(browser, shop, { register: 'R01', init: fakeUsbPrinter })
  try {
    const { page } = till
    const service = new Service(till)
    await till.scan((await till.barcodes())[0] ?? '')
    await expect(service.ticket().locator('.count')).toContainText('1')
    await page.keyboard.press('F9')
    await page.getByLabel(zhTW.pay.reference).fill('T-000991')
    await page.keyboard.press('Enter')
    await expect(page.locator('.result')).toBeVisible()
    await service.press(words.settings)
    await page.getByRole('button', { name: words.usb }).click()
    await service.press(words.done)
    await service.press(zhTW.paid.print)
    await expect(page.locator('.side')).toContainText(words.problem['not-chosen'])
    await service.press(words.settings)
    await service.press(words.connect)
    await expect(page.locator('.side')).toContainText(words.connected)
    await service.press(words.done)
    await setPrinter(page, { hasPaper: false })
    await service.press(zhTW.paid.print)
    await expect(page.locator('.side')).toContainText(words.problem['no-paper'])
    await expect(page.locator('.side')).toContainText(words.safe)
    await setPrinter(page, { hasPaper: true, present: false })
    await service.press(words.again)
    await expect(page.locator('.side')).toContainText(words.problem.unplugged)
    if (pictures !== undefined) {
      await page.setViewportSize({ width: 390, height: 844 })
      await page.screenshot({ path: join(pictures, 'printer-problem-phone-zh.png') })
      await page.getByRole('button', { name: words.settings }).click()
      await page.screenshot({ path: join(pictures, 'printer-phone-zh.png') })
      await service.press(words.done)
    }
    expect((await takenFrom(page)).length).toBe(0)
    await setPrinter(page, { present: true })
    const { orders } = await print(page, words.again)
    expect(orders).not.toContain('kick')
    await till.everythingIsSafe()
  } finally {
    await context.close()
    await shop.close()
  }
})

/** Keeps what the page would have put on paper each time. */
const watchedDialogue = `window.print = () => {
  const papers = [...document.querySelectorAll('.paper-only')].map((paper) => paper.textContent)
  ;(window.onPaper ??= []).push(papers.join())
}`

test('through the dialogue of the system the page holds one receipt, and the second time it is marked', async ({
  browser,
}) => {
  const shop = await Shop.open()
  const { context, till } = await tabletOf(browser, shop, { register: 'R01', init: watchedDialogue })
  try {
    const { page } = till
    const service = new Service(till)
    await till.scan((await till.barcodes())[0] ?? '')
    await expect(service.ticket().locator('.count')).toContainText('1')
    await service.payExactly()
    const code = await service.receiptCode()
    const papers = (): Promise<readonly string[]> =>
      page.evaluate(() => [...((Reflect.get(window, 'onPaper') ?? []) as readonly string[])])
    await service.press(zhTW.paid.print)
    await expect.poll(async () => (await papers()).length).toBe(1)
    await service.press(zhTW.paid.print)
    await expect.poll(async () => (await papers()).length).toBe(2)
    const [first = '', second = ''] = await papers()
    expect(first).toContain(code)
    expect(first).not.toContain(words.reprint)
    expect(second).toContain(code)
    expect(second).toContain(words.reprint)
    await page.emulateMedia({ media: 'print' })
    await expect(page.locator('.paper-only .receipt')).toBeVisible()
    await expect(page.locator('#app')).toBeHidden()
  } finally {
    await context.close()
    await shop.close()
  }
})

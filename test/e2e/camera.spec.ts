import { join } from 'node:path'
import { type Browser, chromium, expect, type JSHandle, type Page, test } from '@playwright/test'
import { filmOf } from './camera-video.ts'
import { Service } from './pages/counter-work.ts'
import { tabletOf } from './pages/tablet.ts'
import { zhTW } from './pages/words.ts'
import { Shop } from './shop.ts'

test.describe.configure({ timeout: 180_000 })

const pictures = process.env['ONECOUNTER_PICTURES']

/** A browser whose camera looks at a film. */
async function browserBefore(film: string): Promise<Browser> {
  const path = process.env['ONECOUNTER_CHROMIUM']
  return await chromium.launch({
    ...(path === undefined ? {} : { executablePath: path }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ],
  })
}

async function liveTrack(page: Page): Promise<JSHandle<MediaStreamTrack | undefined>> {
  const track = await page.evaluateHandle(() => {
    const stream = document.querySelector('video')?.srcObject
    return stream instanceof MediaStream ? stream.getVideoTracks()[0] : undefined
  })
  expect(await track.evaluate((one) => one?.readyState)).toBe('live')
  return track
}

test('without a network the camera reads a product and rings it once; closing gives the camera back', async ({
  browser,
}) => {
  const shop = await Shop.open()
  const film = shop.profileFolder('product.y4m')
  let filming: Browser | undefined
  try {
    const plain = await tabletOf(browser, shop, { register: 'R02' })
    const barcode = (await plain.till.barcodes()).find((code) => code.length === 13) ?? ''
    await plain.context.close()
    await filmOf(barcode, 'EAN13', film)
    filming = await browserBefore(film)
    const { context, till } = await tabletOf(filming, shop, {
      register: 'R01',
      options: { viewport: { width: 1180, height: 820 }, permissions: ['camera'] },
    })
    const { page } = till
    const broken: string[] = []
    page.on('pageerror', (error) => broken.push(error.message))
    page.on('console', (line) => line.type() === 'error' && broken.push(line.text()))
    await context.setOffline(true)
    const service = new Service(till)
    await page.keyboard.press('F3')
    await expect(service.ticket().locator('.count')).toContainText('1')
    await expect(page.locator('.camera-panel p[role=status]')).toContainText(zhTW.camera.read)
    if (pictures !== undefined) {
      await page.screenshot({ path: join(pictures, 'camera-landscape-zh.png') })
      await page.setViewportSize({ width: 390, height: 844 })
      await page.screenshot({ path: join(pictures, 'camera-phone-zh.png') })
    }
    // It stays in the frame, and stays one piece.
    await page.waitForTimeout(3000)
    await expect(service.ticket().locator('.count')).toContainText('1')
    const track = await liveTrack(page)
    await service.press(zhTW.camera.close)
    await expect(page.locator('video')).toHaveCount(0)
    expect(await track.evaluate((one) => one?.readyState)).toBe('ended')

    // Whoever switches to another app takes the eye off the camera, too.
    await page.keyboard.press('F3')
    await expect(page.locator('.camera-panel p[role=status]')).not.toContainText(zhTW.camera.starting)
    const second = await liveTrack(page)
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await expect(page.locator('video')).toHaveCount(0)
    expect(await second.evaluate((one) => one?.readyState)).toBe('ended')
    expect(broken.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
  } finally {
    await filming?.close()
    await shop.close()
  }
})

const withoutWasmWorker = `globalThis.Worker = class extends Worker {
  constructor(path, options) {
    if (String(path).includes('wasm-worker')) throw new Error('no such worker here')
    super(path, options)
  }
}`

test('the camera reads the QR code of a receipt with wasm and without, and what was sold can be returned', async ({
  browser,
}) => {
  const shop = await Shop.open()
  const film = shop.profileFolder('receipt.y4m')
  let filming: Browser | undefined
  try {
    const first = await tabletOf(browser, shop, { register: 'R01' })
    const seller = new Service(first.till)
    const [barcode = ''] = await first.till.barcodes()
    await first.till.scan(barcode)
    await expect(seller.ticket().locator('.count')).toContainText('1')
    await seller.payExactly()
    const [number = ''] = (await first.till.page.locator('.result .saved').innerText()).split(' ')
    await filmOf(await seller.receiptCode(), 'QRCode', film)
    await first.till.everythingIsSafe()
    await first.context.close()
    filming = await browserBefore(film)
    const second = await tabletOf(filming, shop, {
      register: 'R02',
      options: { permissions: ['camera'] },
    })
    const service = new Service(second.till)
    await service.press(zhTW.camera.open)
    await expect(service.ticket()).toContainText('可退')
    await second.context.close()

    // The same where no wasm worker starts: the reader in plain JavaScript takes over, offline too.
    const third = await tabletOf(filming, shop, {
      register: 'R02',
      init: withoutWasmWorker,
      options: { permissions: ['camera'] },
    })
    await third.till.hasReceipt(number)
    await third.context.setOffline(true)
    const plain = new Service(third.till)
    await plain.press(zhTW.camera.open)
    await expect(plain.ticket()).toContainText('可退')
  } finally {
    await filming?.close()
    await shop.close()
  }
})

test('a tablet without a camera says so, and what to do instead', async ({ browser }) => {
  const shop = await Shop.open()
  try {
    const { context, till } = await tabletOf(browser, shop, {
      register: 'R01',
      options: { permissions: ['camera'] },
    })
    await till.page.setViewportSize({ width: 390, height: 844 })
    await till.page.keyboard.press('F3')
    await expect(till.page.locator('.camera-panel')).toContainText(zhTW.camera.problem['no-camera'])
    if (pictures !== undefined)
      await till.page.screenshot({ path: join(pictures, 'camera-missing-phone-zh.png') })
    await context.close()
  } finally {
    await shop.close()
  }
})

/**
 * A USB receipt printer for the page to find: what the tablet's own driver sends it is kept, byte for byte. The text runs in
 * the page before anything else does.
 */
import type { Page } from '@playwright/test'

export const fakeUsbPrinter = `(() => {
  const printer = { sent: [], present: true, hasPaper: true }
  const endpoint = { direction: 'out', type: 'bulk', endpointNumber: 1 }
  const device = {
    opened: false,
    configuration: {
      interfaces: [{ interfaceNumber: 0, alternate: { interfaceClass: 7, endpoints: [endpoint] } }],
    },
    async open() { this.opened = true },
    async close() { this.opened = false },
    async selectConfiguration() {},
    async claimInterface() {},
    async releaseInterface() {},
    async transferOut(_, data) { printer.sent.push(...new Uint8Array(data)); return { status: 'ok' } },
    async controlTransferIn() {
      return { data: new DataView(Uint8Array.of(printer.hasPaper ? 0x18 : 0x38).buffer) }
    },
  }
  const usb = {
    getDevices: async () => (printer.present && printer.chosen ? [device] : []),
    requestDevice: async () => { printer.chosen = true; return device },
  }
  Object.defineProperty(navigator, 'usb', { value: usb })
  Object.defineProperty(window, 'fakePrinter', { value: printer })
})()`

type FakePrinter = { sent: number[]; present: boolean; hasPaper: boolean }

/** What it was sent since the last look. */
export async function takenFrom(page: Page): Promise<Uint8Array> {
  const sent = await page.evaluate(() => {
    // Trusted: the script above put it there.
    const printer = Reflect.get(window, 'fakePrinter') as FakePrinter
    return printer.sent.splice(0)
  })
  return Uint8Array.from(sent)
}

export async function setPrinter(page: Page, state: Partial<FakePrinter>): Promise<void> {
  await page.evaluate((news) => {
    // Trusted: the script above put it there.
    Object.assign(Reflect.get(window, 'fakePrinter') as FakePrinter, news)
  }, state)
}

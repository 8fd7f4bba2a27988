import type { Page } from '@playwright/test'

/**
 * For a page before its scripts: its clock is ahead of this machine's. Timers and the times of keys stay what they are, so that a
 * scanner is as fast as ever.
 */
export const clockAhead = (ms: number): string => `{
  const Machine = Date
  let aheadMs = ${ms}
  globalThis.Date = class extends Machine {
    constructor(...told) {
      super(...(told.length === 0 ? [Machine.now() + aheadMs] : told))
    }
    static now() {
      return Machine.now() + aheadMs
    }
  }
  addEventListener('later', ({ detail }) => (aheadMs += detail))
}`

/** So much later, after a time in which nobody touched the tablet. */
export async function later(page: Page, ms: number): Promise<void> {
  await page.evaluate((detail) => dispatchEvent(new CustomEvent('later', { detail })), ms)
  await page.keyboard.press('Shift')
}

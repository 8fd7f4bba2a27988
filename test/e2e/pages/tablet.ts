import type { Browser, BrowserContext, BrowserContextOptions } from '@playwright/test'
import type { Shop } from '../shop.ts'
import { clockAhead } from './tablet-clock.ts'
import { Till } from './till.ts'

/** One tablet of the shop: its storage is its own, its tabs share it. Cheaper than a browser process of its own. */
export type ShopTablet = { readonly context: BrowserContext; readonly till: Till }

type Setup = {
  readonly register: string
  /** Where the tablet finds the server, when that is not the shop's own address. */
  readonly url?: string
  readonly init?: string
  readonly options?: BrowserContextOptions
  /** What the tablet's clock says when it is set up, in Unix ms; from there it goes on. */
  readonly at?: number
}

/** Enrolled, signed in, and installed, so that it opens without a network from here on. */
export async function tabletOf(browser: Browser, shop: Shop, setup: Setup): Promise<ShopTablet> {
  const context = await browser.newContext(setup.options)
  if (setup.init !== undefined) await context.addInitScript(setup.init)
  if (setup.at !== undefined) await context.addInitScript(clockAhead(setup.at - Date.now()))
  const till = new Till(await context.newPage())
  await till.enrol(setup.url ?? shop.url, await shop.enrolmentCode(setup.register))
  await till.signIn()
  await till.isInstalled()
  await till.hasGoods()
  return { context, till }
}

/** Another tab of the same tablet. */
export async function anotherTab({ context }: ShopTablet, url: string): Promise<Till> {
  const till = new Till(await context.newPage())
  await till.page.goto(url)
  await till.signIn()
  return till
}

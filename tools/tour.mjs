// npm run tour: takes the pictures of README's tour anew, from the end-to-end tests that look at every screen, at half the size.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser } from './browser.mjs'
import { ensureBuilt } from './build.mjs'
import { handOver } from './hand-over.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot, toolScript } from './root.mjs'
import { Trouble, run, say } from './trouble.mjs'

/** Of the test's pictures, those that tell the story; each by screen, size and language (Chinese in light, English in dark). */
const chosen = [
  'sign-in-landscape-zh',
  'counter-landscape-zh',
  'basket-landscape-zh',
  'pay-split-landscape-zh',
  'paid-landscape-zh',
  'unknown-card-landscape-zh',
  'longest-landscape-en',
  'return-landscape-en',
  'offline-phone-zh',
  'basket-phone-en',
  'readiness-landscape-zh',
  'outbox-portrait-zh',
  'pickups-board-landscape-zh',
  'pick-short-landscape-zh',
  'handover-pay-landscape-zh',
  'exchange-landscape-en',
  'stock-article-landscape-zh',
  'inbox-landscape-zh',
  'disputes-landscape-en',
  'order-where-to-landscape-zh',
]

/** The tests that take them, each in a journey of its own. */
const journeys = ['accessible', 'pickups', 'bringing-back', 'stock', 'inbox', 'order']

await run(async () => {
  ensureInstalled()
  ensureBuilt()
  const browser = ensureBrowser()
  if (browser !== undefined) process.env.ONECOUNTER_CHROMIUM = browser
  const pictures = inRoot('.cache/tour')
  rmSync(pictures, { recursive: true, force: true })
  mkdirSync(pictures, { recursive: true })
  process.env.ONECOUNTER_PICTURES = pictures
  const code = await handOver(toolScript('@playwright/test', 'playwright'), [
    'test',
    ...journeys.map((name) => `/${name}.spec`),
  ])
  if (code !== 0)
    throw new Trouble('The screens were not all as they should be.', 'mend what is named above.')
  const { PNG } = await import('pngjs')
  mkdirSync(inRoot('docs/tour'), { recursive: true })
  for (const name of chosen) {
    const small = halved(PNG.sync.read(readFileSync(join(pictures, `${name}.png`))), PNG)
    writeFileSync(inRoot(`docs/tour/${name}.png`), PNG.sync.write(small, { colorType: 2, deflateLevel: 9 }))
  }
  say(`${chosen.length} pictures are in docs/tour`)
})

/** Each pixel is the mean of four. */
function halved(whole, PNG) {
  const small = new PNG({ width: Math.floor(whole.width / 2), height: Math.floor(whole.height / 2) })
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      for (let channel = 0; channel < 4; channel++) {
        const at = (row, column) => whole.data[((2 * y + row) * whole.width + 2 * x + column) * 4 + channel]
        small.data[(y * small.width + x) * 4 + channel] = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1) + 2) >> 2
      }
    }
  }
  return small
}

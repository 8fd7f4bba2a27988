// npm run e2e: the client is built, a browser is there, then Playwright runs; arguments go to Playwright.
import { ensureBrowser } from './browser.mjs'
import { ensureBuilt } from './build.mjs'
import { handOver } from './hand-over.mjs'
import { ensureInstalled } from './install.mjs'
import { toolScript } from './root.mjs'
import { run } from './trouble.mjs'

await run(async () => {
  ensureInstalled()
  ensureBuilt()
  // Playwright asks its workers for colours by FORCE_COLOR; beside it every one of them complains of NO_COLOR.
  delete process.env.NO_COLOR
  const browser = ensureBrowser()
  if (browser !== undefined) process.env.ONECOUNTER_CHROMIUM = browser
  process.exitCode = await handOver(toolScript('@playwright/test', 'playwright'), [
    'test',
    ...process.argv.slice(2),
  ])
})

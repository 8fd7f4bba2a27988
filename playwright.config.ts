import { defineConfig } from '@playwright/test'
import { chromiumFlags } from './test/make/chromium-flags.ts'

// tools/e2e.mjs names an installed Chromium here; without one it is Playwright's own.
const executablePath = process.env['ONECOUNTER_CHROMIUM']

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: '.cache/e2e',
  forbidOnly: true,
  workers: 2,
  timeout: 90_000,
  // A shared machine can stall a browser for seconds.
  expect: { timeout: 15_000 },
  // Where nobody watches, what failed comes first and alone.
  reporter: [[process.stdout.isTTY ? 'list' : 'dot']],
  use: {
    browserName: 'chromium',
    // Pictures of every step would cost a third of the time.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false },
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [...chromiumFlags],
    },
  },
})

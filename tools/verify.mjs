// npm run verify: everything that decides without a browser.
import { ensureInstalled } from './install.mjs'
import { runSteps } from './steps.mjs'
import { run } from './trouble.mjs'
import { verifySteps } from './verify-steps.mjs'

await run(async () => {
  ensureInstalled()
  await runSteps(verifySteps)
})

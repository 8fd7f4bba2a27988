// npm start: install, build, serve. Every part is skipped when it is done already.
import { ensureBuilt } from './build.mjs'
import { handOver } from './hand-over.mjs'
import { ensureInstalled } from './install.mjs'
import { run } from './trouble.mjs'

await run(async () => {
  ensureInstalled()
  ensureBuilt()
  process.exitCode = await handOver('server/main.ts', process.argv.slice(2))
})

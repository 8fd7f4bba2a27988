// node tools/run.mjs <program.ts> [arguments]: installs when needed, then runs the program on the pinned Node.
import { handOver } from './hand-over.mjs'
import { ensureInstalled } from './install.mjs'
import { Trouble, run } from './trouble.mjs'

await run(async () => {
  const [program, ...args] = process.argv.slice(2)
  if (program === undefined)
    throw new Trouble('No program is named.', 'node tools/run.mjs <program.ts> [arguments]')
  ensureInstalled()
  process.exitCode = await handOver(program, args)
})

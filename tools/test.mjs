// npm test: verify, then what needs a second database, a browser or a long run. Every step runs, whatever fails before it.
import { ensureInstalled } from './install.mjs'
import { program, runSteps, tool } from './steps.mjs'
import { run } from './trouble.mjs'
import { countsNoFailure, verifySteps } from './verify-steps.mjs'

const longSteps = [
  tool('contract tests on PostgreSQL', 'vitest', {
    args: ['run', '--project', 'contract', 'test/contract/db', 'test/contract/sync', 'databases'],
    env: { ONECOUNTER_DIALECTS: 'postgres' },
  }),
  program('a month of a real shop', 'test/replay/main.ts'),
  program('what came back of it, at other stores', 'test/replay/main.ts', { args: ['--returns'] }),
  program('planted bugs are found', 'test/planted/main.ts', { lastLine: countsNoFailure }),
  program('end to end in a browser', 'tools/e2e.mjs', { alone: true }),
  program('figures', 'test/bench/main.ts', { args: ['--quick'], alone: true }),
]

await run(async () => {
  ensureInstalled()
  await runSteps([...longSteps, ...verifySteps])
})

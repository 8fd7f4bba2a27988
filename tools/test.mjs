// npm test: verify, then what needs a second database, a browser or a long run. Every step runs, whatever fails before it.
import { ensureInstalled } from './install.mjs'
import { program, runSteps, tool } from './steps.mjs'
import { run } from './trouble.mjs'
import { verifySteps } from './verify-steps.mjs'

// NOTE: `npm run planted` and `npm run bench` join this list when they keep their time and their bounds on two cores.
const longSteps = [
  tool('contract tests on PostgreSQL', 'vitest', {
    args: ['run', '--project', 'contract', 'test/contract/db', 'test/contract/sync'],
    env: { ONECOUNTER_DIALECTS: 'postgres' },
  }),
  program('a month of a real shop', 'test/replay/main.ts'),
  program('end to end in a browser', 'tools/e2e.mjs', { alone: true }),
]

await run(async () => {
  ensureInstalled()
  await runSteps([...longSteps, ...verifySteps])
})

// What `npm run verify` runs; the long ones come first, so that the two lanes end together.
import { program, tool } from './steps.mjs'

/** Without Vue the native compiler reads a room, ten times as fast; vue-tsc needs the one written in JavaScript. */
const roomsWithoutVue = ['test', 'server', 'shared']
export const countsNoFailure = /^\d+ passed, 0 failed$/

export const verifySteps = [
  program('simulation, 300 seeds', 'test/simulation/main.ts', {
    args: ['--seeds', '300'],
    lastLine: countsNoFailure,
  }),
  tool('unit tests', 'vitest', { args: ['run', '--project', 'unit'] }),
  tool('contract tests on SQLite', 'vitest', {
    args: ['run', '--project', 'contract'],
    env: { ONECOUNTER_DIALECTS: 'sqlite' },
  }),
  tool('types of client', 'vue-tsc', { args: ['--project', 'client'] }),
  ...roomsWithoutVue.map((room) =>
    tool(`types of ${room}`, 'typescript-7', { bin: 'tsc', args: ['--project', room] }),
  ),
  tool('house rules', 'vitest', { args: ['run', '--project', 'house'] }),
  tool('import rules', 'dependency-cruiser', { args: ['--config', '.dependency-cruiser.cjs', '.'] }),
  tool('unused code', 'knip', { args: ['--no-progress'] }),
  tool('lint', 'oxlint', { args: ['--deny-warnings'] }),
  tool('lint of .vue files', 'eslint', { args: ['--max-warnings', '0', 'client/**/*.vue'] }),
  tool('format', 'oxfmt', { args: ['--check'] }),
]

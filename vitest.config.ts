import { defineConfig } from 'vitest/config'

// ONECOUNTER_DIALECTS=sqlite,postgres: the databases that the contract suites run on.
const dialects = process.env['ONECOUNTER_DIALECTS'] ?? 'sqlite,postgres'
const onPostgres = dialects.includes('postgres')
const onSqlite = dialects.includes('sqlite')

const room = (name: string, include: string) => ({
  test: { name, include: [include], testTimeout: 30_000, hookTimeout: 60_000, isolate: false },
})

export default defineConfig({
  test: {
    allowOnly: false,
    // Off a terminal only what failed is worth its lines.
    reporters: [process.stdout.isTTY ? 'default' : 'dot'],
    // As many as there are lanes; one import of everything serves all files of a worker.
    maxWorkers: 2,
    projects: [
      room('unit', 'test/unit/**/*.test.ts'),
      room('house', 'test/house/**/*.test.ts'),
      {
        test: {
          ...room('contract', 'test/contract/**/*.test.ts').test,
          exclude: [
            ...(onPostgres ? [] : ['**/*postgres.test.ts']),
            ...(onSqlite ? [] : ['**/sqlite.test.ts']),
          ],
          globalSetup: onPostgres ? ['test/contract/postgres.ts'] : [],
        },
      },
    ],
  },
})

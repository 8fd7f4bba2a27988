/**
 * `--seeds N [--from S] [--until-failure]`: who follows the feed of a real PostgreSQL while others write is shown every row.
 * The last line says `N passed, M failed`.
 */
import { parseArgs } from 'node:util'
import { freshDatabase, teardown } from '../contract/postgres.ts'
import { FeedWorld } from './feed.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    'until-failure': { type: 'boolean', default: false },
  },
})
const first = Number(values.from)
let passed = 0
let failed = 0
const world = await FeedWorld.open(await freshDatabase())
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const { written, missed } = await world.follow(seed)
  if (missed.length === 0) {
    passed++
    continue
  }
  failed++
  console.log(`seed ${seed}: Y6 ${missed.length} of ${written} rows were never shown to who follows the feed`)
  if (values['until-failure']) break
}
await world.close()
await teardown()
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

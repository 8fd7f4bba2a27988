import { parseArgs } from 'node:util'
import { freshDatabase, teardown } from '../contract/postgres.ts'
import { followFeed } from './feed.ts'

/** `--seeds N [--from S] [--until-failure]`: the feed under concurrent writers on a real PostgreSQL. The last line says `N passed, M failed`. */
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
for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const { written, missed, holes } = await followFeed(await freshDatabase(), seed)
  if (missed.length === 0 && holes === 0) {
    passed++
    continue
  }
  failed++
  console.log(`seed ${seed}: Y6 ${missed.length} of ${written} rows were never shown to who follows the feed, ${holes} holes`)
  if (values['until-failure']) break
}
await teardown()
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

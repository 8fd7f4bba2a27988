/**
 * npm run planted -- [NAME …]: breaks copies of the source, one bug each, and expects the simulation to find every one of them.
 * Two at a time. The last line says `N passed, M failed`.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Proof } from './proof.ts'
import { run, type Trial, type Verdict } from './trial.ts'

const atOnce = 2
const simulation: Proof = { program: 'test/simulation/main.ts', seeds: 300 }
const feed: Proof = { program: 'test/planted/feed-postgres.ts', seeds: 20 }
/** What only a database with many writers can show. */
const onPostgres: ReadonlySet<string> = new Set(['feed-number-from-sequence'])
/** As many as show that what finds a bug does not find one everywhere. */
const soundSeeds = 6

const patches = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.patch'))
  .map((file) => file.replace(/\.patch$/, ''))
  .sort()

function trialOf(name: string): Trial {
  const patch = join(import.meta.dirname, `${name}.patch`)
  return { name, patch, proof: onPostgres.has(name) ? feed : simulation }
}

async function runAll(trials: readonly Trial[]): Promise<Verdict[]> {
  const waiting = [...trials]
  const verdicts: Verdict[] = []
  const lane = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
      const verdict = await run(trial)
      verdicts.push(verdict)
      console.log(`${verdict.isRight ? 'right' : 'WRONG'}  ${verdict.name}, ${verdict.seconds.toFixed(1)} s`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return verdicts.sort((a, b) => (a.name < b.name ? -1 : 1))
}

const wanted = process.argv.slice(2)
const strange = wanted.filter((name) => !patches.includes(name))
if (strange.length > 0) {
  console.error(`There is no patch ${strange.join(', ')}; there are ${patches.join(', ')}.`)
  process.exit(2)
}
const planted = (wanted.length > 0 ? wanted : patches).map(trialOf)
const unbroken = [simulation, feed]
  .filter((proof) => planted.some((trial) => trial.proof === proof))
  .map((proof): Trial => ({
    name: `(nothing) ${proof.program}`,
    patch: undefined,
    proof: { ...proof, seeds: soundSeeds },
  }))
const verdicts = await runAll([...unbroken, ...planted])
const width = Math.max(...verdicts.map(({ name }) => name.length))
console.log('')
for (const { name, isRight, words } of verdicts)
  console.log(`${isRight ? ' ' : '✗'} ${name.padEnd(width)}  ${words}`)
const wrong = verdicts.filter(({ isRight }) => !isRight).length
console.log(`${verdicts.length - wrong} passed, ${wrong} failed`)
process.exitCode = wrong === 0 ? 0 : 1

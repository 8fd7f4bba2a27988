/**
 * npm run planted -- [--remember] [NAME …]: breaks copies of the source, one bug each, and expects that each is found. Two at a
 * time. `--remember` writes the seeds that found them into the heads of the patches. The last line says `N passed, M failed`.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { copySource, removeCopy } from './copy.ts'
import { rememberSeed } from './head.ts'
import type { Proof } from './proof.ts'
import { run, runSound, type Trial, type Verdict } from './trial.ts'

const atOnce = 2
const simulation: Proof = { program: 'test/simulation/main.ts', seeds: 300 }
const feed: Proof = { program: 'test/planted/feed-postgres.ts', seeds: 20 }
/** What only a database with many writers can show. */
const onPostgres: ReadonlySet<string> = new Set(['feed-number-from-sequence'])
const soundSeeds = 3

const patchOf = (name: string): string => join(import.meta.dirname, `${name}.patch`)
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.patch'))
  .map((file) => file.replace(/\.patch$/, ''))
  .sort()

async function inLanes(works: readonly (() => Promise<Verdict>)[]): Promise<Verdict[]> {
  const waiting = [...works]
  const verdicts: Verdict[] = []
  const lane = async (): Promise<void> => {
    for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) {
      const verdict = await work()
      verdicts.push(verdict)
      console.log(`${verdict.isRight ? 'right' : 'WRONG'}  ${verdict.name}, ${verdict.seconds.toFixed(1)} s`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return verdicts.sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function runAll(trials: readonly Trial[]): Promise<Verdict[]> {
  const sound = copySource()
  try {
    const proofs = [simulation, feed].filter((proof) => trials.some((trial) => trial.proof === proof))
    return await inLanes([
      ...proofs.map((proof) => () => runSound(sound, { ...proof, seeds: soundSeeds })),
      ...trials.map((trial) => () => run(trial, sound)),
    ])
  } finally {
    removeCopy(sound)
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { remember: { type: 'boolean' } },
})
const strange = positionals.filter((name) => !names.includes(name))
if (strange.length > 0) {
  console.error(`There is no patch ${strange.join(', ')}; there are ${names.join(', ')}.`)
  process.exit(2)
}
const verdicts = await runAll(
  (positionals.length > 0 ? positionals : names).map((name) => ({
    name,
    patch: patchOf(name),
    proof: onPostgres.has(name) ? feed : simulation,
  })),
)
const width = Math.max(...verdicts.map(({ name }) => name.length))
console.log('')
for (const { name, isRight, words, seed } of verdicts) {
  console.log(`${isRight ? ' ' : '✗'} ${name.padEnd(width)}  ${words}`)
  if (values.remember === true && isRight && seed !== undefined) rememberSeed(patchOf(name), seed)
}
const wrong = verdicts.filter(({ isRight }) => !isRight).length
console.log(`${verdicts.length - wrong} passed, ${wrong} failed`)
process.exitCode = wrong === 0 ? 0 : 1

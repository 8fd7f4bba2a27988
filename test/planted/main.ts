/**
 * npm run planted -- [NAME …]: breaks copies of the source, one bug each, and expects the simulation to find every one of them.
 * Two at a time. The last line says `N passed, M failed`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyPatch, copySource, removeCopy } from './copy.ts'
import { type Outcome, type Proof, prove } from './proof.ts'

const atOnce = 2
const simulation: Proof = { program: 'test/simulation/main.ts', seeds: 300 }
const feed: Proof = { program: 'test/planted/feed-postgres.ts', seeds: 20 }
/** What only a database with many writers can show. */
const onPostgres: ReadonlySet<string> = new Set(['feed-number-from-sequence'])
const soundSeeds = 6

/** `patch` undefined: the source as it is, which must pass. */
type Trial = { readonly name: string; readonly patch: string | undefined; readonly proof: Proof }
type Result = {
  readonly name: string
  readonly isRight: boolean
  readonly seconds: number
  readonly words: string
}

function trialOf(file: string): Trial {
  const name = file.replace(/\.patch$/, '')
  return { name, patch: join(import.meta.dirname, file), proof: onPostgres.has(name) ? feed : simulation }
}

async function run(trial: Trial): Promise<Result> {
  const started = performance.now()
  const folder = copySource()
  try {
    if (trial.patch !== undefined) applyPatch(folder, trial.patch)
    const outcome = await prove(folder, trial.proof)
    const seconds = (performance.now() - started) / 1000
    return { name: trial.name, seconds, ...judged(trial, outcome) }
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return { name: trial.name, isRight: false, seconds: 0, words: `the patch is stale: ${words}` }
  } finally {
    removeCopy(folder)
  }
}

function judged({ patch, proof }: Trial, outcome: Outcome): Pick<Result, 'isRight' | 'words'> {
  if (outcome.is === 'no-answer')
    return { isRight: false, words: `no answer: ${outcome.output.trim().slice(-600)}` }
  if (patch === undefined) {
    return outcome.is === 'passed'
      ? { isRight: true, words: `${proof.seeds} seeds pass` }
      : { isRight: false, words: `the source as it is fails: seed ${outcome.seed}: ${outcome.reason}` }
  }
  return outcome.is === 'failed'
    ? { isRight: true, words: `seed ${outcome.seed}: ${outcome.reason}` }
    : { isRight: false, words: `survived ${proof.seeds} seeds: ${ruleOf(patch)}` }
}

/** The patch's first line: which rule it breaks. */
const ruleOf = (patch: string): string =>
  (readFileSync(patch, 'utf8').split('\n')[0] ?? '').replace(/^# /, '')

const wanted = process.argv.slice(2)
const patches = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.patch'))
  .sort()
const planted = patches.map(trialOf).filter(({ name }) => wanted.length === 0 || wanted.includes(name))
const unknown = wanted.filter((name) => !planted.some((trial) => trial.name === name))
if (unknown.length > 0) {
  console.error(
    `There is no patch ${unknown.join(', ')}; there are ${patches.map((file) => trialOf(file).name).join(', ')}.`,
  )
  process.exit(2)
}
const proofs = [simulation, feed].filter((proof) => planted.some((trial) => trial.proof === proof))
const sound = proofs.map((proof): Trial => ({
  name: `(nothing: ${proof.program})`,
  patch: undefined,
  proof: { ...proof, seeds: soundSeeds },
}))

const waiting = [...sound, ...planted]
const results: Result[] = []
async function lane(): Promise<void> {
  for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
    const result = await run(trial)
    results.push(result)
    console.log(`${result.isRight ? 'found  ' : 'FAILED '} ${result.name} (${result.seconds.toFixed(1)} s)`)
  }
}
await Promise.all(Array.from({ length: atOnce }, lane))

const width = Math.max(...results.map(({ name }) => name.length))
console.log('')
for (const { name, isRight, words } of results.sort((a, b) => (a.name < b.name ? -1 : 1)))
  console.log(`${isRight ? ' ' : '✗'} ${name.padEnd(width)}  ${words}`)
const failed = results.filter(({ isRight }) => !isRight).length
console.log(`${results.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

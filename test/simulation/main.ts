import { fork } from 'node:child_process'
import { parseArgs } from 'node:util'
import { humanFaultNames } from './human-faults.ts'
import { networkFaults } from './network-faults.ts'
import type { SeedResult } from './run-seed.ts'
import { perform, type SeedOrder } from './seed-worker.ts'
import { worldFaults } from './world-faults.ts'

const usage = 'npm run sim -- --seeds N [--from S] [--workers 2] [--until-failure] [--tail 60]'
/** One seed in a hundred runs twice. */
const twiceEvery = 100
/** A seed makes much that lives for a moment: a larger nursery halves the collector's share. */
const workerFlags = ['--max-semi-space-size=64']

/** Whatever of these never comes in three hundred seeds fails the run. */
const names: readonly string[] = [...networkFaults, ...worldFaults, ...humanFaultNames]

type Wish = {
  readonly seeds: number
  readonly from: number
  readonly workers: number
  readonly untilFailure: boolean
  readonly tail: number
}

function wishOf(args: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      workers: { type: 'string' },
      tail: { type: 'string' },
      'until-failure': { type: 'boolean' },
    },
  })
  const whole = (text: string | undefined, otherwise: number): number => {
    const value = Number(text ?? otherwise)
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${text} is not a number. ${usage}`)
    return value
  }
  return {
    seeds: whole(values.seeds, 300),
    from: whole(values.from, 1),
    workers: Math.max(1, whole(values.workers, 2)),
    untilFailure: values['until-failure'] ?? false,
    tail: whole(values.tail, 60),
  }
}

/** Deals the seeds to the workers, one at a time; answers the results in the order in which they came. */
async function runAll(wish: Wish, onResult: (result: SeedResult) => void): Promise<void> {
  let next = 0
  let failed = false
  const order = (): SeedOrder | undefined => {
    if (next >= wish.seeds || (failed && wish.untilFailure)) return undefined
    const seed = wish.from + next++
    return { seed, twice: seed % twiceEvery === 0 }
  }
  const take = (result: SeedResult): void => {
    failed ||= result.failure !== undefined
    onResult(result)
  }
  if (wish.workers === 1 || wish.seeds === 1) {
    for (let one = order(); one !== undefined; one = order()) take(await perform(one))
    return
  }
  await Promise.all(Array.from({ length: wish.workers }, () => runWorker(order, take)))
}

function runWorker(order: () => SeedOrder | undefined, take: (result: SeedResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const first = order()
    if (first === undefined) return resolve()
    const worker = fork(new URL('seed-worker.ts', import.meta.url), { execArgv: workerFlags })
    let current: SeedOrder | undefined = first
    const give = (): void => {
      if (current === undefined) worker.disconnect()
      else worker.send(current)
    }
    worker.on('message', (result: SeedResult) => {
      take(result)
      current = order()
      give()
    })
    worker.on('error', reject)
    worker.on('exit', (code) =>
      current === undefined
        ? resolve()
        : reject(new Error(`a worker ended with ${code} in seed ${current.seed}`)),
    )
    give()
  })
}

function report(result: SeedResult, wish: Wish): void {
  console.log(`\nseed ${result.seed} failed: ${result.failure}`)
  for (const line of result.tail.slice(result.tail.length - Math.min(wish.tail, result.tail.length)))
    console.log(`  ${line}`)
  console.log(`  again: npm run sim -- --seeds 1 --from ${result.seed}`)
}

function table(hits: ReadonlyMap<string, number>): void {
  const width = Math.max(...names.map((name) => name.length))
  for (const name of names) console.log(`  ${name.padEnd(width)} ${String(hits.get(name) ?? 0).padStart(8)}`)
}

const wish = wishOf(process.argv.slice(2))
const startedAt = performance.now()
const hits = new Map<string, number>()
let passed = 0
let failed = 0
let operations = 0
let virtualMs = 0
await runAll(wish, (result) => {
  operations += result.operations
  virtualMs += result.virtualMs
  for (const [name, count] of Object.entries(result.hits)) hits.set(name, (hits.get(name) ?? 0) + count)
  if (result.failure === undefined) passed++
  else {
    failed++
    report(result, wish)
  }
})
console.log('\nfaults that came:')
table(hits)
const silent = wish.seeds >= 300 ? names.filter((name) => !hits.get(name)) : []
if (silent.length > 0) {
  failed++
  console.log(`\nnever came: ${silent.join(', ')}`)
}
const seconds = (performance.now() - startedAt) / 1000
console.log(
  `\n${operations} operations, ${(virtualMs / 3_600_000).toFixed(1)} hours of virtual time in ${seconds.toFixed(1)} s`,
)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

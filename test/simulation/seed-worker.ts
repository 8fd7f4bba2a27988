import { runSeed, type SeedResult } from './run-seed.ts'

/** What the main process asks of a worker: one seed, once or twice. */
export type SeedOrder = { readonly seed: number; readonly twice: boolean }

if (process.send !== undefined) {
  process.on('message', (order: SeedOrder) => {
    void perform(order).then((result) => process.send?.(result))
  })
}

/** The same seed must give the same run: a difference is a finding about the simulation itself. */
export async function perform({ seed, twice }: SeedOrder): Promise<SeedResult> {
  const first = await runSeed(seed)
  if (!twice || first.failure !== undefined) return first
  const second = await runSeed(seed)
  if (second.hash === first.hash) return first
  return { ...first, failure: `the seed ran twice and differed: ${first.hash} ${second.hash}` }
}

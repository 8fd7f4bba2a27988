import { readFileSync } from 'node:fs'
import { applyPatch, copySource, removeCopy } from './copy.ts'
import { type Outcome, type Proof, prove } from './proof.ts'

/** A bug and the proof that must find it; without a patch, the source as it is, which must pass. */
export type Trial = { readonly name: string; readonly patch: string | undefined; readonly proof: Proof }

export type Verdict = {
  readonly name: string
  readonly isRight: boolean
  readonly seconds: number
  readonly words: string
}

export async function run(trial: Trial): Promise<Verdict> {
  const started = performance.now()
  const folder = copySource()
  try {
    const judgement =
      trial.patch === undefined
        ? await sound(folder, trial.proof)
        : await broken(folder, trial.patch, trial.proof)
    return { name: trial.name, seconds: (performance.now() - started) / 1000, ...judgement }
  } finally {
    removeCopy(folder)
  }
}

type Judgement = Pick<Verdict, 'isRight' | 'words'>

async function sound(folder: string, proof: Proof): Promise<Judgement> {
  const outcome = await prove(folder, proof)
  if (outcome.is === 'passed') return { isRight: true, words: `${proof.seeds} seeds pass` }
  return { isRight: false, words: `the source as it is does not pass: ${wordsOf(outcome)}` }
}

async function broken(folder: string, patch: string, proof: Proof): Promise<Judgement> {
  const { rule, seed } = headOf(patch)
  try {
    applyPatch(folder, patch)
  } catch (error) {
    return {
      isRight: false,
      words: `the patch is stale: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
  // The seed that found it last time; all of them only when it finds nothing any more.
  const first = seed === undefined ? undefined : await prove(folder, { ...proof, from: seed, seeds: 1 })
  const outcome = first === undefined || first.is === 'passed' ? await prove(folder, proof) : first
  if (outcome.is === 'passed') return { isRight: false, words: `survived ${proof.seeds} seeds: ${rule}` }
  const isStale = first?.is === 'passed' ? ` (its head names seed ${seed}, which passes)` : ''
  return { isRight: outcome.is === 'failed', words: wordsOf(outcome) + isStale }
}

function wordsOf(outcome: Outcome): string {
  switch (outcome.is) {
    case 'passed':
      return 'passed'
    case 'failed':
      return `seed ${outcome.seed}: ${outcome.reason}`
    case 'no-answer':
      return `no answer: ${outcome.output.trim().slice(-600)}`
  }
}

/** `# Y3: how it is broken`, then `# seed: 12`. */
function headOf(patch: string): { rule: string; seed: number | undefined } {
  const [rule = '', hint = ''] = readFileSync(patch, 'utf8').split('\n')
  const seed = /^# seed: (\d+)$/.exec(hint)?.[1]
  return { rule: rule.replace(/^# /, ''), seed: seed === undefined ? undefined : Number(seed) }
}

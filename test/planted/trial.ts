import { applyPatch, copySource, removeCopy } from './copy.ts'
import { readHead } from './head.ts'
import { type Outcome, type Proof, prove } from './proof.ts'

/** A bug and the proof that must find it. */
export type Trial = { readonly name: string; readonly patch: string; readonly proof: Proof }

export type Verdict = {
  readonly name: string
  readonly isRight: boolean
  readonly seconds: number
  readonly words: string
  /** The seed that found the bug. */
  readonly seed?: number
}

/** `sound` is a copy of the source as it is: the seed that finds the bug must pass there. */
export async function run({ name, patch, proof }: Trial, sound: string): Promise<Verdict> {
  const started = performance.now()
  const folder = copySource()
  try {
    const stale = staleness(folder, patch)
    const verdict = stale === undefined ? await tried(folder, { patch, proof, sound }) : wrong(stale)
    return { name, seconds: (performance.now() - started) / 1000, ...verdict }
  } finally {
    removeCopy(folder)
  }
}

/** The source as it is passes these seeds. */
export async function runSound(folder: string, proof: Proof): Promise<Verdict> {
  const started = performance.now()
  const outcome = await prove(folder, proof)
  const isRight = outcome.is === 'passed'
  const words = isRight
    ? `${proof.seeds} seeds pass`
    : `the source as it is does not pass: ${wordsOf(outcome)}`
  return { name: `(nothing) ${proof.program}`, isRight, words, seconds: (performance.now() - started) / 1000 }
}

type Tried = Omit<Verdict, 'name' | 'seconds'>
const wrong = (words: string): Tried => ({ isRight: false, words })

function staleness(folder: string, patch: string): string | undefined {
  try {
    applyPatch(folder, patch)
    return undefined
  } catch (error) {
    return `the patch is stale: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function tried(folder: string, at: { patch: string; proof: Proof; sound: string }): Promise<Tried> {
  const { patch, proof, sound } = at
  const { rule, seed } = readHead(patch)
  // The seed that found it last time; all of them only when that one finds nothing any more.
  const first = seed === undefined ? undefined : await prove(folder, { ...proof, from: seed, seeds: 1 })
  const outcome = first === undefined || first.is === 'passed' ? await prove(folder, proof) : first
  if (outcome.is === 'passed') return wrong(`survived ${proof.seeds} seeds: ${rule}`)
  if (outcome.is === 'no-answer') return wrong(wordsOf(outcome))
  const without = await prove(sound, { ...proof, from: outcome.seed, seeds: 1 })
  if (without.is !== 'passed') return wrong(`without the bug as well: ${wordsOf(without)}`)
  return { isRight: true, words: wordsOf(outcome), seed: outcome.seed }
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

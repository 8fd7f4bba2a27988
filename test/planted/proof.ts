import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The program that must find a bug, and the seeds that it may use: always the same ones, in the same order. */
export type Proof = { readonly program: string; readonly seeds: number; readonly from?: number }

export type Outcome =
  | { readonly is: 'passed' }
  | { readonly is: 'failed'; readonly seed: number; readonly reason: string }
  /** Neither: the program broke down, or took too long. */
  | { readonly is: 'no-answer'; readonly output: string }

const secondsMax = 600
const textMax = 50_000

/** Runs a proof in a copy of the source, on one core. */
export async function prove(folder: string, { program, seeds, from = 1 }: Proof): Promise<Outcome> {
  const workers = program.includes('simulation') ? ['--workers', '1'] : []
  const args = ['--seeds', String(seeds), '--from', String(from), '--until-failure', ...workers]
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const giveUp = setTimeout(() => child.kill('SIGKILL'), secondsMax * 1000)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => (output = (output + text).slice(-textMax)))
  }
  await once(child, 'close')
  clearTimeout(giveUp)
  return read(output, child.exitCode)
}

/** The patched code does not run: a name that moved away is not a bug that somebody found. */
const brokenCode = /^(Reference|Syntax)Error\b|is not a function\b/

/** `seed 7 failed: Y3 …` or `seed 7: Y6 …`, and `N passed, M failed` at the end. */
function read(output: string, exitCode: number | null): Outcome {
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(last) ?? []
  if (exitCode === 0 && failed === '0' && passed !== '0') return { is: 'passed' }
  const [, seed, reason = ''] = /^seed (\d+)(?: failed)?: (.*)$/m.exec(output) ?? []
  const isFinding = exitCode === 1 && failed !== undefined && failed !== '0' && !brokenCode.test(reason)
  if (!isFinding || seed === undefined) return { is: 'no-answer', output }
  return { is: 'failed', seed: Number(seed), reason }
}

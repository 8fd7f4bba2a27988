import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The program that must find a bug, and the seeds that it may use: always the same ones, in the same order. */
export type Proof = { readonly program: string; readonly seeds: number }

export type Outcome =
  | { readonly is: 'passed' }
  | { readonly is: 'failed'; readonly seed: string; readonly reason: string }
  /** Neither: the program broke down, or took too long. */
  | { readonly is: 'no-answer'; readonly output: string }

const secondsMax = 300
const textMax = 20_000

/** Runs a proof in a copy of the source, on one core. */
export async function prove(folder: string, { program, seeds }: Proof): Promise<Outcome> {
  const workers = program.includes('simulation') ? ['--workers', '1'] : []
  const child = spawn(process.execPath, [program, '--seeds', String(seeds), '--until-failure', ...workers], {
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

function read(output: string, exitCode: number | null): Outcome {
  const last = output.trimEnd().split('\n').at(-1) ?? ''
  const counted = /^(\d+) passed, (\d+) failed$/.exec(last)
  if (exitCode === 0 && counted?.[2] === '0' && counted[1] !== '0') return { is: 'passed' }
  const found = /^.*\bseed (\d+)\b:?[ \t]*(.*)$/m.exec(output)
  if (exitCode !== 1 || counted === null || counted[2] === '0' || found === null)
    return { is: 'no-answer', output }
  return { is: 'failed', seed: found[1] ?? '', reason: found[2] ?? '' }
}

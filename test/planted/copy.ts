import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
/** What the proofs run, and nothing large. */
const parts = [
  'package.json',
  'shared',
  'client',
  'server',
  'test/make',
  'test/simulation',
  'test/tablet',
  'test/contract',
  'test/make',
  'test/planted',
]

/** A copy of the source that may be broken. */
export function copySource(): string {
  const folder = mkdtempSync(join(tmpdir(), 'onecounter-planted-'))
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir')
  return folder
}

export function removeCopy(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** Throws what git says when the patch is stale. One line of context must match; the lines may have moved. */
export function applyPatch(folder: string, patch: string): void {
  execFileSync('git', ['apply', '-p1', '-C1', '--ignore-whitespace', patch], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    // Inside of another repository git would leave out what is not in this folder, without a word.
    env: { ...process.env, GIT_CEILING_DIRECTORIES: dirname(folder) },
  })
}

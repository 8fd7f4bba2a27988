import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

const SERVER = resolve(import.meta.dirname, '../../../server')

export type Program = {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  /** The first group of what was said once it matches; rejects when the program ends before. */
  readonly says: (pattern: RegExp) => Promise<string>
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
}

const kept = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  )

/** A program of this project in a process of its own. */
export function run(
  file: string,
  options: { readonly env: Record<string, string>; readonly args?: readonly string[] },
): Program {
  const child = spawn(process.execPath, [resolve(SERVER, file), ...(options.args ?? [])], {
    env: { ...kept(['PATH', 'NODE_COMPILE_CACHE']), LOG_LEVEL: 'info', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  let over = false
  const watchers = new Set<() => void>()
  const heard = (): void => {
    for (const watcher of watchers) watcher()
  }
  child.stdout.on('data', (data) => {
    out += String(data)
    heard()
  })
  child.stderr.on('data', (data) => {
    err += String(data)
    heard()
  })
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => {
    over = true
    heard()
    return typeof code === 'number' ? code : String(signal)
  })
  const says = (pattern: RegExp): Promise<string> =>
    new Promise((found, failed) => {
      const look = (): void => {
        const match = pattern.exec(out)
        if (match) found(match[1] ?? match[0])
        else if (over) failed(new Error(`it ended without saying ${String(pattern)}:\n${out}\n${err}`))
        else return
        watchers.delete(look)
      }
      watchers.add(look)
      look()
    })
  return { child, out: () => out, err: () => err, says, ended }
}

export const startServer = (folder: string, env: Record<string, string> = {}): Program =>
  run('main.ts', { env: { DATA_DIR: folder, PORT: '0', DEMO: 'small', ...env } })

export const urlOf = (program: Program): Promise<string> => program.says(/open at (\S+)/)

/** Looks every now and then; the test's own limit ends a wait that is in vain. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resume) => setTimeout(resume, 20))
}

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Have } from '#shared/sync/protocol.ts'
import type { Backend, Desk } from './desk.ts'
import type { Season } from './large-season.ts'
import type { Asked, Told } from './server-messages.ts'

const PROGRAM = resolve(import.meta.dirname, 'server-program.ts')

/** A server in a process of its own on a real file, as in a shop: what it cannot do is share the bench's heap. */
export class ServerProcess {
  readonly folder: string
  readonly url: string
  readonly at: Backend
  readonly #child: ChildProcess
  #asking: Promise<unknown> = Promise.resolve()

  private constructor(folder: string, child: ChildProcess, open: Extract<Told, { is: 'open' }>) {
    this.folder = folder
    this.#child = child
    this.url = open.url
    this.at = open.at
  }

  /** `flags` go to Node: `--cpu-prof` to see where the time goes. */
  static async open(folder: string, flags: readonly string[] = []): Promise<ServerProcess> {
    const child = fork(PROGRAM, [folder], {
      execArgv: [...flags],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const told = await heard(child)
    if (told.is !== 'open') throw new Error('the server did not open')
    return new ServerProcess(folder, child, told)
  }

  async furnish(desks: readonly Desk[]): Promise<void> {
    await this.#ask({ is: 'desks', desks })
  }

  async chain(size: { readonly products: number; readonly members: number }): Promise<void> {
    await this.#ask({ is: 'chain', ...size })
  }

  async commits(): Promise<number> {
    const told = await this.#ask({ is: 'commits' })
    return told.is === 'commits' ? told.count : Number.NaN
  }

  async code(store: string, register: string): Promise<string> {
    const told = await this.#ask({ is: 'code', store, register })
    return told.is === 'code' ? told.code : ''
  }

  /** Ms that sealing took. */
  async season(season: Season): Promise<number> {
    const told = await this.#ask({ is: 'season', season })
    return told.is === 'season' ? told.sealingMs : Number.NaN
  }

  async journal(store: string, rows: number): Promise<void> {
    await this.#ask({ is: 'journal', store, rows })
  }

  async have(desk: Desk, behind: number): Promise<readonly Have[]> {
    const told = await this.#ask({ is: 'have', desk, behind })
    return told.is === 'have' ? told.have : []
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit')
    await this.#ask({ is: 'stop' })
    await gone
  }

  /** SIGKILL: nothing is flushed, nothing is said. */
  async kill(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }

  /** One question at a time: answers carry no number. */
  #ask(asked: Asked): Promise<Told> {
    const told = this.#asking.then(async () => {
      const answer = heard(this.#child)
      this.#child.send(asked)
      return await answer
    })
    this.#asking = told.catch(() => {})
    return told
  }
}

function heard(child: ChildProcess): Promise<Told> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('the server ended'))
    child.once('exit', gone)
    child.once('message', (told: Told) => {
      child.off('exit', gone)
      resolve(told)
    })
  })
}

const CACHE = resolve(import.meta.dirname, '../../.cache')

/** A folder inside the project, because the system's temporary one may be in memory, where an fsync costs nothing. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(join(CACHE, 'bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

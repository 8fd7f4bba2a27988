// The server as `npm start` runs it: a process of its own, on a port that is free.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'

const startMsMax = 30_000
const stopMsMax = 30_000
const root = resolve(import.meta.dirname, '../..')

export class ServerProcess {
  readonly url: string
  readonly #child: ChildProcess

  private constructor(url: string, child: ChildProcess) {
    this.url = url
    this.#child = child
  }

  static async start(dataFolder: string): Promise<ServerProcess> {
    const child = spawn(process.execPath, ['server/main.ts'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        LOG_LEVEL: 'warn',
        ...process.env,
        DATA_DIR: dataFolder,
        DATABASE_URL: '',
        HOST: '127.0.0.1',
        PORT: '0',
      },
    })
    const giveUp = setTimeout(() => child.kill('SIGKILL'), startMsMax)
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const [url] = /http:\/\/[\d.]+:\d+/.exec(line) ?? []
        if (url === undefined) continue
        child.stdout.resume()
        return new ServerProcess(url, child)
      }
    } finally {
      clearTimeout(giveUp)
    }
    throw new Error('the server did not start')
  }

  /** Asks it to finish what is in work; answers its exit code. */
  async stop(): Promise<number> {
    if (this.#child.exitCode !== null) return this.#child.exitCode
    const exited = once(this.#child, 'exit')
    this.#child.kill('SIGTERM')
    const giveUp = setTimeout(() => this.kill(), stopMsMax)
    await exited
    clearTimeout(giveUp)
    return this.#child.exitCode ?? 1
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

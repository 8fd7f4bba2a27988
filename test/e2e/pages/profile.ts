import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromiumFlags } from '../../make/chromium-flags.ts'
import { type Browser, type BrowserContext, chromium } from '@playwright/test'

const flags = ['--headless=new', ...chromiumFlags, '--remote-debugging-port=0']

/** A Chromium process of its own over a profile folder: it can be killed like a tablet whose battery is pulled out. */
export class Profile {
  readonly context: BrowserContext
  readonly #browser: Browser
  readonly #process: ChildProcess

  private constructor(browser: Browser, child: ChildProcess, context: BrowserContext) {
    this.#browser = browser
    this.#process = child
    this.context = context
  }

  static async open(folder: string): Promise<Profile> {
    const portFile = join(folder, 'DevToolsActivePort')
    await rm(portFile, { force: true })
    const path = process.env['ONECOUNTER_CHROMIUM'] ?? chromium.executablePath()
    const child = spawn(path, [...flags, `--user-data-dir=${folder}`, '--lang=zh-TW', 'about:blank'], {
      stdio: 'ignore',
    })
    for (let tries = 0; tries < 150; tries++) {
      const text = await readFile(portFile, 'utf8').catch(() => '')
      const port = Number(text.split('\n')[0])
      if (port > 0) {
        const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
        const [context] = browser.contexts()
        if (context === undefined) throw new Error('the browser has no profile')
        return new Profile(browser, child, context)
      }
      await pause(100)
    }
    child.kill('SIGKILL')
    throw new Error('the browser did not start')
  }

  /** The whole browser process, at once. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    const ended = once(this.#process, 'exit')
    this.#process.kill('SIGKILL')
    await ended
    await this.#browser.close().catch(() => {})
  }

  async close(): Promise<void> {
    await this.#browser.close().catch(() => {})
    await this.kill()
  }
}

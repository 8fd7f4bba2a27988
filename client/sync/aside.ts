import type { TabletEnv } from './env.ts'

/** The next scan of somebody who scans comes within this. */
const ASIDE_MS = 600

/** Somebody is at work: what loads in the background lets them go first, for a moment. */
export class Aside {
  readonly #env: Pick<TabletEnv, 'monotonic' | 'setTimer'>
  #until = 0

  constructor(env: Pick<TabletEnv, 'monotonic' | 'setTimer'>) {
    this.#env = env
  }

  step(): void {
    this.#until = this.#env.monotonic() + ASIDE_MS
  }

  async over(): Promise<void> {
    const ms = this.#until - this.#env.monotonic()
    if (ms > 0) await new Promise<void>((resume) => void this.#env.setTimer(resume, ms))
  }
}

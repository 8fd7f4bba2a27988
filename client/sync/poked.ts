import { scopeKind } from '#shared/sync/scope.ts'
import type { TabletEnv } from './env.ts'

const JITTER_MS = 150
/** What comes back somewhere wakes the tablets of the whole chain: they spread over a second, and while it goes on they ask less often. */
const CHAIN_JITTER_MS = 1000
const CHAIN_EVERY_MS = 5000

type Env = Pick<TabletEnv, 'monotonic' | 'randomBytes' | 'setTimer'>

/** Hints become questions: jittered, so that tablets do not ask in the same millisecond; several hints are one question. */
export class Poked {
  readonly #env: Env
  readonly #ask: () => void
  #waiting: { readonly dueAt: number; readonly isSoon: boolean; readonly cancel: () => void } | undefined
  /** Before this no hint of the chain alone is worth another question. */
  #chainFrom = -Infinity

  constructor(env: Env, ask: () => void) {
    this.#env = env
    this.#ask = ask
  }

  hear(scope: string): void {
    if (this.#waiting?.isSoon) return
    const now = this.#env.monotonic()
    const share = (this.#env.randomBytes(1)[0] ?? 0) / 255
    if (scopeKind(scope) !== 'receipts') return this.#askIn(share * JITTER_MS, true)
    if (this.#waiting !== undefined) return
    const ms = Math.max(0, this.#chainFrom - now) + share * CHAIN_JITTER_MS
    this.#chainFrom = now + ms + CHAIN_EVERY_MS
    this.#askIn(ms, false)
  }

  stop(): void {
    this.#waiting?.cancel()
    this.#waiting = undefined
  }

  #askIn(ms: number, isSoon: boolean): void {
    const dueAt = this.#env.monotonic() + ms
    if (this.#waiting !== undefined && this.#waiting.dueAt <= dueAt) return
    this.stop()
    const cancel = this.#env.setTimer(() => {
      this.#waiting = undefined
      this.#ask()
    }, ms)
    this.#waiting = { dueAt, isSoon, cancel }
  }
}

import type { TabletEnv } from './env.ts'

const BACKOFF_FIRST_MS = 1000
const BACKOFF_MAX_MS = 15 * 60_000

/**
 * What a round came to: done for now, more to do at once, to be begun again soon (a connection came to its end), or failed
 * (try later, not before `laterMs` if said).
 */
export type Round = 'done' | 'more' | 'again' | 'failed' | { readonly laterMs: number }

/**
 * Runs one piece of work at a time: when triggered, after a failure with full jitter (uniform in 0 … min(15 min, 1 s · 2ⁿ),
 * so that a chain's tablets do not return as a herd), and every now and then.
 */
export class Repeater {
  readonly #env: TabletEnv
  readonly #work: () => Promise<Round>
  readonly #everyMs: number
  #cancel: () => void = () => {}
  #running: Promise<void> | undefined
  #again = false
  /** Failures in a row of its own tries. */
  #failures = 0
  /** The pause is over: this try is the repeater's own, and not one that a sale or a poke has set off. */
  #isRetry = false
  #stopped = true
  /** Before this, on the monotonic clock, the server does not want to be asked. */
  #notBefore = -Infinity

  /** `everyMs` 0: only when triggered. */
  constructor(env: TabletEnv, everyMs: number, work: () => Promise<Round>) {
    this.#env = env
    this.#everyMs = everyMs
    this.#work = work
  }

  start(): void {
    this.#stopped = false
    this.trigger()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  /** Now, or right after the round that runs; but not before the time that the server named. */
  trigger(): void {
    if (this.#stopped || this.#env.monotonic() < this.#notBefore) return
    this.#again = true
    this.#running ??= this.#rounds()
  }

  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  async #rounds(): Promise<void> {
    this.#cancel()
    let last: Round = 'done'
    while (this.#again && !this.#stopped) {
      this.#again = false
      last = await this.#work().catch((): Round => 'failed')
      if (last === 'more') this.#again = true
      if (typeof last === 'object') this.#again = false
      if (last !== 'failed' && typeof last !== 'object') this.#failures = 0
    }
    this.#running = undefined
    if (!this.#stopped) this.#schedule(last)
    this.#isRetry = false
  }

  #schedule(last: Round): void {
    const ms = this.#waitMs(last)
    if (ms === undefined) return
    this.#cancel = this.#env.setTimer(() => {
      this.#isRetry = true
      // The clock that rings and the one that is read may differ by a fraction.
      this.#notBefore = -Infinity
      this.trigger()
    }, ms)
  }

  #waitMs(last: Round): number | undefined {
    if (last === 'done' || last === 'more') return this.#everyMs > 0 ? this.#everyMs : undefined
    if (last === 'again') return this.#jitter(BACKOFF_FIRST_MS)
    const most = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(this.#failures, 20))
    // A hundred sales without a line are a hundred tries, and no reason to stay away for longer when it is back.
    if (this.#isRetry || this.#failures === 0) this.#failures++
    const least = typeof last === 'object' ? last.laterMs : 0
    this.#notBefore = this.#env.monotonic() + least
    return least + this.#jitter(most)
  }

  #jitter(most: number): number {
    return Math.floor(most * fraction(this.#env.randomBytes(4)))
  }
}

/** 0 … 1 from four random bytes. */
function fraction(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0) / 2 ** 32
}

import { type Timer, TimerHeap } from './timer-heap.ts'

export const immediates = 0
export const timers = 1
export type Source = typeof immediates | typeof timers

type Immediate = { readonly due: number; readonly run: () => void; cancelled: boolean }

/**
 * One heap that runs code: a tab of a tablet, the server, the network, the director of the scenario.
 * Its immediates (IndexedDB tasks) are first in, first out; its timers go by time. Between the two there is no promise, as in a browser.
 */
export class Actor {
  readonly name: string
  readonly index: number
  alive = true
  ownsTimers = false
  /** Tasks of this actor that have run: the count by which a crash point is named. */
  ran = 0
  readonly #timers = new TimerHeap()
  #immediates: Immediate[] = []
  #head = 0
  #frozenUntil = 0
  /** The earliest due time of all sources, until something changes. */
  #nextDue: number | undefined

  constructor(name: string, index: number) {
    this.name = name
    this.index = index
  }

  get waiting(): number {
    return this.#immediates.length - this.#head + this.#timers.size
  }

  /** Adds an immediate; the answer cancels it. */
  addImmediate(due: number, run: () => void): () => void {
    const task: Immediate = { due, run, cancelled: false }
    this.#immediates.push(task)
    return this.#added(task)
  }

  /** Adds a timer; the answer cancels it. `order` decides between timers of one time. */
  addTimer(due: number, order: number, run: () => void): () => void {
    const timer: Timer = { due, order, run, cancelled: false }
    this.#timers.push(timer)
    return this.#added(timer)
  }

  /** A frozen tab (the browser's throttling, a laptop's lid) runs nothing before this time. */
  freezeUntil(ms: number): void {
    this.#frozenUntil = ms
    this.#nextDue = undefined
  }

  nextDue(): number {
    this.#nextDue ??= Math.min(this.dueOf(immediates), this.dueOf(timers))
    return this.#nextDue
  }

  /** When the source has something to run, or Infinity. */
  dueOf(source: Source): number {
    const next = source === immediates ? this.#nextImmediate() : this.#timers.peek()
    return next === undefined ? Infinity : Math.max(next.due, this.#frozenUntil)
  }

  take(source: Source): (() => void) | undefined {
    this.#nextDue = undefined
    if (source === timers) return this.#timers.pop()?.run
    const next = this.#nextImmediate()
    if (next === undefined) return undefined
    this.#head++
    if (this.#head > 256 && this.#head * 2 > this.#immediates.length) {
      this.#immediates = this.#immediates.slice(this.#head)
      this.#head = 0
    }
    return next.run
  }

  drop(): void {
    this.alive = false
    this.#immediates = []
    this.#head = 0
    this.#timers.clear()
    this.#nextDue = undefined
  }

  #added(task: { cancelled: boolean }): () => void {
    this.#nextDue = undefined
    return () => {
      task.cancelled = true
      this.#nextDue = undefined
    }
  }

  #nextImmediate(): Immediate | undefined {
    while (this.#immediates[this.#head]?.cancelled === true) this.#head++
    return this.#immediates[this.#head]
  }
}

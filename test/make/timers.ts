/** A clock and timers that stand still until the test moves them. */
export class Timers {
  #now: number
  #count = 0
  readonly #waiting = new Map<number, { readonly at: number; readonly run: () => void }>()

  constructor(now: number) {
    this.#now = now
  }

  readonly now = (): number => this.#now

  readonly setTimer = (run: () => void, ms: number): (() => void) => {
    const name = ++this.#count
    this.#waiting.set(name, { at: this.#now + ms, run })
    return () => void this.#waiting.delete(name)
  }

  /** How long until each timer rings, soonest first. */
  get pending(): number[] {
    return [...this.#waiting.values()].map(({ at }) => at - this.#now).sort((a, b) => a - b)
  }

  /** Lets time pass; what is due by then rings in order. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const [next] = [...this.#waiting]
        .filter(([, { at }]) => at <= until)
        .sort(([, a], [, b]) => a.at - b.at)
      if (!next) break
      const [name, { at, run }] = next
      this.#waiting.delete(name)
      this.#now = Math.max(this.#now, at)
      run()
    }
    this.#now = until
  }
}

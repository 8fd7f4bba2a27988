/** Guessing is slow for everybody together: the address of a guesser is not known behind a proxy, and a shop shares one. */
export class Tries {
  readonly #max: number
  readonly #windowMs: number
  #failures: number[] = []

  constructor(max: number, windowMs: number) {
    this.#max = max
    this.#windowMs = windowMs
  }

  /** How long nobody may try, in ms; 0 when one may now. */
  waitMs(now: number): number {
    this.#failures = this.#failures.filter((at) => at > now - this.#windowMs)
    const oldest = this.#failures[0]
    return oldest !== undefined && this.#failures.length >= this.#max ? oldest + this.#windowMs - now : 0
  }

  failed(now: number): void {
    this.#failures.push(now)
  }
}

/** Answers that stay open until somebody closes them. */
export class Streams {
  readonly #open = new Map<string, Set<() => void>>()
  readonly #ofOneMax: number
  #count = 0

  constructor(ofOneMax: number) {
    this.#ofOneMax = ofOneMax
  }

  get count(): number {
    return this.#count
  }

  /** `close` ends the answer. The oldest of the same owner gives way. Answers what to call once it has ended. */
  add(owner: string, close: () => void): () => void {
    const own = this.#open.get(owner) ?? new Set()
    this.#open.set(owner, own)
    own.add(close)
    this.#count++
    const [oldest] = own
    if (own.size > this.#ofOneMax) oldest?.()
    return () => {
      if (own.delete(close)) this.#count--
      if (own.size === 0 && this.#open.get(owner) === own) this.#open.delete(owner)
    }
  }

  closeOf(owner: string): void {
    for (const close of this.#open.get(owner) ?? []) close()
  }

  closeAll(): void {
    for (const own of this.#open.values()) for (const close of own) close()
  }
}

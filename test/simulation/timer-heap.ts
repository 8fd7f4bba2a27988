export type Timer = {
  readonly due: number
  readonly order: number
  readonly run: () => void
  cancelled: boolean
}

/** Binary heap by due time, then by the order of setting. Cancelled timers stay until they come to the top. */
export class TimerHeap {
  readonly #timers: Timer[] = []

  get size(): number {
    return this.#timers.length
  }

  /** The next timer that still counts. */
  peek(): Timer | undefined {
    let top = this.#timers[0]
    while (top?.cancelled === true) {
      this.#removeTop()
      top = this.#timers[0]
    }
    return top
  }

  pop(): Timer | undefined {
    const top = this.peek()
    if (top !== undefined) this.#removeTop()
    return top
  }

  push(timer: Timer): void {
    let at = this.#timers.push(timer) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const parent = this.#timers[above]
      if (parent === undefined || !before(timer, parent)) break
      this.#timers[at] = parent
      at = above
    }
    this.#timers[at] = timer
  }

  clear(): void {
    this.#timers.length = 0
  }

  #removeTop(): void {
    const last = this.#timers.pop()
    if (last === undefined || this.#timers.length === 0) return
    let at = 0
    for (;;) {
      const left = this.#timers[2 * at + 1]
      if (left === undefined) break
      const right = this.#timers[2 * at + 2]
      const rightFirst = right !== undefined && before(right, left)
      const child = rightFirst ? right : left
      if (!before(child, last)) break
      this.#timers[at] = child
      at = 2 * at + (rightFirst ? 2 : 1)
    }
    this.#timers[at] = last
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order)
}

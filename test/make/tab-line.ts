import type { TabChannel, TabMessage } from '#client/sync/env.ts'

/** What BroadcastChannel is to the tabs of one browser: everybody hears what the others say, a moment later, as a copy. */
export class TabLine {
  readonly #ears = new Map<object, Set<(message: TabMessage) => void>>()
  #saying: Promise<unknown> = Promise.resolve()

  end(): TabChannel {
    const own = new Set<(message: TabMessage) => void>()
    this.#ears.set(own, own)
    return {
      post: (message) => this.#say(own, structuredClone(message)),
      listen: (hear) => {
        own.add(hear)
        return () => own.delete(hear)
      },
      close: () => void this.#ears.delete(own),
    }
  }

  /** Resolves when nothing more is said. */
  async quiet(): Promise<void> {
    for (let last: unknown; last !== this.#saying;) {
      last = this.#saying
      await this.#saying
      for (let turn = 0; turn < 10; turn++) await new Promise((resume) => setImmediate(resume))
    }
  }

  #say(own: object, message: TabMessage): void {
    this.#saying = this.#saying.then(async () => {
      await new Promise((resume) => setImmediate(resume))
      for (const [end, ears] of this.#ears) if (end !== own) for (const hear of ears) hear(message)
    })
  }
}

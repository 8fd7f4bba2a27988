import type { Tab } from './tab-locks.ts'

type Hear<Message> = (message: Message) => void

/** The BroadcastChannel of one tablet: what a tab says reaches all others that live, each as a task of its own and as a copy. */
export class TabChannels<Message> {
  readonly #listeners = new Map<Tab, Set<Hear<Message>>>()

  of(tab: Tab): {
    readonly post: (message: Message) => void
    readonly listen: (hear: Hear<Message>) => () => void
    readonly close: () => void
  } {
    return {
      post: (message) => this.#post(tab, message),
      listen: (hear) => this.#listen(tab, hear),
      close: () => this.release(tab),
    }
  }

  /** To be called when a tab has crashed. */
  release(tab: Tab): void {
    this.#listeners.delete(tab)
  }

  #listen(tab: Tab, hear: Hear<Message>): () => void {
    const own = this.#listeners.get(tab) ?? new Set()
    this.#listeners.set(tab, own)
    own.add(hear)
    return () => own.delete(hear)
  }

  #post(from: Tab, message: Message): void {
    if (from.isDead) return
    for (const [tab, hears] of this.#listeners) {
      if (tab === from || tab.isDead) continue
      const copy = structuredClone(message)
      tab.queue.post(() => {
        if (tab.isDead) return
        for (const hear of hears) hear(copy)
      })
    }
  }
}

import { POKED, scopeKind } from '#shared/sync/scope.ts'
import type { Poke } from '#shared/sync/protocol.ts'

type Listener = (poke: Poke) => void

/** Hints to who is listening that a scope has moved. Losing one costs latency, not correctness. */
export class Pokes {
  readonly #listeners = new Map<string, Set<Listener>>()

  /** Answers how to stop listening. */
  subscribe(scopes: readonly string[], listener: Listener): () => void {
    for (const scope of scopes) {
      const listeners = this.#listeners.get(scope) ?? new Set()
      listeners.add(listener)
      this.#listeners.set(scope, listeners)
    }
    return () => {
      for (const scope of scopes) {
        const listeners = this.#listeners.get(scope)
        listeners?.delete(listener)
        if (listeners?.size === 0) this.#listeners.delete(scope)
      }
    }
  }

  /** Tells the listeners of each scope that moved, of those that anybody is told of. */
  tell(moved: ReadonlyMap<string, number>): number {
    let told = 0
    for (const [scope, seq] of moved) {
      if (!POKED.includes(scopeKind(scope))) continue
      for (const listener of this.#listeners.get(scope) ?? []) {
        listener({ scope, seq })
        told++
      }
    }
    return told
  }
}

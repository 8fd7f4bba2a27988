import type { StorageQueue } from './storage-session.ts'

type OpenTask = () => Promise<void>
export type QueueOwner = {
  readonly queue: StorageQueue
  readonly isDead: boolean
  readonly runOpen: (task: OpenTask) => Promise<void>
}
type Turn = { readonly owner: QueueOwner; readonly task: OpenTask }

/**
 * Opening and deleting databases is one queue per name for all sessions, as in a browser.
 * fake-indexeddb keeps it as a chain of promises, which a crash in the middle would block for ever; this one lets a dead session's turn go.
 */
export class ConnectionQueue {
  readonly #running = new Map<string, Turn>()
  readonly #waiting = new Map<string, Turn[]>()

  /** What a session's factory gets in the place of its map of promises: `get(name).then(task)` is all that it uses. */
  viewFor(owner: QueueOwner): object {
    return {
      // oxlint-disable-next-line unicorn/no-thenable -- the library chains on it as on a promise
      get: (name: string) => ({ then: (task: OpenTask) => this.#add(name, { owner, task }) }),
      set: () => {},
    }
  }

  /** Ends the turns of a session that has crashed. */
  release(owner: QueueOwner): void {
    for (const [name, turn] of this.#running) {
      if (turn.owner === owner) this.#end(name, turn)
    }
  }

  #add(name: string, turn: Turn): void {
    const line = this.#waiting.get(name) ?? []
    line.push(turn)
    this.#waiting.set(name, line)
    if (!this.#running.has(name)) this.#startNext(name)
  }

  #end(name: string, turn: Turn): void {
    if (this.#running.get(name) !== turn) return
    this.#running.delete(name)
    this.#startNext(name)
  }

  #startNext(name: string): void {
    const line = this.#waiting.get(name) ?? []
    let turn = line.shift()
    while (turn?.owner.isDead === true) turn = line.shift()
    if (turn === undefined) return
    const next = turn
    this.#running.set(name, next)
    next.owner.queue.post(() => {
      if (!next.owner.isDead) void next.owner.runOpen(next.task).then(() => this.#end(name, next))
    })
  }
}

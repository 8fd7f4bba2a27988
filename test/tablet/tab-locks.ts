import type { StorageQueue } from './storage-session.ts'

/** A tab as its locks and its channel see it: where its tasks run, and whether it still does. A storage session is one. */
export type Tab = { readonly queue: StorageQueue; readonly isDead: boolean }

/** Dexie puts a promise of its own in the global's place while a transaction's code runs. */
const NativePromise = Promise

type Turn = { readonly tab: Tab; readonly name: string; readonly grant: () => void }

/** The Web Locks of one tablet: exclusive ones, first come, first served. The lock of a tab that died goes to the next. */
export class TabLocks {
  readonly #held = new Map<string, Turn>()
  #waiting: Turn[] = []

  /** What a tab gets as `navigator.locks`. */
  of(tab: Tab): Pick<LockManager, 'request'> {
    return new LocksOfTab(this, tab)
  }

  /** To be called when a tab has crashed or was closed. */
  release(tab: Tab): void {
    this.#waiting = this.#waiting.filter((turn) => turn.tab !== tab)
    for (const turn of this.#held.values()) if (turn.tab === tab) this.free(turn)
  }

  isFree(name: string): boolean {
    return !this.#held.has(name) && !this.#waiting.some((turn) => turn.name === name)
  }

  /** Resolves, as a task of the tab, when the lock is its own. */
  wait(tab: Tab, name: string, signal: AbortSignal | undefined): Promise<Turn> {
    return new NativePromise((resolve, reject) => {
      signal?.throwIfAborted()
      const turn: Turn = { tab, name, grant: () => resolve(turn) }
      const giveUp = (): void => {
        if (!this.#waiting.includes(turn)) return
        this.#waiting = this.#waiting.filter((other) => other !== turn)
        reject(signal?.reason)
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      this.#waiting.push(turn)
      this.#grantNext(name)
    })
  }

  free(turn: Turn): void {
    if (this.#held.get(turn.name) !== turn) return
    this.#held.delete(turn.name)
    this.#grantNext(turn.name)
  }

  #grantNext(name: string): void {
    if (this.#held.has(name)) return
    const next = this.#waiting.find((turn) => turn.name === name && !turn.tab.isDead)
    if (next === undefined) return
    this.#waiting = this.#waiting.filter((turn) => turn !== next)
    this.#held.set(name, next)
    next.tab.queue.post(next.grant)
  }
}

class LocksOfTab implements Pick<LockManager, 'request'> {
  readonly #locks: TabLocks
  readonly #tab: Tab

  constructor(locks: TabLocks, tab: Tab) {
    this.#locks = locks
    this.#tab = tab
  }

  request<T>(name: string, callback: LockGrantedCallback<T>): Promise<Awaited<T>>
  request<T>(name: string, options: LockOptions, callback: LockGrantedCallback<T>): Promise<Awaited<T>>
  request<T>(
    name: string,
    second: LockOptions | LockGrantedCallback<T>,
    third?: LockGrantedCallback<T>,
  ): Promise<Awaited<T>> {
    if (typeof second === 'function') return this.#hold(name, {}, second)
    if (third === undefined) throw new TypeError('a lock needs a callback')
    return this.#hold(name, second, third)
  }

  async #hold<T>(name: string, options: LockOptions, run: LockGrantedCallback<T>): Promise<Awaited<T>> {
    if (options.mode === 'shared' || options.steal === true) throw new TypeError('these locks are exclusive')
    if (options.ifAvailable === true && !this.#locks.isFree(name)) return await run(null)
    const turn = await this.#locks.wait(this.#tab, name, options.signal)
    try {
      return await run({ name, mode: 'exclusive' })
    } finally {
      this.#locks.free(turn)
    }
  }
}

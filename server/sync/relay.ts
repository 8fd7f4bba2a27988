import type { Step } from '#server/db/query.ts'
import {
  forgetMessages,
  type PendingMessage,
  pendingMessages,
  receiveMessages,
  sendMessages,
} from '#server/tables/message.ts'
import { applyAtTarget, fromPending, type Sent, toPending } from './effects.ts'
import type { Ledger } from './ledger.ts'
import { WorkingSet } from './working-set.ts'

const MESSAGES_MAX = 200

/**
 * Carries messages to their targets after the transaction that sent them, as between shards: one transaction at the target
 * (which marks them received), another one that forgets them. A crash between the two sends them again; the mark makes
 * that harmless (Y3).
 */
export class Relay {
  readonly #ledger: Ledger
  #working: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  wake(): void {
    if (this.#stopped) return
    this.#again = true
    this.#working ??= this.#work()
  }

  async idle(): Promise<void> {
    while (this.#working) await this.#working
  }

  stop(): void {
    this.#stopped = true
  }

  async #work(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false
        if (await this.#carryAll()) this.#again = true
      }
    } catch {
      // The storage failed or the server stops: what is pending stays pending and is carried at the next wake.
    } finally {
      this.#working = undefined
    }
  }

  /** What cannot be applied stays at the front, and what stands behind it goes on. Answers whether anything arrived. */
  async #carryAll(): Promise<boolean> {
    const { db } = this.#ledger
    let left = 0
    let carried = 0
    while (!this.#stopped) {
      const pending = await db.read(() => pendingMessages(MESSAGES_MAX, left))
      if (pending.length === 0) break
      const arrived = await this.#carry(pending)
      carried += arrived
      left += pending.length - arrived
    }
    return carried > 0
  }

  /** Answers how many arrived. */
  async #carry(pending: readonly PendingMessage[]): Promise<number> {
    const { db } = this.#ledger
    let carried = 0
    for (const group of byTarget(pending)) {
      const done = await this.#deliver(group)
      await this.#ledger.pause()
      await db.write(() => forgetMessages(done))
      await this.#ledger.pause()
      carried += done.length
    }
    return carried
  }

  /** A message that cannot be applied stays, and does not stop the others. */
  async #deliver(group: readonly PendingMessage[]): Promise<readonly PendingMessage[]> {
    const { db, pokes, meter } = this.#ledger
    try {
      const moved = await db.write(() => delivery(this.#ledger, group))
      meter('messages', group.length)
      meter('pokes', pokes.tell(moved))
      return group
    } catch {
      if (group.length === 1) return []
      const half = Math.ceil(group.length / 2)
      return [...(await this.#deliver(group.slice(0, half))), ...(await this.#deliver(group.slice(half)))]
    }
  }
}

function* delivery(ledger: Ledger, group: readonly PendingMessage[]): Step<Map<string, number>> {
  const set = new WorkingSet()
  const onward: Sent[] = []
  for (const message of yield* receiveMessages(group))
    onward.push(...(yield* applyAtTarget(set, fromPending(message), ledger)))
  set.accept()
  yield* sendMessages(onward.map(toPending), ledger.now())
  return yield* set.flush(ledger.now())
}

function byTarget(pending: readonly PendingMessage[]): PendingMessage[][] {
  const groups = new Map<string, PendingMessage[]>()
  for (const message of pending) groups.set(message.target, [...(groups.get(message.target) ?? []), message])
  return [...groups.values()]
}

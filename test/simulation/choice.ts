import { type Actor, immediates, type Source, timers } from './actor.ts'
import type { Random } from './random.ts'

const sources: readonly Source[] = [immediates, timers]

/** What may run next: every head of a queue whose time has come, or the time at which the first one comes. */
export class Choice {
  readonly #actors: Actor[] = []
  readonly #sources: Source[] = []
  /** When nothing is due now: when the first will be. */
  nextDueMs = Infinity

  /** Looks at all queues once. True when something is due. */
  look(alive: readonly Actor[], nowMs: number): boolean {
    this.#actors.length = 0
    this.#sources.length = 0
    this.nextDueMs = Infinity
    for (const actor of alive) {
      const next = actor.nextDue()
      if (next > nowMs) {
        if (next < this.nextDueMs) this.nextDueMs = next
        continue
      }
      for (const source of sources) {
        if (actor.dueOf(source) > nowMs) continue
        this.#actors.push(actor)
        this.#sources.push(source)
      }
    }
    return this.#actors.length > 0
  }

  /** The seed decides; with `stickiness` the actor that ran last often goes on, which lets one tab come far while others stand still. */
  draw(
    random: Random,
    last: Actor | undefined,
    stickiness: number,
  ): { readonly actor: Actor; readonly source: Source } {
    let at = this.#actors.length === 1 ? 0 : random.int(this.#actors.length)
    if (this.#actors.length > 1 && stickiness > 0 && last !== undefined) {
      const same = this.#actors.indexOf(last)
      if (same !== -1 && random.chance(stickiness)) at = same
    }
    const actor = this.#actors[at]
    const source = this.#sources[at]
    if (actor === undefined || source === undefined) throw new Error('nothing is due')
    return { actor, source }
  }
}

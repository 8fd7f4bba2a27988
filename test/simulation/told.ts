import type { PushAccepted, PushRequest } from '#shared/sync/protocol.ts'

/** A rule that was broken, in a sentence: the simulation's finding. */
export class Broken extends Error {
  override readonly name = 'Broken'
}

/**
 * What the server has told devices and channels, heard at its own door: what was durable stays durable, and an acceptance is
 * for ever. Only a server that was set back to an earlier copy begins anew.
 */
export class Told {
  readonly #durable = new Map<string, number>()
  readonly #acceptances = new Map<string, string>()
  readonly #stored = new Set<string>()
  readonly broken: (error: Broken) => void

  constructor(onBroken: (error: Broken) => void) {
    this.broken = onBroken
  }

  /** Whether anybody was ever told that the operation is stored. */
  wasAccepted(id: string): boolean {
    return this.#acceptances.has(id)
  }

  accepted(request: Pick<PushRequest, 'device' | 'incarnation'>, answer: PushAccepted): void {
    const chain = `${request.device} ${request.incarnation}`
    const before = this.#durable.get(chain) ?? 0
    // Answers to a doubled request may leave in any order; what the database holds is compared at every restart.
    this.#durable.set(chain, Math.max(before, answer.durableSeq))
    for (const { id, is } of answer.acceptances) this.#acceptance(id, is)
    if (answer.acceptances.some(({ seq }) => seq > answer.durableSeq))
      this.broken(new Broken(`Y2 ${chain}: accepted beyond durableSeq ${answer.durableSeq}`))
  }

  channelAccepted(ids: readonly string[]): void {
    for (const id of ids) this.#acceptance(id, 'accepted')
  }

  /** I14: within one life of the database no chain is shorter than was told, and nothing that was told is missing. */
  compare(held: { readonly chains: ReadonlyMap<string, number>; readonly ops: ReadonlySet<string> }): void {
    for (const [chain, seq] of this.#durable) {
      if ((held.chains.get(chain) ?? 0) < seq)
        this.broken(
          new Broken(`I14 ${chain}: ${seq} was told as durable, held is ${held.chains.get(chain) ?? 0}`),
        )
    }
    for (const id of this.#stored) {
      if (!held.ops.has(id)) this.broken(new Broken(`I14 operation ${id} was accepted and is gone`))
    }
  }

  /** The database was replaced by an earlier copy of itself. */
  setBack(): void {
    this.#durable.clear()
    this.#stored.clear()
  }

  #acceptance(id: string, is: string): void {
    const before = this.#acceptances.get(id)
    if (before !== undefined && before !== is)
      this.broken(new Broken(`Y3 operation ${id} was ${before}, now ${is}`))
    this.#acceptances.set(id, is)
    this.#stored.add(id)
  }
}

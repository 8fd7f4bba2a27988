import type { Batch, Ingested } from './incoming.ts'

/** A transaction takes at most so many operations. */
const OPS_MAX = 500

export type Waiting = {
  readonly batch: Batch
  readonly resolve: (ingested: Ingested) => void
  readonly reject: (error: unknown) => void
}

/** The batches that wait for a transaction, and the rule by which several share one. */
export class WaitingLine {
  readonly #collectMs: number
  readonly #line: Waiting[] = []
  #ops = 0
  /** Batches in the last transaction: as many are likely to come again. */
  #company = 1
  #joined: () => void = () => {}

  /** `collectMs` 0: nobody is waited for. */
  constructor(collectMs: number) {
    this.#collectMs = collectMs
  }

  get length(): number {
    return this.#line.length
  }

  /** Operations that wait. */
  get depth(): number {
    return this.#ops
  }

  join(waiting: Waiting): void {
    this.#line.push(waiting)
    this.#ops += waiting.batch.ops.length
    this.#joined()
  }

  /**
   * Waits for others to join: for as many as shared the last transaction, but at most `collectMs`; then as long as every turn
   * of the event loop brings some that had arrived already. Whoever is alone waits for one turn.
   */
  async collect(): Promise<void> {
    if (this.#collectMs === 0) return
    let isLate = false
    let late: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#joined = () => {
        if (this.#line.length >= this.#company || this.#ops >= OPS_MAX) resolve()
      }
      late = setTimeout(() => {
        isLate = true
        resolve()
      }, this.#collectMs)
      this.#joined()
    })
    for (let seen = 0; seen < this.#line.length && this.#ops < OPS_MAX;) {
      seen = this.#line.length
      await new Promise((resume) => setImmediate(resume))
      if (isLate) break
    }
    clearTimeout(late)
    this.#joined = () => {}
  }

  /** Those whose turn it is: whole batches, at most OPS_MAX operations, or one batch that is larger. */
  take(): Waiting[] {
    const taken: Waiting[] = []
    for (let ops = 0; ops < OPS_MAX;) {
      const next = this.#line[0]
      if (!next || (taken.length > 0 && ops + next.batch.ops.length > OPS_MAX)) break
      ops += next.batch.ops.length
      taken.push(next)
      this.#line.shift()
    }
    this.#ops -= taken.reduce((ops, { batch }) => ops + batch.ops.length, 0)
    this.#company = taken.length
    return taken
  }
}

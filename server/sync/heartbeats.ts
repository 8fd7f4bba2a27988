import type { Heartbeat } from '#shared/sync/protocol.ts'
import type { Database, Step } from '#server/db/query.ts'
import { saw } from '#server/tables/device.ts'
import { reportHead } from '#server/tables/incarnation.ts'

export type Beat = { readonly device: string; readonly incarnation: number; readonly heartbeat: Heartbeat }

const FLUSH_MS = 15_000

/**
 * What devices tell of themselves with every push and pull, kept in memory and written together now and then: a heartbeat
 * must not cost a transaction of its own.
 */
export class Heartbeats {
  readonly #db: Database
  readonly #now: () => number
  readonly #beats = new Map<string, Beat>()
  #timer: NodeJS.Timeout | undefined

  constructor(db: Database, now: () => number) {
    this.#db = db
    this.#now = now
  }

  note(beat: Beat): void {
    this.#beats.set(`${beat.device} ${beat.incarnation}`, beat)
    this.#timer ??= setTimeout(() => void this.flush().catch(() => {}), FLUSH_MS).unref()
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const beats = [...this.#beats]
    if (beats.length === 0) return
    const at = this.#now()
    await this.#db.write(() =>
      written(
        beats.map(([, beat]) => beat),
        at,
      ),
    )
    // Only what is written is forgotten; what came meanwhile waits for the next time.
    for (const [key, beat] of beats) if (this.#beats.get(key) === beat) this.#beats.delete(key)
  }
}

function* written(beats: readonly Beat[], at: number): Step<void> {
  for (const { device, incarnation, heartbeat } of beats) {
    yield* saw({ id: device, heartbeat: JSON.stringify(heartbeat), at })
    yield* reportHead({ device, incarnation, seq: heartbeat.headSeq, link: heartbeat.headLink })
  }
}

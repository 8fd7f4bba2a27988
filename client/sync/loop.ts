import type { Heartbeat } from '#shared/sync/protocol.ts'
import type { Cache } from '../db/cache.ts'
import type { Shelf } from '../db/shelf.ts'
import type { Till } from '../db/till.ts'
import type { Contact, TabletEnv } from './env.ts'
import { forgetOldHistories } from './histories.ts'
import { listen } from './listen.ts'
import { forgetCovered } from './outbox.ts'
import { Poked } from './poked.ts'
import { type PullDesk, pullOnce, type Told } from './pull.ts'
import { pushOnce } from './push.ts'
import { Repeater, type Round } from './repeater.ts'
import { resendFrom } from './resend.ts'

export type LoopDesk = {
  readonly env: TabletEnv
  readonly till: Till
  readonly cache: Cache
  readonly shelf: Shelf
  readonly heartbeat: () => Promise<Heartbeat>
  readonly whenQuiet: () => Promise<void>
  readonly changed: PullDesk['changed']
  readonly mismatch: (scope: string) => void
  /** The queue changed: operations became durable, wait again, or stand under another incarnation. */
  readonly pushed: () => Promise<void>
  readonly contact: (contact: Contact) => void
  /** The server has taken this tablet's trust away, or (restored from before that) knows nothing of it. */
  readonly revoked: (at: number | null) => void
}

const POLL_MS = 60_000
const HEARTBEAT_MS = 5 * 60_000
const FORGET_MS = 3_600_000
const GOOD_LINE_MS = 20_000
const LOCK = 'onecounter-sync'

/**
 * Keeps a tablet and the server in step: pushes what waits, pulls what changed, hears pokes. One tab leads (a Web Lock);
 * without locks every tab does it, which costs traffic and doubles nothing. Push and pull never wait for each other.
 */
export class SyncLoop {
  readonly #desk: LoopDesk
  readonly #push: Repeater
  readonly #pull: Repeater
  readonly #pokes: Repeater
  readonly #poked: Poked
  #running = false
  #giveUp: () => void = () => {}
  #ears = new AbortController()
  #forgetAt = -Infinity
  readonly #failing = new Set<'push' | 'pull'>()
  readonly #putOff = new Set<'push' | 'pull'>()

  constructor(desk: LoopDesk) {
    this.#desk = desk
    const { env } = desk
    const everyMs = env.pollMs ?? POLL_MS
    this.#push = new Repeater(env, everyMs === 0 ? 0 : HEARTBEAT_MS, () => this.#pushRound())
    this.#pull = new Repeater(env, everyMs, () => this.#pullRound())
    this.#pokes = new Repeater(env, 0, () => this.#listenRound())
    this.#poked = new Poked(env, () => this.#pull.trigger())
  }

  get leads(): boolean {
    return this.#running
  }

  /** Resolves at once; the work begins when this tab leads. */
  start(): void {
    const { locks } = this.#desk.env
    if (!locks) return this.#lead()
    const left = new AbortController()
    const held = new Promise<void>((resolve) => {
      this.#giveUp = () => {
        left.abort()
        resolve()
      }
    })
    locks
      .request(LOCK, { signal: left.signal }, async () => {
        this.#lead()
        await held
      })
      .catch(() => {})
  }

  #lead(): void {
    this.#running = true
    this.#ears = new AbortController()
    this.#push.start()
    this.#pull.start()
    this.#pokes.start()
  }

  stop(): void {
    this.#running = false
    this.#push.stop()
    this.#pull.stop()
    this.#pokes.stop()
    this.#ears.abort()
    this.#poked.stop()
    this.#giveUp()
  }

  pushNow(): void {
    this.#push.trigger()
  }

  pullNow(): void {
    this.#pull.trigger()
  }

  /** The line came back, or somebody looks: try everything. */
  wake(): void {
    this.pushNow()
    this.pullNow()
    if (!this.#running) return
    // What was open before the line went may hang for ever, or belong to an earlier enrolment.
    this.#ears.abort()
    this.#ears = new AbortController()
    this.#pokes.trigger()
  }

  async idle(): Promise<void> {
    await this.#push.idle()
    await this.#pull.idle()
  }

  /**
   * Which way hears the server again after a failure tells the others, so that none sits out its long pause on a line that
   * is back. Only its own failures count: a push that fails for ever beside a pull that works must not be woken for ever.
   */
  #contact(way: 'push' | 'pull', contact: Contact): void {
    const isBack = contact === 'online' && this.#failing.has(way)
    if (contact === 'online') this.#putOff.delete(way)
    if (contact === 'online') this.#failing.delete(way)
    else this.#failing.add(way)
    this.#desk.contact(contact)
    if (isBack) this.wake()
  }

  /** A server that is busy once is there; one that is busy again and again is not, and many a proxy says so of a dead one. */
  #later(way: 'push' | 'pull', later: { readonly laterMs: number }): Round {
    if (this.#putOff.has(way)) this.#contact(way, 'unreachable')
    this.#putOff.add(way)
    return later
  }

  async #pushRound(): Promise<Round> {
    const pushed = await pushOnce(this.#desk)
    if (pushed === 'nothing') return 'done'
    if (typeof pushed === 'object') return this.#later('push', pushed)
    this.#contact('push', pushed === 'more' ? 'online' : pushed)
    if (pushed !== 'more') return 'failed'
    await this.#desk.pushed()
    this.#pull.trigger()
    return 'more'
  }

  async #pullRound(): Promise<Round> {
    const pulled = await pullOnce({ ...this.#desk, told: (word) => this.#told(word) })
    if (pulled === 'nothing') return 'done'
    if (typeof pulled === 'object') return pulled.differed ? pulled : this.#later('pull', pulled)
    if (pulled !== 'done' && pulled !== 'more') {
      this.#contact('pull', pulled)
      await this.#forget()
      return 'failed'
    }
    this.#contact('pull', 'online')
    await this.#forget()
    return pulled
  }

  async #forget(): Promise<void> {
    const now = this.#desk.env.monotonic()
    if (now < this.#forgetAt) return
    this.#forgetAt = now + FORGET_MS
    const { cache, env, till } = this.#desk
    await forgetCovered(till)
    await forgetOldHistories(cache, env.now())
  }

  /** The server has less than it once said, or begins another epoch: it was restored. What was retained is sent again. */
  async #told(word: Told): Promise<void> {
    const { till } = this.#desk
    const { device, halt, word: now, head, revoked } = await till.standing()
    if (word.revokedAt !== revoked?.at) await this.#revoked(word.revokedAt)
    if (halt) {
      await till.state.delete('halt')
      this.#push.trigger()
    }
    if (device?.incarnation !== word.incarnation) return
    const wentBack = word.durableSeq < word.before && word.durableSeq < now.durableSeq
    const wasSetBack = word.durableSeq > head.seq
    if (!wentBack && !wasSetBack && device.epoch === word.epoch) return
    const { env, heartbeat } = this.#desk
    await resendFrom(
      { env, till, heartbeat },
      { incarnation: word.incarnation, seq: word.durableSeq + 1, epoch: word.epoch },
    )
    await this.#desk.pushed()
    this.#push.trigger()
  }

  async #revoked(at: number | undefined): Promise<void> {
    const { cache, till, revoked } = this.#desk
    // The histories first: what is remembered as told is not done again.
    if (at !== undefined) await cache.histories.clear()
    if (at === undefined) await till.state.delete('revoked')
    else await till.write('revoked', { at })
    revoked(at ?? null)
  }

  async #listenRound(): Promise<Round> {
    const device = await this.#desk.till.read('device')
    if (!device) return 'done'
    this.#pull.trigger()
    const { signal } = this.#ears
    const { env } = this.#desk
    const begunAt = env.monotonic()
    const heard = await listen(env, { token: device.token, signal }, ({ scope }) => this.#poked.hear(scope))
    // One that is cut as soon as it speaks would be opened again and again, with a pull each time.
    return heard && env.monotonic() - begunAt >= GOOD_LINE_MS ? 'again' : 'failed'
  }
}

import type { Scheduler } from './scheduler.ts'

/** Dexie puts a promise of its own in the global's place while a transaction's code runs. */
const NativePromise = Promise

export type Head = { readonly status: number; readonly headers: Headers }
type Client = { readonly tablet: string; readonly actor: string; readonly signal: AbortSignal | undefined }

/**
 * One request of one tab, seen from its side: the promise of a response, and its body as it comes in.
 * Every step happens as a task of the tab and in the order in which it was sent; when the tab is dead, none does.
 */
export class Exchange {
  readonly tablet: string
  readonly actor: string
  readonly path: string
  readonly response: Promise<Response>
  /** Tells the far side that nobody listens any more; not called when the body came to its end. */
  onBroken: () => void = () => {}
  readonly #scheduler: Scheduler
  readonly #onOver: (exchange: Exchange) => void
  #resolve: (response: Response) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #body: ReadableStreamDefaultController<Uint8Array> | undefined
  #isOver = false
  #lastStepMs = 0

  constructor(
    scheduler: Scheduler,
    client: Client & { readonly path: string },
    onOver: (exchange: Exchange) => void,
  ) {
    this.tablet = client.tablet
    this.actor = client.actor
    this.path = client.path
    this.#scheduler = scheduler
    this.#onOver = onOver
    this.response = new NativePromise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    const { signal } = client
    if (signal?.aborted === true) this.#fail(signal.reason)
    else signal?.addEventListener('abort', () => this.#fail(signal.reason), { once: true })
  }

  get isOver(): boolean {
    return this.#isOver
  }

  sendHead(head: Head, delayMs: number): void {
    this.#step(delayMs, () => this.#resolve(this.#makeResponse(head)))
  }

  sendChunk(bytes: Uint8Array, delayMs: number): void {
    this.#step(delayMs, () => this.#body?.enqueue(bytes))
  }

  sendEnd(delayMs: number): void {
    this.#step(delayMs, () => {
      this.#body?.close()
      this.#isOver = true
      this.#onOver(this)
    })
  }

  /** The connection breaks: the promise is rejected, or the body that has begun ends with an error. */
  sendFailure(message: string, delayMs: number): void {
    this.#step(delayMs, () => this.#fail(new TypeError(message)))
  }

  /** Nothing more comes until the browser's patience ends. */
  hang(patienceMs: number): void {
    this.#lastStepMs = Math.max(this.#lastStepMs, this.#scheduler.now() + patienceMs)
    this.#step(0, () => this.#fail(new TypeError('the network did not answer')))
  }

  /** The tab is dead. */
  abandon(): void {
    this.#breakOff()
  }

  #step(delayMs: number, run: () => void): void {
    const now = this.#scheduler.now()
    this.#lastStepMs = Math.max(this.#lastStepMs, now + delayMs)
    const guarded = (): void => {
      if (!this.#isOver) run()
    }
    this.#scheduler.setTimer(this.actor, guarded, this.#lastStepMs - now)
  }

  #makeResponse({ status, headers }: Head): Response {
    const isEmpty = status === 204 || status === 205 || status === 304
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => void (this.#body = controller),
      cancel: () => this.#breakOff(),
    })
    return new Response(isEmpty ? null : stream, { status, headers })
  }

  #fail(error: unknown): void {
    if (this.#isOver) return
    this.#reject(error)
    this.#body?.error(error)
    this.#breakOff()
  }

  #breakOff(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#onOver(this)
    this.onBroken()
  }
}

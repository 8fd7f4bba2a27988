import type { TabletEnv } from '#client/sync/env.ts'

type Fetch = TabletEnv['fetch']

/** Whoever asked: a heap that may be gone when the answer comes. */
export type Asker = { readonly isOver: boolean }

type Exchange = { readonly asker: Asker; readonly breaking: AbortController }

/**
 * The network between a tablet and the server. Cut, every request fails as a browser's does, those under way in the middle of
 * their answer: what the server has done with them stays done. A dead heap hears nothing any more, not even a failure.
 */
export class Uplink {
  readonly #fetch: Fetch
  readonly #exchanges = new Set<Exchange>()
  #isCut = false

  constructor(fetch: Fetch) {
    this.#fetch = fetch
  }

  get isCut(): boolean {
    return this.#isCut
  }

  cut(): void {
    this.#isCut = true
    for (const { breaking } of this.#exchanges) breaking.abort(new TypeError('the network is gone'))
    this.#exchanges.clear()
  }

  restore(): void {
    this.#isCut = false
  }

  /** Lets go of the connections of a heap that is gone. */
  abandon(asker: Asker): void {
    for (const exchange of this.#exchanges) {
      if (exchange.asker !== asker) continue
      exchange.breaking.abort()
      this.#exchanges.delete(exchange)
    }
  }

  /** The `fetch` of one heap. */
  fetchFor(asker: Asker): Fetch {
    return (url, init = {}) => this.#request({ asker, breaking: new AbortController() }, url, init)
  }

  async #request(exchange: Exchange, url: string, init: RequestInit): Promise<Response> {
    if (this.#isCut) throw new TypeError('fetch failed')
    const { asker, breaking } = exchange
    this.#exchanges.add(exchange)
    const signal = init.signal ? AbortSignal.any([init.signal, breaking.signal]) : breaking.signal
    try {
      const response = await this.#fetch(url, { ...init, signal })
      if (asker.isOver) return await never()
      if (!response.body) this.#exchanges.delete(exchange)
      const { status, headers } = response
      return new Response(response.body && this.#passedOn(response.body, exchange), { status, headers })
    } catch (error) {
      this.#exchanges.delete(exchange)
      if (asker.isOver) return await never()
      throw error
    }
  }

  #passedOn(
    body: NonNullable<Response['body']>,
    exchange: Exchange,
  ): ReadableStream<Uint8Array<ArrayBuffer>> {
    const reader = body.getReader()
    const over = (): void => void this.#exchanges.delete(exchange)
    return new ReadableStream({
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (exchange.asker.isOver) return await never()
          if (value) controller.enqueue(value)
          if (!done) return undefined
          over()
          return controller.close()
        } catch (error) {
          over()
          if (exchange.asker.isOver) return await never()
          throw error
        }
      },
      async cancel(reason) {
        over()
        await reader.cancel(reason)
      },
    })
  }
}

const never = (): Promise<never> => new Promise(() => {})

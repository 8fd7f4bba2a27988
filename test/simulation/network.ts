import { Exchange } from './exchange.ts'
import { drawPlan, type NetworkFault, networkFaults, type Plan } from './network-faults.ts'
import type { Random } from './random.ts'
import { type Reply, sendBack } from './reply.ts'
import type { Scheduler } from './scheduler.ts'
import { type StrangeKind, strangeAnswer } from './strange-answers.ts'
import { calm, type Swarm } from './swarm.ts'

export type VirtualRequest = {
  readonly tablet: string
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: string | Uint8Array
  /** Aborted when the client is gone, as a server sees a closed connection. */
  readonly signal: AbortSignal
}
type Arrived = Omit<VirtualRequest, 'signal'>
export type Handle = (request: VirtualRequest) => Promise<Response>
export type Server = { readonly actor: string; readonly handle: Handle }
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

export type NetworkOptions = {
  readonly scheduler: Scheduler
  readonly random: Random
  readonly swarm: Swarm<NetworkFault>
}

/** How long a browser waits for an answer that does not come. */
const patienceMs = 300_000

const keptMax = 30

type Kept = Reply & { readonly tablet: string; readonly path: string }
type Arrival = { readonly plan: Plan; readonly answers: boolean; readonly delayMs: number }

/** The network between the tablets and the one server, with the faults of its seed. */
export class Network {
  readonly #scheduler: Scheduler
  readonly #random: Random
  #swarm: Swarm<NetworkFault>
  #server: Server | undefined
  readonly #open = new Set<Exchange>()
  readonly #cut = new Map<string, readonly string[]>()
  readonly #hits = new Map<NetworkFault, number>()
  readonly #sent = new Map<string, number>()
  readonly #kept: Kept[] = []
  #requests = 0

  constructor({ scheduler, random, swarm }: NetworkOptions) {
    this.#scheduler = scheduler
    this.#random = random
    this.#swarm = swarm
    scheduler.onKill((actor) => {
      if (actor === this.#server?.actor) this.detach()
      for (const exchange of this.#open) if (exchange.actor === actor) exchange.abandon()
    })
  }

  /** From now on this server answers. A server that was killed is replaced under another actor's name. */
  attach(server: Server): void {
    this.detach()
    this.#server = server
  }

  /** The server is gone: what was under way breaks, and new requests are refused. */
  detach(): void {
    this.#server = undefined
    for (const exchange of this.#open) exchange.sendFailure('connection reset', this.#random.int(20))
  }

  /** This tablet's line is down, for all requests or for those whose path begins with one of the prefixes. */
  cut(tablet: string, prefixes: readonly string[] = ['']): void {
    this.#cut.set(tablet, prefixes)
    for (const exchange of this.#open) {
      if (this.#isCut(exchange))
        this.#breakOff(exchange, 'offline', { hangs: this.#random.chance(0.3), backMs: 1 })
    }
  }

  heal(tablet: string): void {
    this.#cut.delete(tablet)
  }

  /** No faults any more, for the liveness phase. */
  calmDown(): void {
    this.#swarm = calm(networkFaults)
    this.#cut.clear()
  }

  hits(fault: NetworkFault): number {
    return this.#hits.get(fault) ?? 0
  }

  /** Requests that a tablet has made, those that came to nothing included. */
  sentBy(tablet: string): number {
    return this.#sent.get(tablet) ?? 0
  }

  /** The `fetch` of one tab. */
  fetchFor(client: { readonly tablet: string; readonly actor: string }): Fetch {
    return (input, init = {}) => {
      if (input instanceof Request) throw new TypeError('this network takes an address and its options')
      const url = new URL(input, 'http://server.test')
      const signal = init.signal ?? undefined
      const about = { ...client, path: url.pathname, signal }
      const exchange = new Exchange(this.#scheduler, about, (over) => this.#open.delete(over))
      if (!exchange.isOver && this.#scheduler.isAlive(client.actor)) this.#send(exchange, url, init)
      return exchange.response
    }
  }

  #send(exchange: Exchange, url: URL, init: RequestInit): void {
    this.#open.add(exchange)
    this.#sent.set(exchange.tablet, this.sentBy(exchange.tablet) + 1)
    const plan = drawPlan(this.#random.fork(this.#requests++), this.#swarm)
    if (this.#isCut(exchange)) return this.#breakOff(exchange, 'offline', plan)
    if (plan.lost === 'request-lost') return this.#breakOff(exchange, plan.lost, plan)
    const request: Arrived = {
      tablet: exchange.tablet,
      method: init.method ?? 'GET',
      url,
      headers: new Headers(init.headers),
      body: bodyOf(init),
    }
    const { replaced } = plan
    if (replaced === 'stale-response' && this.#replay(exchange, plan)) {
      // The broken cache may have passed the request on as well.
      if (plan.hangs) this.#deliver(exchange, request, { plan, answers: false, delayMs: plan.thereMs })
      return
    }
    if (replaced === 'server-busy' || replaced === 'portal-html' || replaced === 'portal-json') {
      return this.#answerStrangely(exchange, replaced, plan)
    }
    const again = plan.doubledAfterMs
    const secondAnswers = again !== undefined && plan.secondAnswers
    this.#deliver(exchange, request, { plan, answers: !secondAnswers, delayMs: plan.thereMs })
    if (again === undefined) return
    this.#hit('request-doubled')
    this.#deliver(exchange, request, { plan, answers: secondAnswers, delayMs: plan.thereMs + again })
  }

  /** On the way for some time, the request meets whichever server then stands there, or none. */
  #deliver(exchange: Exchange, request: Arrived, arrival: Arrival): void {
    if (arrival.delayMs > 1000) this.#hit('delayed')
    const arrive = (): void => {
      const server = this.#server
      if (server === undefined) exchange.sendFailure('connection refused', arrival.plan.backMs)
      else if (this.#isCut(exchange)) this.#breakOff(exchange, 'offline', arrival.plan)
      else this.#scheduler.post(server.actor, () => void this.#serve(server, { exchange, request, arrival }))
    }
    this.#scheduler.setTimer('network', arrive, arrival.delayMs)
  }

  async #serve(
    server: Server,
    call: { readonly exchange: Exchange; readonly request: Arrived; readonly arrival: Arrival },
  ): Promise<void> {
    const { exchange, request, arrival } = call
    const gone = new AbortController()
    const tellServer = (): void =>
      void this.#scheduler.setTimer(server.actor, () => gone.abort(), arrival.plan.backMs)
    if (arrival.answers) exchange.onBroken = tellServer
    let response: Response
    try {
      response = await server.handle({ ...request, signal: gone.signal })
    } catch (error) {
      this.#raise(error)
      return
    }
    const isAnswer = arrival.answers && server === this.#server && !exchange.isOver
    if (!isAnswer || !(await this.#answer(exchange, response, { plan: arrival.plan, gone: gone.signal }))) {
      await response.body?.cancel()
    }
  }

  /** Whether the response went on its way. */
  async #answer(
    exchange: Exchange,
    response: Response,
    way: { readonly plan: Plan; readonly gone: AbortSignal },
  ): Promise<boolean> {
    const { plan, gone } = way
    if (this.#isCut(exchange)) this.#breakOff(exchange, 'offline', plan)
    else if (plan.lost === 'response-lost') this.#breakOff(exchange, plan.lost, plan)
    else if (plan.replaced === 'error-after-commit') this.#answerStrangely(exchange, plan.replaced, plan)
    else {
      if (plan.backMs > 1000) this.#hit('delayed')
      const reply = await sendBack(exchange, response, { ...plan, gone })
      if (reply.wasTruncated) this.#hit('body-truncated')
      else if (reply.status === 200) this.#keep({ ...reply, tablet: exchange.tablet, path: exchange.path })
      return true
    }
    return false
  }

  /** An error of the server's own code is a finding: it should have answered. */
  #raise(error: unknown): void {
    this.#scheduler.post('network', () => {
      throw error
    })
  }

  #answerStrangely(exchange: Exchange, kind: StrangeKind, plan: Plan): void {
    this.#hit(kind)
    const { status, headers, body } = strangeAnswer(kind, plan.pieces)
    exchange.sendHead({ status, headers }, kind === 'error-after-commit' ? plan.backMs : plan.thereMs)
    if (body.length > 0 && status !== 204) exchange.sendChunk(body, 0)
    exchange.sendEnd(0)
  }

  #keep(kept: Kept): void {
    if (this.#swarm['stale-response'] === 0) return
    this.#kept.push(kept)
    if (this.#kept.length > keptMax) this.#kept.shift()
  }

  /** An answer that was given before, to this tablet or (the worst of caches) to another one. */
  #replay(exchange: Exchange, plan: Plan): boolean {
    const known = this.#kept.filter((kept) => kept.path === exchange.path)
    const own = known.filter((kept) => kept.tablet === exchange.tablet)
    const choice = own.length > 0 && plan.pieces.chance(0.6) ? own : known
    if (choice.length === 0) return false
    this.#hit('stale-response')
    const { status, headers, chunks } = plan.pieces.pick(choice)
    exchange.sendHead({ status, headers: new Headers(headers) }, plan.backMs)
    for (const chunk of chunks) exchange.sendChunk(chunk.slice(), 0)
    exchange.sendEnd(0)
    return true
  }

  #breakOff(
    exchange: Exchange,
    fault: NetworkFault,
    { hangs, backMs }: Pick<Plan, 'hangs' | 'backMs'>,
  ): void {
    this.#hit(fault)
    if (hangs) exchange.hang(patienceMs)
    else exchange.sendFailure('failed to fetch', backMs)
  }

  #isCut({ tablet, path }: Exchange): boolean {
    return this.#cut.get(tablet)?.some((prefix) => path.startsWith(prefix)) === true
  }

  #hit(fault: NetworkFault): void {
    this.#hits.set(fault, this.hits(fault) + 1)
    this.#scheduler.trace.note(`network ${fault}`)
  }
}

function bodyOf({ body }: RequestInit): string | Uint8Array {
  if (body === undefined || body === null) return ''
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  throw new TypeError('this network takes a body of text or bytes')
}

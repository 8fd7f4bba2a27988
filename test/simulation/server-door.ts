import * as z from 'zod/mini'
import { CATALOG, deviceScope, storeScope } from '#shared/sync/scope.ts'
import { type Json, parseJson } from '#shared/base/json.ts'
import {
  EnrolRequest,
  IncarnationRequest,
  PROTOCOLS_TAKEN,
  PullRequest,
  PushRequest,
} from '#shared/sync/protocol.ts'
import { deviceOf } from '#server/auth/bearer.ts'
import { enrol } from '#server/auth/enrol.ts'
import { nextIncarnation } from '#server/auth/next-incarnation.ts'
import { Tries } from '#server/auth/tries.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { pull } from '#server/sync/pull.ts'
import { push } from '#server/sync/push.ts'
import type { DeviceRow } from '#server/tables/device.ts'
import { segmentAnswer } from './segment-answer.ts'
import type { VirtualRequest } from './network.ts'
import type { Told } from './told.ts'

/** Lines of an answer that go as one chunk: the fewer, the faster; three let a cut fall between plan, pages and end. */
const chunksOfAnswer = 3

/** The server's routes without Express: the same checks, the same functions behind them. */
export class ServerDoor {
  readonly #ledger: Ledger
  readonly #told: Told
  readonly #tries = new Tries(1000, 60_000)

  constructor(ledger: Ledger, told: Told) {
    this.#ledger = ledger
    this.#told = told
  }

  async handle(request: VirtualRequest): Promise<Response> {
    const body = parseJson(typeof request.body === 'string' ? request.body : '')
    if (request.url.pathname === '/devices/enrol') return await this.#enrol(body)
    const device = await deviceOf(this.#ledger, request.headers.get('authorization') ?? undefined)
    if (device === undefined) return problem(401)
    switch (request.url.pathname) {
      case '/sync/push':
        return await this.#push(device, body)
      case '/sync/pull':
        return await this.#pull(device, body)
      case '/sync/incarnation': {
        const asked = z.parse(IncarnationRequest, body)
        return Response.json(await nextIncarnation(this.#ledger, device, asked))
      }
      case '/sync/pokes':
        return this.#pokes(device, request.signal)
      default: {
        const segment = /^\/sync\/segments\/(.+)$/.exec(request.url.pathname)?.[1]
        return segment === undefined ? problem(404) : await segmentAnswer(this.#ledger, segment)
      }
    }
  }

  async #enrol(body: Json | undefined): Promise<Response> {
    const enrolled = await enrol(this.#ledger, z.parse(EnrolRequest, body), this.#tries)
    return enrolled.ok ? Response.json(enrolled.value, { status: 201 }) : problem(409)
  }

  async #push(device: DeviceRow, body: Json | undefined): Promise<Response> {
    const sent = z.safeParse(PushRequest, body)
    // A body that was cut off on its way; Express answers 400 as well.
    if (!sent.success) return problem(400)
    if (!PROTOCOLS_TAKEN.includes(sent.data.protocol)) return problem(503, { 'retry-after': '60' })
    const answered = await push(this.#ledger, device, sent.data)
    if (answered.status === 503) return problem(503, { 'retry-after': String(answered.retryAfterSeconds) })
    if (answered.status === 200)
      this.#told.accepted({ device: device.id, incarnation: sent.data.incarnation }, answered.body)
    return Response.json(answered.body, { status: answered.status })
  }

  async #pull(device: DeviceRow, body: Json | undefined): Promise<Response> {
    const asked = z.safeParse(PullRequest, body)
    if (!asked.success) return problem(400)
    const lines: string[] = []
    for await (const line of pull(this.#ledger, device, asked.data)) lines.push(`${line}\n`)
    const perChunk = Math.ceil(lines.length / chunksOfAnswer)
    const encoder = new TextEncoder()
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (let i = 0; i < lines.length; i += perChunk)
          controller.enqueue(encoder.encode(lines.slice(i, i + perChunk).join('')))
        controller.close()
      },
    })
    return new Response(stream, { headers: { 'content-type': 'application/x-ndjson' } })
  }

  #pokes(device: DeviceRow, signal: AbortSignal): Response {
    const scopes = [storeScope(device.store), deviceScope(device.id), CATALOG]
    const encoder = new TextEncoder()
    let unsubscribe = (): void => {}
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => {
        unsubscribe = this.#ledger.pokes.subscribe(scopes, (poke) =>
          controller.enqueue(encoder.encode(`data: ${JSON.stringify(poke)}\n\n`)),
        )
        signal.addEventListener('abort', () => unsubscribe(), { once: true })
      },
      cancel: () => unsubscribe(),
    })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  }
}

const problem = (status: number, headers: Readonly<Record<string, string>> = {}): Response =>
  Response.json(
    { type: 'about:blank', title: 'no', status },
    { status, headers: { ...headers, 'content-type': 'application/problem+json' } },
  )

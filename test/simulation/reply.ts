import type { Exchange } from './exchange.ts'
import type { Plan } from './network-faults.ts'
import type { Random } from './random.ts'

/** The part of a plan that a body meets on its way back. */
export type WayBack = Pick<Plan, 'backMs' | 'truncation' | 'pieces'>

export type Reply = {
  readonly status: number
  readonly headers: Headers
  /** All of the body, when it came back whole; for an answer that a broken cache gives again. */
  readonly chunks: readonly Uint8Array[]
  readonly wasTruncated: boolean
}

/**
 * Sends a response back as it comes, cut into pieces at any byte, as chunks of TCP are. Ends early when the plan says so.
 * Streams without an end (pokes) go on until the client has gone, which `gone` tells.
 */
export async function sendBack(
  exchange: Exchange,
  response: Response,
  way: WayBack & { readonly gone: AbortSignal },
): Promise<Reply> {
  const { status } = response
  const headers = new Headers(response.headers)
  const chunks: Uint8Array[] = []
  const { truncation } = way
  exchange.sendHead({ status, headers }, way.backMs)
  const reader = response.body?.getReader()
  if (reader !== undefined) way.gone.addEventListener('abort', () => void reader.cancel(), { once: true })
  for (let n = 0; reader !== undefined; n++) {
    const { done, value } = await reader.read()
    if (done || exchange.isOver) break
    if (truncation?.chunk === n) {
      sendPieces(exchange, value.subarray(0, Math.floor(value.length * truncation.share)), way.pieces)
      if (truncation.isSilent) exchange.sendEnd(0)
      else exchange.sendFailure('terminated', 0)
      exchange.onBroken()
      return { status, headers, chunks, wasTruncated: true }
    }
    chunks.push(value)
    sendPieces(exchange, value, way.pieces)
  }
  exchange.sendEnd(0)
  return { status, headers, chunks, wasTruncated: false }
}

function sendPieces(exchange: Exchange, bytes: Uint8Array, random: Random): void {
  let from = 0
  while (from < bytes.length) {
    const left = bytes.length - from
    const size = random.chance(0.8) ? left : random.between(1, left)
    exchange.sendChunk(bytes.slice(from, from + size), random.int(3))
    from += size
  }
}

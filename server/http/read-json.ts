import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Problem } from './problem.ts'

/** A declared body up to this size is read to its end and thrown away, so that the answer reaches the sender. */
const DISCARDED_BYTES_MAX = 16 * 1024 * 1024

/**
 * The body as a value. Its length is bounded before anything is parsed: as declared, as received, and as inflated, each while
 * it comes in.
 */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json\s*(?:;|$)/i.test(type)) throw new Problem('wrong-type', { detail: 'content-type' })
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity' && encoding !== 'gzip')
    throw new Problem('wrong-type', { detail: 'content-encoding' })
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > bytesMax) throw tooLarge(bytesMax, declared)
  const bytes = await collected(request, { bytesMax, gzip: encoding === 'gzip' })
  return parsed(bytes)
}

/** True when whoever sends more than was allowed must be cut off instead of listened to. */
export const mustHangUp = (request: IncomingMessage): boolean => {
  const declared = request.headers['content-length']
  return declared === undefined || Number(declared) > DISCARDED_BYTES_MAX
}

async function collected(
  request: IncomingMessage,
  limits: { bytesMax: number; gzip: boolean },
): Promise<Buffer> {
  const { bytesMax, gzip } = limits
  const source: Readable = gzip ? inflated(request, bytesMax) : request
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) throw new Problem('not-json')
      length += chunk.length
      if (length > bytesMax) throw tooLarge(bytesMax)
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof Problem
      ? error
      : new Problem('not-json', { detail: 'the body was cut off or is not gzip' })
  } finally {
    if (gzip) {
      request.unpipe()
      source.destroy()
      request.resume()
    }
  }
  return Buffer.concat(chunks)
}

/** The compressed bytes are bounded too: a stream of empty blocks inflates to nothing for ever. */
function inflated(request: IncomingMessage, bytesMax: number): Readable {
  const gunzip = createGunzip()
  let received = 0
  request.on('data', (chunk: Buffer) => {
    received += chunk.length
    if (received > bytesMax) gunzip.destroy(tooLarge(bytesMax))
  })
  request.once('close', () => {
    if (!request.complete) gunzip.destroy(new Error('cut off'))
  })
  return request.pipe(gunzip)
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Problem('not-json')
  }
}

function tooLarge(bytesMax: number, declared?: number): Problem {
  const found = declared === undefined ? '' : `, ${declared} were declared`
  return new Problem('too-large', {
    detail: `at most ${bytesMax} bytes are taken${found}`,
    members: { bytesMax },
  })
}

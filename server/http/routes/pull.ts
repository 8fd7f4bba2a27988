import type { Response } from 'express'
import { isObject } from '#shared/base/json.ts'
import { PROTOCOLS_TAKEN, PullRequest } from '#shared/sync/protocol.ts'
import { pull } from '#server/sync/pull.ts'
import { demandDevice } from '../guard.ts'
import { Problem } from '../problem.ts'
import { readJson } from '../read-json.ts'
import type { Route } from '../route.ts'
import { shaped } from '../shaped.ts'

const BODY_BYTES_MAX = 256 * 1024
const SLOW_READER_MS = 30_000

/** What the device lacks, line by line. A revoked one is told to drop what it has. */
export const pullRoute: Route = {
  method: 'post',
  path: '/sync/pull',
  asks: 'device',
  atOnceMax: 100,
  async answer(request, response, parts) {
    const device = await demandDevice(request, parts)
    const body = await readJson(request, BODY_BYTES_MAX)
    if (
      isObject(body) &&
      typeof body['protocol'] === 'number' &&
      !PROTOCOLS_TAKEN.includes(body['protocol'])
    ) {
      throw new Problem('protocol-not-taken', { detail: `taken are ${PROTOCOLS_TAKEN.join(', ')}` })
    }
    const asked = shaped(body, PullRequest)
    if (asked.device !== device.id) throw new Problem('device-differs')
    response.type('application/x-ndjson')
    const drained = readerOf(response)
    for await (const line of pull(parts.ledger, device, asked)) {
      if (response.destroyed) return
      if (!response.write(`${line}\n`)) await drained()
    }
    response.end()
  },
}

/**
 * A device that stops reading must not hold its pages here for ever. One listener for the whole answer: what packs it never takes
 * a listener off again.
 */
function readerOf(response: Response): () => Promise<void> {
  let goOn = (): void => undefined
  response.on('drain', () => goOn())
  response.once('close', () => goOn())
  return () =>
    new Promise((resolve) => {
      const giveUp = setTimeout(() => response.destroy(), SLOW_READER_MS)
      goOn = () => {
        clearTimeout(giveUp)
        resolve()
      }
      if (response.destroyed) goOn()
    })
}

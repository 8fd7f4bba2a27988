import * as z from 'zod/mini'
import { isObject } from '#shared/base/json.ts'
import { PROTOCOLS_TAKEN, PUSH_BYTES_MAX, PushRequest } from '#shared/sync/protocol.ts'
import { push } from '#server/sync/push.ts'
import { demandDevice } from '../guard.ts'
import { Problem } from '../problem.ts'
import { readJson } from '../read-json.ts'
import type { Route } from '../route.ts'

/**
 * A device counts characters; as UTF-8 in JSON a character takes up to three bytes, and quotes one more each. A push that
 * this limit refused would block its queue for ever, so it is generous.
 */
const BODY_BYTES_MAX = 4 * PUSH_BYTES_MAX
const LATER_SECONDS = 60

/**
 * Any app version may push: bodies are stored as they are. What cannot be read at all (another protocol, another shape) is
 * answered with "later", never with a refusal: the device keeps it until one of the two has been updated.
 */
export const pushRoute: Route = {
  method: 'post',
  path: '/sync/push',
  asks: 'device',
  atOnceMax: 400,
  async answer(request, response, parts) {
    const device = await demandDevice(request, parts)
    const sent = readPush(await readJson(request, BODY_BYTES_MAX))
    if (sent.device !== device.id) throw new Problem('device-differs')
    const answered = await push(parts.ledger, device, sent)
    if (answered.status === 503) throw new Problem('busy', { retryAfterSeconds: answered.retryAfterSeconds })
    response.status(answered.status).json(answered.body)
  },
}

function readPush(body: unknown): PushRequest {
  if (isObject(body) && typeof body['protocol'] === 'number' && !PROTOCOLS_TAKEN.includes(body['protocol'])) {
    throw new Problem('push-not-understood', {
      detail: `protocol ${body['protocol']}`,
      retryAfterSeconds: LATER_SECONDS,
    })
  }
  const sent = z.safeParse(PushRequest, body)
  if (!sent.success) {
    const place = sent.error.issues[0]?.path.join('.') ?? ''
    throw new Problem('push-not-understood', { detail: `at ${place}`, retryAfterSeconds: LATER_SECONDS })
  }
  return sent.data
}

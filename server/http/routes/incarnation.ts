import { IncarnationRequest } from '#shared/sync/protocol.ts'
import { nextIncarnation } from '#server/auth/next-incarnation.ts'
import { shownDevice } from '#server/watch/log.ts'
import { demandDevice } from '../guard.ts'
import { readJson } from '../read-json.ts'
import type { Route } from '../route.ts'
import { shaped } from '../shaped.ts'

const BODY_BYTES_MAX = 4 * 1024

/** A device whose chain forked goes on under a new one; a revoked one too, or it could not hand in what it holds. */
export const incarnationRoute: Route = {
  method: 'post',
  path: '/sync/incarnation',
  asks: 'device',
  atOnceMax: 50,
  async answer(request, response, parts) {
    const device = await demandDevice(request, parts)
    const asked = shaped(await readJson(request, BODY_BYTES_MAX), IncarnationRequest)
    const answer = await nextIncarnation(parts.ledger, device, asked)
    parts.log.warn(
      { device: shownDevice(device.id), incarnation: answer.incarnation },
      'a device goes on under another incarnation',
    )
    response.json(answer)
  },
}

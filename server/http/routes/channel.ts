import { ChannelRequest, OP_BYTES_MAX } from '#shared/sync/protocol.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import { demandChannel } from '../guard.ts'
import { isDeeperThan } from '../depth.ts'
import { Problem } from '../problem.ts'
import { readJson } from '../read-json.ts'
import type { Route } from '../route.ts'
import { shaped } from '../shaped.ts'

const BODY_BYTES_MAX = 4 * 1024 * 1024
/** An order is items › item › args › refunds › refund › lines › line › field. */
const DEPTH_MAX = 32

/** What a shop tells: orders, returns, stock, members. */
export const channelRoute: Route = {
  method: 'post',
  path: '/channels/:channel/operations',
  asks: 'channel',
  atOnceMax: 20,
  async answer(request, response, parts) {
    const channel = await demandChannel(request, parts)
    const body = await readJson(request, BODY_BYTES_MAX)
    if (isDeeperThan(body, DEPTH_MAX))
      throw new Problem('not-understood', { detail: `nested more than ${DEPTH_MAX} deep` })
    const { items } = shaped(body, ChannelRequest)
    const large = items.find((item) => Buffer.byteLength(JSON.stringify(item)) > OP_BYTES_MAX)
    if (large)
      throw new Problem('too-large', {
        detail: `${large.externalId} has more than ${OP_BYTES_MAX / 1024} KB`,
      })
    if (parts.ledger.writer.isFull) throw new Problem('busy', { retryAfterSeconds: 5 })
    response.json(await recordFromChannel(parts.ledger, channel, items))
  },
}

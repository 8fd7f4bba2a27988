import { bodyOf, channelOperationId } from '#shared/sync/operation.ts'
import { isObject, type Json } from '#shared/base/json.ts'
import type { ChannelAnswer, ChannelItem } from '#shared/sync/protocol.ts'
import type { Incoming } from './incoming.ts'
import { sha256 } from './incoming.ts'
import type { Ledger } from './ledger.ts'

/**
 * What a channel tells enters by the same door as a tablet's operation. The id is computed from channel, external id and
 * content: the same thing told twice is one operation; a newer snapshot is another one.
 */
export async function recordFromChannel(
  ledger: Ledger,
  channel: string,
  items: readonly ChannelItem[],
): Promise<ChannelAnswer> {
  const ops = items.map((item) => channelOperation(channel, item))
  const ingested = await ledger.writer.submit({
    origin: { is: 'channel', channel },
    ops: ops.map(({ incoming }) => incoming),
  })
  const acceptances = ingested.is === 'stored' ? ingested.acceptances : []
  return {
    acceptances: ops.map(({ id, externalId }, i) => ({
      externalId,
      id,
      is: acceptances[i]?.is ?? 'conflict',
    })),
  }
}

/** The operation that an item becomes. */
export function channelOperation(
  channel: string,
  item: ChannelItem,
): { id: string; externalId: string; incoming: Incoming } {
  const { kind, externalId, businessDate, at } = item
  // Trusted: the arguments were parsed from JSON.
  const args = item.args as Json
  const named = isObject(args) && kind === 'order.record' ? { ...args, externalId } : args
  const id = channelOperationId([channel, externalId, [kind, named]], sha256)
  const body = bodyOf({ id, kind, version: 1, args: named, channel, businessDate, at: { wall: at } })
  return { id, externalId, incoming: { body, sidecars: item.sidecars ?? [] } }
}

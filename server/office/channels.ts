import { failure, type Result, success } from '#shared/base/result.ts'
import type { ChannelSeen, ChannelTokenAnswer } from '#shared/office/messages.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG, channelScope } from '#shared/sync/scope.ts'
import { newToken, secretHash } from '#server/auth/token.ts'
import { placeRows } from '#server/sync/rows.ts'
import { addChannel, allChannels, disconnect, lockChannel, putChannel } from '#server/tables/channel.ts'
import { type Acting, noteChange, type Viewing } from './acting.ts'

/** The shops and systems that tell what happened elsewhere, and whether they still may. */
export async function listChannels({ ledger }: Viewing): Promise<readonly ChannelSeen[]> {
  return await ledger.db.read(() => allChannels())
}

/** A shop is connected with a token that is told this once: only its hash is kept. Tablets learn its name. */
export async function connectChannel(
  { ledger, person }: Acting,
  channel: { readonly id: string; readonly name: string },
): Promise<Result<ChannelTokenAnswer, 'id-taken'>> {
  const at = ledger.now()
  const token = newToken()
  const { id, name } = channel
  const moved = await ledger.db.write(function* () {
    if (!(yield* addChannel(channel, secretHash(token)))) return undefined
    const noted = { by: person.id, what: 'channel-connected', about: id, store: null, after: { name } }
    yield* noteChange(noted, at)
    const where = channelScope(id)
    return yield* placeRows([put(CATALOG, 'place', [where, { id: where, name }])], at)
  })
  if (!moved) return failure('id-taken')
  ledger.meter('pokes', ledger.pokes.tell(moved))
  return success({ channel: id, token })
}

/** In place of the one before, which opens nothing from now on; a shop that was disconnected is connected again. */
export async function renewChannelToken(
  { ledger, person }: Acting,
  id: string,
): Promise<Result<ChannelTokenAnswer, 'not-found'>> {
  const at = ledger.now()
  const token = newToken()
  return await ledger.db.write(function* () {
    const channel = yield* lockChannel(id)
    if (!channel) return failure('not-found' as const)
    yield* putChannel(channel, secretHash(token))
    yield* noteChange({ by: person.id, what: 'channel-token-given', about: id, store: null }, at)
    return success({ channel: id, token })
  })
}

/** What it told stays; it tells and reads nothing more. */
export async function disconnectChannel(
  { ledger, person }: Acting,
  id: string,
): Promise<Result<true, 'not-found'>> {
  const at = ledger.now()
  return await ledger.db.write(function* () {
    const channel = yield* lockChannel(id)
    if (!channel) return failure('not-found' as const)
    if (!channel.isConnected) return success(true as const)
    yield* disconnect(id)
    yield* noteChange({ by: person.id, what: 'channel-disconnected', about: id, store: null }, at)
    return success(true as const)
  })
}

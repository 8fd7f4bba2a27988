import type { Ledger } from '#server/sync/ledger.ts'
import { type Channel, channelByToken } from '#server/tables/channel.ts'
import { type DeviceRow, deviceByToken } from '#server/tables/device.ts'
import { bearerToken, secretHash } from './token.ts'

/** The device that the header's token belongs to; revoked ones too. */
export async function deviceOf(
  ledger: Ledger,
  authorization: string | undefined,
): Promise<DeviceRow | undefined> {
  const token = bearerToken(authorization)
  return token === undefined ? undefined : await ledger.db.read(() => deviceByToken(secretHash(token)))
}

export async function channelOf(
  ledger: Ledger,
  authorization: string | undefined,
): Promise<Channel | undefined> {
  const token = bearerToken(authorization)
  return token === undefined ? undefined : await ledger.db.read(() => channelByToken(secretHash(token)))
}

import type { DbRow, Step } from '#server/db/query.ts'

/** A shop or a system that tells what happened elsewhere. */
export type Channel = { readonly id: string; readonly name: string }

export function* channelByToken(tokenHash: string): Step<Channel | undefined> {
  const [row] = yield { sql: 'SELECT id, name FROM channel WHERE token_hash = ?', params: [tokenHash] }
  return row && { id: String(row['id']), name: String(row['name']) }
}

/** A new token takes the place of the old one. */
export function* putChannel(channel: Channel, tokenHash: string): Step<void> {
  yield {
    sql: 'INSERT INTO channel (id, name, token_hash) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, token_hash = excluded.token_hash',
    params: [channel.id, channel.name, tokenHash],
  }
}

/** Only when there is none of this id; answers whether it was made. */
export function* addChannel(channel: Channel, tokenHash: string): Step<boolean> {
  const made = yield {
    sql: 'INSERT INTO channel (id, name, token_hash) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING id',
    params: [channel.id, channel.name, tokenHash],
  }
  return made.length > 0
}

/** No token has this hash: a channel that is not connected any more keeps its place, and nothing opens it. */
const DISCONNECTED = 'disconnected:'

type Known = Channel & { readonly isConnected: boolean }

const knownIn = (row: DbRow): Known => ({
  id: String(row['id']),
  name: String(row['name']),
  isConnected: !String(row['token_hash']).startsWith(DISCONNECTED),
})

export function* allChannels(): Step<Known[]> {
  return (yield { sql: 'SELECT id, name, token_hash FROM channel ORDER BY id' }).map(knownIn)
}

/** Held until the transaction ends: two who change it do so one after the other. */
export function* lockChannel(id: string): Step<Known | undefined> {
  const [row] = yield {
    sql: 'UPDATE channel SET name = name WHERE id = ? RETURNING id, name, token_hash',
    params: [id],
  }
  return row && knownIn(row)
}

export function* disconnect(id: string): Step<void> {
  yield { sql: 'UPDATE channel SET token_hash = ? WHERE id = ?', params: [DISCONNECTED + id, id] }
}

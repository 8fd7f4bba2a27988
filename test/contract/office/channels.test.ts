import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from '#shared/domain/policy.ts'
import { secretHash } from '#server/auth/token.ts'
import type { Database } from '#server/db/query.ts'
import { listAudit } from '#server/office/audit.ts'
import {
  connectChannel,
  disconnectChannel,
  listChannels,
  renewChannelToken,
} from '#server/office/channels.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { channelByToken } from '#server/tables/channel.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'
import { ledgerOn } from '../../make/ledger.ts'
import { dialects } from '../dialects.ts'

const head: Person = { id: 'S900', role: 'admin', stores: [] }

describe.each(dialects)('connected shops on $name', ({ fresh }) => {
  let db: Database
  let ledger: Ledger
  const acting = () => ({ ledger, person: head })
  const opens = async (token: string) => await db.read(() => channelByToken(secretHash(token)))
  const tokenOf = (made: Awaited<ReturnType<typeof renewChannelToken | typeof connectChannel>>): string => {
    if (!made.ok) throw new Error(made.error)
    return made.value.token
  }

  beforeEach(async () => {
    db = await fresh()
    ledger = await ledgerOn(db)
  })
  afterEach(async () => {
    await ledger.close()
    await db.close()
  })

  it('a shop is known by the token that was told once, and tablets learn its name', async () => {
    const token = tokenOf(await connectChannel(acting(), { id: 'SHOP', name: '新商店' }))
    expect(await opens(token)).toEqual({ id: 'SHOP', name: '新商店' })
    expect(JSON.stringify([await listChannels(acting()), await listAudit(acting())])).not.toContain(token)
    const [place] = await db.read(() => rowsOfTable('place', 'catalog'))
    expect(JSON.parse(place?.value ?? '{}')).toEqual({ id: 'channel:SHOP', name: '新商店' })
    expect(await connectChannel(acting(), { id: 'SHOP', name: '別家' })).toEqual({
      ok: false,
      error: 'id-taken',
    })
    expect(await opens(token)).toEqual({ id: 'SHOP', name: '新商店' })
  })

  it('a new token takes the place of the old one; a disconnected shop opens nothing until it has another', async () => {
    const first = tokenOf(await connectChannel(acting(), { id: 'SHOP', name: '新商店' }))
    const second = tokenOf(await renewChannelToken(acting(), 'SHOP'))
    expect([await opens(first), (await opens(second))?.id]).toEqual([undefined, 'SHOP'])
    await disconnectChannel(acting(), 'SHOP')
    await disconnectChannel(acting(), 'SHOP')
    expect(await opens(second)).toBeUndefined()
    expect(await listChannels(acting())).toEqual([{ id: 'SHOP', name: '新商店', isConnected: false }])
    const third = tokenOf(await renewChannelToken(acting(), 'SHOP'))
    expect((await opens(third))?.id).toBe('SHOP')
    expect((await listAudit(acting())).map(({ what }) => what).toSorted()).toEqual([
      'channel-connected',
      'channel-disconnected',
      'channel-token-given',
      'channel-token-given',
    ])
  })

  it('a shop that nobody knows is not found', async () => {
    const answers = [await renewChannelToken(acting(), 'X'), await disconnectChannel(acting(), 'X')]
    expect(answers).toEqual([
      { ok: false, error: 'not-found' },
      { ok: false, error: 'not-found' },
    ])
  })
})

// The log's own stores and online shop, for a chain that has none of them yet.

import { type Change, put } from '#shared/sync/change.ts'
import { CATALOG, channelScope, type Scope, storeScope } from '#shared/sync/scope.ts'
import { newToken, secretHash } from '#server/auth/token.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { addRows } from '#server/sync/rows.ts'
import { addChannel } from '#server/tables/channel.ts'
import { putRegister, putStore, type Register } from '#server/tables/register.ts'
import { channel, stores } from './deal.ts'
import { goodsCategories } from './goods.ts'
import type { Shop } from './shop.ts'

const words = ['一', '二', '三', '四'] as const

export const logStores = stores.map((id, i) => ({ id, name: `匯入${words[i] ?? ''}店` }))
const logChannel = { id: channel, name: '網路商店' }
/** Where tablets can be enrolled. */
const logRegisters: readonly Register[] = logStores.map((store) => ({
  id: `${store.id}01`,
  name: '一號櫃檯',
  store,
}))

/** The log as it is: every place by its own name, at its own times. */
export const logShop: Shop = {
  source: 'online-retail',
  counters: { S1: { store: 'S1' }, S2: { store: 'S2' }, S3: { store: 'S3' }, S4: { store: 'S4' } },
  channel,
  orderNumber: (invoice) => invoice,
  profileOf: ({ name, cardNumber }) => ({ name, card: cardNumber }),
  shiftMs: 0,
}

export type Opened = {
  /** Of the channel, when it was made now: its hash is all that is kept. */
  readonly channelToken: string | undefined
  readonly registers: readonly Register[]
}

/** Stores, registers, the channel and their names on the tablets; a channel that is there keeps its name and its token. */
export async function openPlaces(ledger: Ledger): Promise<Opened> {
  const token = newToken()
  const isNew = await ledger.db.write(function* () {
    for (const store of logStores) yield* putStore(store)
    for (const register of logRegisters) yield* putRegister(register)
    return yield* addChannel(logChannel, secretHash(token))
  })
  await addRows(ledger, [
    ...logStores.map(({ id, name }) => placeRow(storeScope(id), name)),
    placeRow(channelScope(logChannel.id), logChannel.name),
    ...goodsCategories.map((category) => put(CATALOG, 'category', [category.id, category])),
  ])
  return { channelToken: isNew ? token : undefined, registers: logRegisters }
}

const placeRow = (where: Scope, name: string): Change => put(CATALOG, 'place', [where, { id: where, name }])

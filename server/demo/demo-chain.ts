import { id } from '#shared/base/id.ts'
import { known } from '#shared/base/assert.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { type Change, put } from '#shared/sync/change.ts'
import { CATALOG, channelScope, type Scope, storeScope } from '#shared/sync/scope.ts'
import { pinVerifier } from '#server/auth/pin.ts'
import { newToken, secretHash } from '#server/auth/token.ts'
import { writeStaff } from '#server/office/write-staff.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import type { NewChain } from '#server/sync/open-ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { putChannel } from '#server/tables/channel.ts'
import { putRegister, putStore, registers } from '#server/tables/register.ts'
import { allSettings, putSetting } from '#server/tables/setting.ts'
import { lockStaff } from '#server/tables/staff.ts'
import { demoCategories } from './categories.ts'
import { demoProducts } from './goods.ts'
import {
  DEMO_CARD_PATTERN,
  DEMO_CHAIN_NAME,
  DEMO_CHANNEL,
  DEMO_UTC_OFFSET_MINUTES,
  demoMembers,
  demoRegisters,
  demoStaff,
  demoStores,
} from './people.ts'
import { wantHistory } from './history.ts'
import { countShelves } from './opening-counts.ts'
import { toldMember, toldOrder } from './told-by-the-shop.ts'

/** What a chain is made of when nobody has said anything else. */
export const demoChain: NewChain = {
  chainName: DEMO_CHAIN_NAME,
  cardPattern: DEMO_CARD_PATTERN,
  utcOffsetMinutes: DEMO_UTC_OFFSET_MINUTES,
}

const SETTING = 'demo'
type State = 'begun' | 'made'

/** `channelToken` only from the start that made it: its hash is all that is kept. */
export type Demo = { readonly is: 'none' } | { readonly is: 'made'; readonly channelToken?: string }

/**
 * The small chain of the first start: made when the ledger has no register, and finished when a start was cut short; every
 * step may be repeated. A chain of somebody's own is left alone.
 */
export async function ensureDemoChain(
  ledger: Ledger,
  { history }: { readonly history: 'wanted' | 'none' },
): Promise<Demo> {
  const { state, isEmpty } = await ledger.db.read(function* () {
    const stored = (yield* allSettings()).get(SETTING)
    return {
      state: stored === undefined ? undefined : (JSON.parse(stored) as State),
      isEmpty: (yield* registers()).length === 0,
    }
  })
  if (state === 'made') return { is: 'made' }
  if (state === undefined && !isEmpty) return { is: 'none' }
  const channelToken = newToken()
  await ledger.db.write(function* () {
    yield* putSetting(SETTING, JSON.stringify('begun' satisfies State))
    if (history === 'wanted') yield* wantHistory(ledger.now())
    for (const store of demoStores) yield* putStore(store)
    for (const register of demoRegisters) yield* putRegister(register)
    yield* putChannel(DEMO_CHANNEL, secretHash(channelToken))
  })
  await putRows(ledger, catalogRows())
  await countShelves(ledger, { name: 'first', products: demoProducts })
  await giveDemoStaff(ledger, demoStores)
  await tellOfMembers(ledger)
  await ledger.db.write(() => putSetting(SETTING, JSON.stringify('made' satisfies State)))
  return { is: 'made', channelToken }
}

const catalogRows = (): Change[] => [
  ...demoStores.map(({ id: store, name }) => placeRow(storeScope(store), name)),
  placeRow(channelScope(DEMO_CHANNEL.id), DEMO_CHANNEL.name),
  ...demoCategories.map((category) => put(CATALOG, 'category', [category.id, category])),
  ...demoProducts.flatMap((product) => [
    put(CATALOG, 'product', [product.sku, product]),
    ...product.barcodes.map((barcode) => put(CATALOG, 'barcode', [barcode, { sku: product.sku }])),
  ]),
]

const placeRow = (where: Scope, name: string): Change => put(CATALOG, 'place', [where, { id: where, name }])

/** The demo's staff may sign in at these stores as well; whoever is known already keeps their PIN. */
export async function giveDemoStaff(
  ledger: Ledger,
  places: readonly { readonly id: string }[],
): Promise<void> {
  for (const one of demoStaff) {
    const pin = await pinVerifier(one.pin)
    await ledger.db.write(function* () {
      const before = yield* lockStaff(one.id)
      const stores = [...new Set([...(before?.stores ?? []), ...places.map(({ id: store }) => store)])]
      if (before && stores.length === before.stores.length) return
      const fresh = { ...one, pin, password: null, passwordOnce: false, active: true, member: null }
      yield* writeStaff(
        {
          before,
          after: { ...(before ?? fresh), stores },
          by: null,
          what: before ? 'staff-changed' : 'staff-created',
        },
        ledger.now(),
      )
    })
  }
}

/** Through the channel's door, as an online shop would: six customers, and two orders, one of them partly refunded. */
async function tellOfMembers(ledger: Ledger): Promise<void> {
  const at = ledger.now()
  const { receiptKey } = ledger.settings
  const members = await recordFromChannel(
    ledger,
    DEMO_CHANNEL.id,
    demoMembers.map((one) => toldMember(one, { at, receiptKey })),
  )
  const [first, second] = members.acceptances.map((acceptance) => id(acceptance.id))
  await recordFromChannel(ledger, DEMO_CHANNEL.id, [
    toldOrder('W-1001', {
      member: known(first, 'the first demo member'),
      placedAt: at - 3 * DAY_MS,
      bought: [
        ['TEA-02', 1],
        ['CUP-01', 2],
        ['SVC-POST', 1],
      ],
    }),
    toldOrder('W-1002', {
      member: known(second, 'the second demo member'),
      placedAt: at - 2 * DAY_MS,
      bought: [
        ['PAP-01', 3],
        ['PEN-01', 5],
        ['SVC-POST', 1],
      ],
      refunded: 1,
    }),
  ])
}

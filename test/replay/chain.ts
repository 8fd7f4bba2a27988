// The chain that the month is rung in, put into the database as an administrator would: before the server starts its stores, registers, channel
// and products; then, when it runs, a code for each register's tablet.

import { randomBytes } from 'node:crypto'
import { issueCode } from '#server/auth/issue-code.ts'
import { pinVerifier } from '#server/auth/pin.ts'
import { secretHash } from '#server/auth/token.ts'
import { databaseUrl, readConfig } from '#server/config.ts'
import { openDatabase } from '#server/db/open.ts'
import type { Database } from '#server/db/query.ts'
import { writeStaff } from '#server/office/write-staff.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { openLedger } from '#server/sync/open-ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { putChannel } from '#server/tables/channel.ts'
import { putRegister, putStore } from '#server/tables/register.ts'
import { known } from '#shared/base/assert.ts'
import { money, MONEY_MAX } from '#shared/domain/money.ts'
import type { Product } from '#shared/domain/product.ts'
import type { Role } from '#shared/domain/staff.ts'
import { DEFAULT_TERMS, type Terms, TERMS_KEY } from '#shared/domain/terms.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import { utcOffsetMinutes } from '#server/import/online-retail/clock.ts'
import { channel, type StoreName, stores } from '#server/import/online-retail/deal.ts'
import type { Step } from '#server/import/online-retail/steps.ts'

const registerOf = (store: StoreName): string => store.replace('S', 'R0')

/** Makes the chain in an empty folder; answers the token of the channel. */
/** The log's shop took back whatever came, however much and how often. */
export const takesAll: Terms = {
  ...DEFAULT_TERMS,
  returns: {
    ...DEFAULT_TERMS.returns,
    unverified: { ...DEFAULT_TERMS.returns.unverified, timesMax: 1_000_000, amountMax: money(MONEY_MAX) },
  },
}

export async function makeChain(
  folder: string,
  products: readonly Product[],
  terms: Terms = DEFAULT_TERMS,
): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  const db = await openDatabaseIn(folder)
  try {
    const chain = { chainName: 'Online Retail', cardPattern: 'M#######', utcOffsetMinutes }
    const ledger = await openLedger({ db, now: Date.now, relay: 'inline' }, chain)
    await db.write(function* () {
      for (const store of stores) {
        const shop = { id: store, name: `Store ${store}` }
        yield* putStore(shop)
        yield* putRegister({ id: registerOf(store), name: 'Register 1', store: shop })
      }
      yield* putChannel({ id: channel, name: 'Online shop' }, secretHash(token))
    })
    await hire(ledger, { ...manager, name: 'Manager', role: 'manager' })
    await hire(ledger, { ...associate, name: 'Associate', role: 'associate' })
    await putRows(ledger, [
      ...products.map((product) => put(CATALOG, 'product', [product.sku, product])),
      put(CATALOG, 'terms', [TERMS_KEY, terms]),
    ])
    await ledger.close()
  } finally {
    await db.close()
  }
  return token
}

/** Who looks at the whole histories in the end, and says yes to what a return needs a second person for. */
export const manager = { id: 'M001', pin: '730514' }
/** Who takes back what the terms leave to everybody. */
export const associate = { id: 'A001', pin: '281946' }

type NewStaff = { readonly id: string; readonly pin: string; readonly name: string; readonly role: Role }

async function hire(ledger: Ledger, { id, pin: typed, name, role }: NewStaff): Promise<void> {
  const pin = await pinVerifier(typed)
  await ledger.db.write(() =>
    writeStaff(
      {
        before: undefined,
        after: {
          id,
          name,
          role,
          stores: [...stores],
          pin,
          password: null,
          passwordOnce: false,
          active: true,
          member: null,
        },
        by: null,
        what: 'staff-created',
      },
      ledger.now(),
    ),
  )
}

/** After the start of the server, which gives out a code of its own and closes older ones. */
export async function codeFor(store: StoreName, db: Database): Promise<string> {
  const code = await issueCode(db, { register: registerOf(store), at: Date.now() })
  return known(code, `the register of ${store}`)
}

export async function openDatabaseIn(folder: string): Promise<Database> {
  const config = readConfig({ DATA_DIR: folder })
  if (!config.ok) throw new Error('the database has no place')
  return await openDatabase({ url: databaseUrl(config.value) })
}

/** What the month sells, at the price it is first sold for. */
export function productsOf(steps: readonly Step[]): Product[] {
  const products = new Map<string, Product>()
  for (const step of steps) {
    if (step.kind !== 'sale' && step.kind !== 'order') continue
    for (const { sku, name, unitPrice, kind } of step.lines) {
      if (!products.has(sku)) products.set(sku, { sku, name, price: money(unitPrice), kind, barcodes: [] })
    }
  }
  return [...products.values()]
}

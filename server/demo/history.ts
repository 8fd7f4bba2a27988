import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import { assert } from '#shared/base/assert.ts'
import { isObject, parseJson } from '#shared/base/json.ts'
import { calendarDate, DAY_MS, dateFromDays, daysFromDate } from '#shared/base/time.ts'
import { type Change, put } from '#shared/sync/change.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import type { Step } from '#server/db/query.ts'
import { stableHash, stores } from '#server/import/online-retail/deal.ts'
import { demandNoDifference, importLog } from '#server/import/online-retail/import-log.ts'
import type { Counter, Shop } from '#server/import/online-retail/shop.ts'
import { readProducts } from '#server/import/products.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { addRows } from '#server/sync/rows.ts'
import { allSettings, putSetting } from '#server/tables/setting.ts'
import { demoExtras } from './goods.ts'
import { invoiceNumberOf } from './e-invoice.ts'
import { nameOf } from './names.ts'
import { countShelves } from './opening-counts.ts'
import { collectLastOrders } from './pickups.ts'
import { DEMO_CHANNEL, DEMO_UTC_OFFSET_MINUTES, demoRegisters, demoStaff } from './people.ts'

const DATA = join(import.meta.dirname, 'data')
/** The last day of the extract. */
const LAST_DAY = '2011-08-31'
const DAYS_A_WEEK = 7

const SETTING = 'demo-history'
/** `shiftDays` stays what it was at the first start, so that a later one goes on with the same history. */
type History = { readonly is: 'begun' | 'made'; readonly shiftDays: number }

/** By whole weeks, so that every day keeps its weekday: the extract's last week falls on the seven days that end yesterday or later. */
export function shiftDaysAt(now: number): number {
  const yesterday = daysFromDate(calendarDate(now - DAY_MS, DEMO_UTC_OFFSET_MINUTES))
  return Math.ceil((yesterday - daysFromDate(LAST_DAY)) / DAYS_A_WEEK) * DAYS_A_WEEK
}

/** Told once, when the chain is made. */
export function* wantHistory(now: number): Step<void> {
  yield* putHistory({ is: 'begun', shiftDays: shiftDaysAt(now) })
}

function* putHistory(history: History): Step<void> {
  yield* putSetting(SETTING, JSON.stringify(history))
}

/** Undefined for a chain that has none. */
export async function demoHistory(ledger: Ledger): Promise<History | undefined> {
  const stored = parseJson((await ledger.db.read(allSettings)).get(SETTING) ?? '')
  if (!isObject(stored)) return undefined
  const { shiftDays } = stored
  assert(typeof shiftDays === 'number', 'the history of the demo has a shift')
  return { is: stored['is'] === 'made' ? 'made' : 'begun', shiftDays }
}

/** Whoever stops the server ends the telling between two transactions; the next start goes on. */
class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** Tablets that sell meanwhile get their turn after each of these. */
const BATCH = { operations: 40, lines: 800 }
const REST_MS = 10

/**
 * Months of history for hundreds of members, in small transactions beside whatever tablets do. Answers false when it was
 * interrupted.
 */
export async function tellHistory(ledger: Ledger, signal: AbortSignal): Promise<boolean> {
  const history = await demoHistory(ledger)
  if (history?.is !== 'begun') return true
  const rest = async (): Promise<void> => {
    if (signal.aborted) throw new Interrupted()
    await pause(REST_MS)
  }
  try {
    await addGoods(ledger, rest)
    const imported = await importLog(ledger, {
      file: join(DATA, 'online-retail.csv.gz'),
      shop: demoShop(history.shiftDays),
      lastDay: lastDayOf(history.shiftDays, ledger),
      batch: BATCH,
      afterBatch: rest,
    })
    demandNoDifference(imported)
    await collectLastOrders(ledger)
    await ledger.db.write(() => putHistory({ ...history, is: 'made' }))
    return true
  } catch (error) {
    if (error instanceof Interrupted) return false
    throw error
  }
}

/** In the extract's calendar, what is yesterday now: nothing has happened today yet. */
function lastDayOf(shiftDays: number, ledger: Ledger): string {
  const yesterday = daysFromDate(calendarDate(ledger.now() - DAY_MS, DEMO_UTC_OFFSET_MINUTES))
  const day = dateFromDays(yesterday - shiftDays)
  return day < LAST_DAY ? day : LAST_DAY
}

const GOODS_AT_ONCE = 200

async function addGoods(ledger: Ledger, rest: () => Promise<void>): Promise<void> {
  const products = [...demoExtras, ...(await readProducts(join(DATA, 'products.csv.gz')))]
  for (let at = 0; at < products.length; at += GOODS_AT_ONCE) {
    const some = products.slice(at, at + GOODS_AT_ONCE)
    await addRows(
      ledger,
      some.flatMap((product): Change[] => [
        put(CATALOG, 'product', [product.sku, product]),
        ...product.barcodes.map((code) => put(CATALOG, 'barcode', [code, { sku: product.sku }])),
      ]),
    )
    await countShelves(ledger, { name: `more ${at}`, products: some })
    await rest()
  }
}

/** S1 and S2 are the two registers of the first store, S3 and S4 those of the second one. */
function demoShop(shiftDays: number): Shop {
  const [S1, S2, S3, S4] = stores.map(counterOf)
  assert(S1 && S2 && S3 && S4, 'the demo has four registers')
  return {
    source: 'demo',
    counters: { S1, S2, S3, S4 },
    channel: DEMO_CHANNEL.id,
    orderNumber: (invoice) => `W-${invoice}`,
    invoicesOf: (order, date) => [invoiceNumberOf(order, date)],
    profileOf: ({ cardNumber }) => ({
      name: nameOf(cardNumber),
      card: cardNumber,
      phone: `09000${cardNumber.slice(-5)}`,
    }),
    shiftMs: shiftDays * DAY_MS,
  }
}

function counterOf(_: string, i: number): Counter | undefined {
  const register = demoRegisters[i]
  return (
    register && {
      store: register.store.id,
      register: register.id,
      staffOf: (invoice) => demoStaff[stableHash(`staff:${invoice}`) % demoStaff.length]?.id ?? '',
    }
  )
}

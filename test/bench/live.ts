import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { randomBytes } from 'node:crypto'
import { openTablet } from '#client/sync/open-tablet.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { money } from '#shared/domain/money.ts'
import { lay } from '#shared/sync/lay.ts'
import { type Figure, percentile } from './figure.ts'
import { inFolder, ServerProcess } from './server-process.ts'

const STORES = 2
const LAG_MS_MAX = 1000
/** A poke that never came would otherwise be waited for without end: polling is off. */
const GIVE_UP_MS = 20_000

/** From "paid" on one tablet to the ticket on the other one of the store, with nothing but pokes to tell of it. */
export async function liveLag({
  samples,
  flags,
}: {
  readonly samples: number
  readonly flags: readonly string[]
}): Promise<Figure> {
  return await inFolder(async (folder) => {
    const server = await ServerProcess.open(folder, flags)
    const lags = await Promise.all(
      Array.from({ length: STORES }, (_, i) => lagsOfStore(server, `live-${i}`, Math.ceil(samples / STORES))),
    )
    await server.stop()
    const all = lags.flat()
    const at = (share: number): string => `${percentile(all, share).toFixed(0)} ms`
    return {
      name: 'live',
      title: 'a sale shows on the other tablet, polling off: p95',
      value: Math.round(percentile(all, 0.95)),
      unit: 'ms',
      bound: { is: 'at most', value: LAG_MS_MAX },
      beside: [
        `p50 ${at(0.5)}, max ${at(1)}; ${all.length} sales at ${STORES} stores with two headless tablets each`,
      ],
    }
  })
}

async function lagsOfStore(server: ServerProcess, store: string, count: number): Promise<number[]> {
  const seller = await tabletAt(server, store, 'A')
  const other = await tabletAt(server, store, 'B')
  const lags: number[] = []
  for (let i = 0; i < count; i++) {
    const [from, to] = i % 2 === 0 ? [seller, other] : [other, seller]
    const number = await sold(from)
    const paid = performance.now()
    await shown(to, number)
    lags.push(performance.now() - paid)
  }
  seller.close()
  other.close()
  return lags
}

async function tabletAt(server: ServerProcess, store: string, register: string): Promise<Tablet> {
  const tablet = await openTablet({
    indexedDB: new IDBFactory(),
    IDBKeyRange,
    fetch: (url, init) => fetch(url, init),
    now: Date.now,
    monotonic: () => performance.now(),
    rules: async () => lay,
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    setTimer: (run, ms) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
    origin: server.url,
    app: 'bench',
    pollMs: 0,
  })
  const enrolled = await tablet.enrol(
    await server.code(store, `${store.toUpperCase()}${register}`.replaceAll('-', '')),
  )
  if (!enrolled.ok) throw new Error('the tablet was not enrolled')
  tablet.sync.start()
  await until(tablet, async () => tablet.status().contact === 'online')
  return tablet
}

async function sold(tablet: Tablet): Promise<string> {
  const price = money(120)
  const line = { sku: 'TEA-01', name: '四季春青茶', quantity: 1, unitPrice: price, kind: 'goods' } as const
  const committed = await tablet.commit({
    kind: 'sale.complete',
    staff: 'staff-1',
    lines: [line],
    tenders: [{ kind: 'cash', amount: price }],
  })
  if (!committed.ok || committed.value.receiptNumber === null) throw new Error('the sale was not committed')
  return committed.value.receiptNumber
}

const shown = (tablet: Tablet, number: string): Promise<void> =>
  until(tablet, async () => (await tablet.rows.get('ticket', number)) !== undefined)

/** Looks again at every change that the tablet tells of, as a screen does. */
function until(tablet: Tablet, seen: () => Promise<boolean>): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error): void => {
      hush()
      clearTimeout(late)
      if (error) reject(error)
      else resolve()
    }
    const look = (): void => void seen().then((yes) => (yes ? end() : undefined), end)
    const hush = tablet.onChange(look)
    const late = setTimeout(() => end(new Error(`nothing after ${GIVE_UP_MS} ms`)), GIVE_UP_MS)
    look()
  })
}

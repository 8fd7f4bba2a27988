import Dexie from 'dexie'
import { fromHex } from '#shared/base/bytes.ts'
import type { Id } from '#shared/base/id.ts'
import { isReceiptCode, readReceiptCode, type Receipt, type ReceiptCode } from '#shared/domain/receipt.ts'
import { onShelf, type OnShelf } from '#shared/domain/shelf.ts'
import type { Picture } from '#shared/domain/timeline.ts'
import type { Cache } from '../db/cache.ts'
import { numberWord } from '../db/find-words.ts'
import type { Shelf } from '../db/shelf.ts'
import type { DeviceState, Till, TillOp } from '../db/till.ts'
import { type Directory, PlainDirectory } from '../directory/directory.ts'
import type { TabletEnv } from './env.ts'
import { Overlay } from './overlay.ts'
import { Replica } from './replica.ts'

/** What the tablet is once it is enrolled. */
export type Desk = {
  readonly device: DeviceState
  readonly overlay: Overlay
  readonly rows: Replica
  readonly directory: Directory
}

type Storage = { readonly till: Till; readonly cache: Cache }

/** `settled` resolves when every own operation is laid: whoever looks somebody up sees those enrolled just now. */
export function deskOf(
  cache: Cache,
  device: DeviceState,
  {
    env: { rules, sounds },
    shelf,
    settled,
  }: { readonly env: TabletEnv; readonly shelf: Shelf; readonly settled: () => Promise<void> },
): Desk {
  const overlay = new Overlay({ shelf, rules }, device)
  const rows = new Replica(cache, device, { overlay, shelf, sounds })
  const directory = new PlainDirectory(
    {
      get: async (table, key) => (await settled(), await rows.get(table, key)),
      find: async (table, word, limit) => (await settled(), await rows.find(table, word, limit)),
      counts: async () => {
        const scopes = await cache.scopes.where('scope').startsWith('directory:').toArray()
        return scopes.map(({ count }) => count)
      },
      wholeAt: () => cache.wholeAt(),
    },
    device.buckets.directory,
  )
  return { device, overlay, rows, directory }
}

/** A redirect points to an earlier member, so a chain ends; this bounds what a broken row could cost. */
const REDIRECTS_MAX = 16

/** Of these the first; `all`: two shops may number an order alike, and a register that was cloned a receipt. */
export type FoundReceipt = {
  readonly receipt: Receipt | undefined
  readonly code: ReceiptCode | undefined
  readonly all: readonly Receipt[]
}

/** By sale or order id, by the number of the receipt, the order or its e-invoice, or by the code on the receipt. */
export async function receiptOf({ device, rows }: Desk, text: string): Promise<FoundReceipt> {
  if (isReceiptCode(text)) {
    const code = readReceiptCode(text, fromHex(device.receiptKey))
    return foundOf(code, code && (await rows.get('receipt', code.sale)))
  }
  const byId = await rows.get('receipt', text)
  if (byId) return foundOf(undefined, byId)
  const numbered = await rows.find('receipt', numberWord(text))
  return foundOf(undefined, ...numbered.toSorted((a, b) => b.at - a.at))
}

function foundOf(code: ReceiptCode | undefined, ...found: readonly (Receipt | undefined)[]): FoundReceipt {
  const all = found.filter((receipt) => receipt !== undefined)
  return { code, receipt: all[0], all }
}

/** The picture of a member who came by lately, or of whom they have become. */
export async function visitorOf({ rows, directory }: Desk, member: Id): Promise<Picture | undefined> {
  const now = (await directory.byId(member))?.id ?? member
  let visitor = (await rows.get('visitor', now)) ?? (await rows.get('visitor', member))
  // The store may know of a redirect before the directory does.
  for (let hops = 0; hops < REDIRECTS_MAX && visitor && 'redirect' in visitor; hops++)
    visitor = await rows.get('visitor', visitor.redirect)
  return visitor && 'points' in visitor ? visitor : undefined
}

/** What this store has of an article; undefined when nothing of it ever moved. */
export async function stockOf({ overlay, rows }: Desk, sku: string): Promise<OnShelf | undefined> {
  const own = overlay.movesOf(sku)
  const row = await rows.get('stock', sku)
  return row === undefined && own.length === 0 ? undefined : onShelf(row ?? null, own)
}

/** Lays what the till holds and the rows do not contain. */
export async function layNew(storage: Storage, { device, overlay }: Desk): Promise<void> {
  const from = await visibleSeq(storage.cache, device)
  await overlay.add(await operationsAfter(storage.till, device, Math.max(from, ...overlay.seqs)))
}

/** Y8: an operation leaves the overlay when the rows contain it. A server that went back gets its operations laid again. */
export async function followRows(
  storage: Storage,
  desk: Desk,
  names: readonly string[] | 'all',
): Promise<void> {
  const { device, overlay } = desk
  await overlay.refresh(names)
  // A page moves rows; what they contain for certain moves when the whole answer is here.
  if (names !== 'all' && names.length > 0) return
  const seq = await visibleSeq(storage.cache, device)
  await overlay.dropUpTo(seq)
  const lowest = Math.min(...overlay.seqs)
  if (lowest <= seq + 1) return await layNew(storage, desk)
  const laidBefore = overlay.seqs.length
  await overlay.add(await operationsAfter(storage.till, device, seq))
  // Those that were laid already come after the ones that were added below them.
  if (laidBefore > 0 && overlay.seqs.length > laidBefore) await overlay.refresh('all')
}

/** What the rows contain for certain; nothing while they belong to an earlier life of this device, or a scope begins anew. */
async function visibleSeq(cache: Cache, device: DeviceState): Promise<number> {
  const visible = await cache.visible()
  return visible?.incarnation === device.incarnation ? visible.seq : 0
}

const operationsAfter = (till: Till, device: DeviceState, seq: number): Promise<TillOp[]> =>
  till.operations
    .where('[incarnation+seq]')
    .between([device.incarnation, seq], [device.incarnation, Dexie.maxKey], false, true)
    .toArray()

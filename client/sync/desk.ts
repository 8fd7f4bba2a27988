import Dexie from 'dexie'
import type { Cache } from '../db/cache.ts'
import type { DeviceState, Till } from '../db/till.ts'
import { type Directory, PlainDirectory } from '../directory/directory.ts'
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
export function deskOf(cache: Cache, device: DeviceState, settled: () => Promise<void>): Desk {
  const overlay = new Overlay(cache, device)
  const rows = new Replica(cache, device, overlay)
  const directory = new PlainDirectory(
    {
      get: async (table, key) => (await settled(), await rows.get(table, key)),
      find: async (table, word, limit) => (await settled(), await rows.find(table, word, limit)),
      scopes: () => cache.scopes.filter(({ scope }) => scope.startsWith('directory:')).toArray(),
    },
    device.buckets.directory,
  )
  return { device, overlay, rows, directory }
}

/** Lays what the till holds and the rows do not contain. */
export async function layNew({ till, cache }: Storage, { device, overlay }: Desk): Promise<void> {
  const visible = await cache.visible()
  const from = visible?.incarnation === device.incarnation ? visible.seq : 0
  const laid = Math.max(from, ...overlay.seqs)
  const ops = await till.operations
    .where('[incarnation+seq]')
    .between([device.incarnation, laid], [device.incarnation, Dexie.maxKey], false, true)
    .toArray()
  await overlay.add(ops)
}

/** Y8: an operation leaves the overlay when the rows contain it. A server that went back gets its operations laid again. */
export async function followRows(
  storage: Storage,
  desk: Desk,
  names: readonly string[] | 'all',
): Promise<void> {
  const { device, overlay } = desk
  await overlay.refresh(names)
  const visible = await storage.cache.visible()
  if (visible?.incarnation !== device.incarnation) return
  overlay.dropUpTo(visible.seq)
  const lowest = Math.min(...overlay.seqs)
  const head = await storage.till.read('head')
  if (head && head.seq > visible.seq && lowest > visible.seq + 1) overlay.clear()
  await layNew(storage, desk)
}

import { Cache } from '../db/cache.ts'
import { Till } from '../db/till.ts'
import type { TabletEnv } from './env.ts'
import { Tablet } from './tablet.ts'

/** A tablet whose storage is still shut: screens are laid out while `open` works. */
export function shutTablet(env: TabletEnv): Tablet {
  const idb = { indexedDB: env.indexedDB, IDBKeyRange: env.IDBKeyRange }
  return new Tablet(env, new Till(idb), new Cache(idb))
}

/** Open, with its own work laid. A till that does not open is an error; a cache that does not open is deleted and filled anew. */
export async function openTablet(env: TabletEnv): Promise<Tablet> {
  const tablet = shutTablet(env)
  await tablet.open()
  await tablet.settled()
  return tablet
}

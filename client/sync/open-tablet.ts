import { Cache } from '../db/cache.ts'
import { type Idb, Till } from '../db/till.ts'
import type { TabletEnv } from './env.ts'
import { Tablet } from './tablet.ts'

/** Opens the till and the cache. A cache that does not open is deleted and filled anew; a till that does not open is an error. */
export async function openTablet(env: TabletEnv): Promise<Tablet> {
  const idb = { indexedDB: env.indexedDB, IDBKeyRange: env.IDBKeyRange }
  const till = new Till(idb)
  const [, cache] = await Promise.all([till.open(), openCache(idb)])
  const tablet = new Tablet(env, till, cache)
  await tablet.boot()
  return tablet
}

async function openCache(idb: Idb): Promise<Cache> {
  const cache = new Cache(idb)
  try {
    await cache.open()
    return cache
  } catch {
    await cache.delete()
    const anew = new Cache(idb)
    await anew.open()
    return anew
  }
}

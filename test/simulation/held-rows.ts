import { inflateRawSync } from 'node:zlib'
import { known } from '#shared/base/assert.ts'
import { rowsOfChunk } from '#shared/sync/segment.ts'
import type { KeptChunk } from '#client/db/cache.ts'
import type { TabletSite } from './tablet-site.ts'
import { Broken } from './told.ts'

export type HeldRow = {
  readonly scope: string
  readonly table: string
  readonly key: string
  readonly value: string
}

/**
 * What a tablet's storage holds, packed or not, found without the tablet's own indexes: the segments of a scope one after the
 * other, what is noted as gone taken out, what has left by its feed number as well, and rows of their own above.
 */
export function heldRows(site: TabletSite): HeldRow[] {
  const packed = Map.groupBy(site.chunks(), ({ name }) => name)
  const held = new Map<string, HeldRow>()
  for (const { scope, floor = 0, segments = [] } of site.cursors()) {
    for (const { name, gone } of segments) {
      const chunks = packed.get(name) ?? []
      packed.delete(name)
      chunks.flatMap(rowsIn).forEach(([table, key, seq, value], row) => {
        const at = `${scope} ${table} ${key}`
        if (value === null || gone.includes(row) || seq <= floor) held.delete(at)
        else held.set(at, { scope, table, key, value })
      })
    }
  }
  for (const name of packed.keys()) throw new Broken(`Y10 ${site.name} keeps ${name}, which is of no scope`)
  for (const { scope, table, key, value } of site.rows())
    held.set(`${scope} ${table} ${key}`, { scope, table, key, value })
  return [...held.values()]
}

const rowsIn = ({ name, bytes }: KeptChunk) =>
  known(rowsOfChunk(inflateRawSync(bytes).toString('utf8')), `a chunk of ${name}`)

import type { Page } from '@playwright/test'

export type LaidRow = { readonly key: string; readonly value: unknown }

/** Rows of a table as this tablet would hold them if its server had told them; until it hears of that server again. */
export async function lay(
  page: Page,
  into: { readonly scope: string; readonly table: string },
  rows: readonly LaidRow[],
): Promise<void> {
  await page.evaluate(
    async ({ scope, table, all }) => {
      const open = indexedDB.open('onecounter-cache')
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        open.addEventListener('success', () => resolve(open.result))
        open.addEventListener('error', () => reject(new Error('the cache does not open')))
      })
      const writing = db.transaction('rows', 'readwrite')
      const done = new Promise((resolve) => writing.addEventListener('complete', resolve))
      for (const { key, value } of all)
        writing
          .objectStore('rows')
          .put({ scope, table, key, seq: 1, value: JSON.stringify(value), h0: 0, h1: 0, find: [] })
      await done
      db.close()
    },
    { ...into, all: rows },
  )
}

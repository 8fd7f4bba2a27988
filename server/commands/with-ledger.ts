import { mkdirSync } from 'node:fs'
import { type Config, databaseUrl } from '#server/config.ts'
import { holdFolder } from '#server/db/folder-lock.ts'
import { openDatabase } from '#server/db/open.ts'
import { demoChain } from '#server/demo/demo-chain.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { openLedger } from '#server/sync/open-ledger.ts'

/**
 * A command's own ledger, with the server stopped: the folder's lock says when it is not. On PostgreSQL there is no folder to hold,
 * and what a command writes stands beside what a server writes meanwhile.
 */
export async function withLedger<T>(config: Config, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  if (config.database.is === 'sqlite') mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  const lock = config.database.is === 'sqlite' ? holdFolder(config.dataFolder) : undefined
  try {
    const db = await openDatabase({ url: databaseUrl(config) })
    try {
      const ledger = await openLedger({ db, now: Date.now, relay: config.relay, collectMs: 0 }, demoChain)
      try {
        return await work(ledger)
      } finally {
        await ledger.close()
      }
    } finally {
      await db.close()
    }
  } finally {
    lock?.release()
  }
}

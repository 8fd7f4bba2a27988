import { parseArgs } from 'node:util'
import { type Config, databaseUrl } from '#server/config.ts'
import { holdFolder } from '#server/db/folder-lock.ts'
import { openDatabase } from '#server/db/open.ts'
import { demoChain } from '#server/demo/demo-chain.ts'
import { rebuildProjections, type Rebuilt } from '#server/projections/rebuild.ts'
import { runCommand } from '#server/run-command.ts'
import { demandDatabase } from '#server/start-failure.ts'
import { openLedger } from '#server/sync/open-ledger.ts'

/**
 * Folds timelines and points again from every operation. The server stands still meanwhile: what it added between the fold and
 * the comparison would be taken for a difference.
 */
export async function rebuild(config: Config, options: { readonly drop: boolean }): Promise<Rebuilt> {
  demandDatabase(config)
  const lock = config.database.is === 'sqlite' ? holdFolder(config.dataFolder) : undefined
  try {
    const db = await openDatabase({ url: databaseUrl(config) })
    try {
      const ledger = await openLedger({ db, now: Date.now, relay: config.relay }, demoChain)
      await ledger.relay.idle()
      const rebuilt = await rebuildProjections(ledger, options)
      await ledger.close()
      return rebuilt
    } finally {
      await db.close()
    }
  } finally {
    lock?.release()
  }
}

if (import.meta.main) {
  await runCommand('The rebuild', async (config, args) => {
    const { values } = parseArgs({ args, options: { drop: { type: 'boolean', default: false } } })
    const { operations, differences } = await rebuild(config, { drop: values.drop })
    const found = Object.entries(differences).map(
      ([table, count]) => `  ${table}: ${count} rows were put right`,
    )
    return [`Rebuilt from ${operations} operations:`, ...(found.length === 0 ? ['  no difference'] : found)]
  })
}

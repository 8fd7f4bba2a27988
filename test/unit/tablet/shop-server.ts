import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#server/config.ts'
import { start } from '#server/main.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { codeFor, makeChain } from '../../replay/chain.ts'
import type { StoreName } from '#server/import/online-retail/deal.ts'
import { Headless } from '../../tablet/headless.ts'

export type ShopServer = {
  readonly url: string
  readonly ledger: Ledger
  /** A new tablet in a store; closed with the server. */
  readonly tabletIn: (store: StoreName) => Promise<Headless>
  readonly codeFor: (store: StoreName) => Promise<string>
  readonly stop: () => Promise<void>
}

/** The real server in this process, with four stores of one register each. */
export async function openShopServer(): Promise<ShopServer> {
  const folder = mkdtempSync(join(tmpdir(), 'onecounter-headless-'))
  await makeChain(folder, [])
  const config = readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', DEMO: 'small' })
  if (!config.ok) throw new Error('the server has no settings')
  const { url, ledger, stop } = await start({ config: config.value, say: () => {} })
  const tablets: Headless[] = []
  return {
    url,
    ledger,
    codeFor: (store) => codeFor(store, ledger.db),
    async tabletIn(store) {
      const tablet = await Headless.open({ server: url })
      tablets.push(tablet)
      const enrolled = await tablet.enrolDevice(await codeFor(store, ledger.db))
      if (!enrolled.ok) throw new Error(enrolled.error.reason)
      return tablet
    },
    async stop() {
      for (const tablet of tablets) tablet.close()
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

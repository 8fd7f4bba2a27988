// The server under test, in a process of its own, which the bench can kill. Started by server-process.ts.
import { type Running, start } from '#server/main.ts'
import { known } from '#shared/base/assert.ts'
import { money } from '#shared/domain/money.ts'
import { put } from '#shared/sync/change.ts'
import type { Have } from '#shared/sync/protocol.ts'
import { scopesOfDevice, storeScope } from '#shared/sync/scope.ts'
import { issueCode } from '#server/auth/issue-code.ts'
import { readConfig } from '#server/config.ts'
import { putRows } from '#server/sync/rows.ts'
import { putRegister, putStore } from '#server/tables/register.ts'
import { headsOf } from '#server/tables/scope-head.ts'
import { benchId, type Desk } from './desk.ts'
import { furnish } from './furnish.ts'
import { largeChain } from './large-chain.ts'
import { writeSeason } from './large-season.ts'
import type { Asked, Told } from './server-messages.ts'

const JOURNAL_ROWS_AT_ONCE = 2000

async function answer({ ledger, stop }: Running, asked: Asked): Promise<Told> {
  switch (asked.is) {
    case 'desks':
      await furnish(ledger.db, asked.desks)
      return { is: 'done' }
    case 'commits':
      return { is: 'commits', count: ledger.db.commitCount() }
    case 'chain':
      for (const rows of largeChain(asked, ledger.settings.buckets)) await putRows(ledger, rows)
      return { is: 'done' }
    case 'season':
      return { is: 'season', sealingMs: await writeSeason(ledger, asked.season) }
    case 'code':
      return { is: 'code', code: await codeFor({ ledger }, asked) }
    case 'journal':
      for (let from = 0; from < asked.rows; from += JOURNAL_ROWS_AT_ONCE) {
        const count = Math.min(JOURNAL_ROWS_AT_ONCE, asked.rows - from)
        await putRows(
          ledger,
          Array.from({ length: count }, (_, i) => ticket(asked.store, from + i)),
        )
      }
      return { is: 'done' }
    case 'have':
      return { is: 'have', have: await haveOf({ ledger }, asked) }
    case 'stop':
      await stop()
      return { is: 'done' }
  }
}

function ticket(store: string, number: number) {
  const op = benchId(number, `journal ${store} ${number}`)
  const receipt = `J01-A-${String(number).padStart(6, '0')}`
  return put(storeScope(store), 'ticket', [
    receipt,
    {
      op,
      kind: 'sale',
      number: receipt,
      businessDate: '2031-01-05',
      at: number,
      staff: 'staff-1',
      register: 'J01',
      who: null,
      total: money(100 + (number % 5000)),
      lineCount: 2,
      units: 3,
    },
  ])
}

async function codeFor(
  { ledger }: Pick<Running, 'ledger'>,
  at: { store: string; register: string },
): Promise<string> {
  const store = { id: at.store, name: at.store }
  await ledger.db.write(function* () {
    yield* putStore(store)
    yield* putRegister({ id: at.register, name: at.register, store })
  })
  return known(await issueCode(ledger.db, { register: at.register, at: ledger.now() }), 'the code')
}

async function haveOf(
  { ledger }: Pick<Running, 'ledger'>,
  { desk, behind }: { desk: Desk; behind: number },
): Promise<Have[]> {
  const scopes = scopesOfDevice(desk.device, desk.store, ledger.settings.buckets)
  const heads = await ledger.db.read(() => headsOf(scopes))
  return scopes.map((scope) => {
    const head = heads.get(scope)
    const cursor = (head?.seq ?? 0) - (scope === storeScope(desk.store) ? behind : 0)
    return {
      scope,
      generation: head?.generation ?? 1,
      cursor,
      sum: head ? [head.sum[0], head.sum[1]] : [0, 0],
    }
  })
}

const tell = (told: Told): void => void process.send?.(told)

const [folder = ''] = process.argv.slice(2)
const config = readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn', DEMO: 'small' })
if (!config.ok) throw new Error(JSON.stringify(config.error))
const running = await start({
  config: config.value,
  say: () => {},
  fail: (error) => {
    throw error
  },
})
process.on('message', (asked: Asked) => {
  void answer(running, asked).then((told) => {
    tell(told)
    if (asked.is === 'stop') process.disconnect()
  })
})
// Whoever asked is gone: nobody would ever stop this process.
process.on('disconnect', () => process.exit())
const { backend, epoch } = running.ledger.settings
tell({ is: 'open', url: running.url, at: { backend, epoch } })

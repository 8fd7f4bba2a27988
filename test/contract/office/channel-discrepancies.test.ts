import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '#shared/base/json.ts'
import { standing } from '#shared/domain/inbox.ts'
import { money } from '#shared/domain/money.ts'
import type { Person } from '#shared/domain/policy.ts'
import { type Deed, standingOf, stepsOf } from '#shared/domain/settlement.ts'
import type { Database } from '#server/db/query.ts'
import { listChannelDiscrepancies, settleForChannel } from '#server/office/channel-discrepancies.ts'
import { createStore } from '#server/office/places.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { accepted, deviceOf, ledgerOn } from '../../make/ledger.ts'
import { line, settle } from '../../make/operations.ts'
import { order } from '../../make/orders.ts'
import { ask, sumsOf, valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const head: Person = { id: 'S900', role: 'admin', stores: [] }

describe.each(dialects)('what is discrepant in a shop’s orders, on $name', ({ fresh }) => {
  let db: Database
  let ledger: Ledger
  const acting = () => ({ ledger, person: head })
  const list = () => listChannelDiscrepancies(acting())
  const does = async (deed: Deed, note = '已問過平台', key?: string) => {
    const [entry] = await list()
    const done = await settleForChannel(acting(), 'web', { key: key ?? entry?.key ?? '', note, deed })
    return done.ok ? 'ok' : done.error
  }

  beforeEach(async () => {
    db = await fresh()
    ledger = await ledgerOn(db)
    await createStore(acting(), { id: 'S01', name: '信義店' })
    const odd = { ...line('A1', 150, 2), amount: money(999) }
    await recordFromChannel(ledger, 'web', [order('N1', { lines: [odd] })])
  })
  afterEach(async () => {
    await ledger.close()
    await db.close()
  })

  it('R49 head office sees it with its order, and decides by an operation of the channel’s own', async () => {
    const [entry, ...others] = await list()
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      home: 'channel:web',
      seen: {
        code: 'line-amount-differs',
        facts: [
          { is: 'order', number: 'N1', amount: 999 },
          { is: 'lines', amount: 300 },
        ],
      },
      steps: [],
      isOver: false,
    })
    expect(await does({ did: 'take' }, '')).toBe('ok')
    expect(await does({ did: 'accept', limit: money(0) })).toBe('ok')
    const [settled] = await list()
    if (!settled) throw new Error('it is gone')
    expect(standing(settled)).toMatchObject({ state: 'closed', owner: 'S900' })
    expect(settled.steps.map(({ deed, approver, where }) => [deed.did, approver, where])).toEqual([
      ['take', 'S900', 'channel:web'],
      ['accept', 'S900', 'channel:web'],
    ])
    const kept = await ask(db, "SELECT home, status FROM op WHERE kind = 'discrepancy.resolve'")
    expect(kept).toEqual([
      { home: 'channel:web', status: 'applied' },
      { home: 'channel:web', status: 'applied' },
    ])
    const { kept: heads, computed } = await sumsOf(db)
    expect(heads.get('channel:web')).toEqual(computed.get('channel:web'))
  })

  it('R47 a snapshot that is told again, or the discrepancy with it, takes nothing back', async () => {
    await does({ did: 'accept', limit: money(0) })
    const odd = { ...line('A1', 150, 2), amount: money(999) }
    await recordFromChannel(ledger, 'web', [order('N1', { lines: [odd] })])
    expect((await list()).map((entry) => standing(entry).state)).toEqual(['closed'])
  })

  it('R49 a store that head office asks finds it in its inbox, and its answer comes back', async () => {
    expect(await does({ did: 'ask', store: 'store:S01' })).toBe('ok')
    const [question] = await valuesOf(db, 'question')
    const [step] = stepsOf(question)
    if (!question || !step) throw new Error('nobody was asked')
    const till = await deviceOf(ledger, { id: 'D1' })
    const deed: JsonObject = { did: 'answer', home: 'channel:web' }
    const seen = (await valuesOf(db, 'discrepancy'))[0]
    if (!seen) throw new Error('it is gone')
    accepted(await till.push(settle(1, { key: question.key, seen, deed, turn: 2, note: '標價錯誤' })))
    const [answered] = await list()
    expect(answered?.steps.at(-1)).toMatchObject({ where: 'store:S01', note: '標價錯誤' })
    expect(standingOf(answered?.steps ?? []).state).toBe('open')
  })

  it('what is not there, a store that is not, and a decision without its reason are refused', async () => {
    expect([
      await does({ did: 'take' }, '', 'nothing:x'),
      await does({ did: 'ask', store: 'store:S99' }),
      await does({ did: 'accept', limit: money(0) }, ''),
    ]).toEqual(['not-found', 'store-unknown', 'note-missing'])
    expect(await valuesOf(db, 'settlement')).toEqual([])
  })
})

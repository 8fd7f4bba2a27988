import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '#shared/base/json.ts'
import { standingOf, stepsOf } from '#shared/domain/settlement.ts'
import { money } from '#shared/domain/money.ts'
import { DEFAULT_TERMS, TERMS_KEY } from '#shared/domain/terms.ts'
import { put } from '#shared/sync/change.ts'
import { discrepancyKey } from '#shared/sync/given.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import type { Database } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { accepted, deviceOf, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { madeId } from '../../make/ids.ts'
import { sale, settle } from '../../make/operations.ts'
import { codesOf, sumsOf, valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const pin = { salt: '', hash: '', memoryKiB: 1, passes: 1 }

describe.each(dialects)('settling on $name', ({ fresh }) => {
  describe.each(['inline', 'deferred'] as const)('with the relay %s', (relay) => {
    let db: Database
    let ledger: Ledger
    let here: WireDevice
    let there: WireDevice
    const key = discrepancyKey('total-differs', madeId(1))

    beforeEach(async () => {
      db = await fresh()
      ledger = await ledgerOn(db, { relay })
      here = await deviceOf(ledger, { id: 'D1' })
      there = await deviceOf(ledger, { id: 'D2', store: 'S02', register: 'R02' })
      await putRows(ledger, [
        put(storeScope('S01'), 'staff', ['E01', { id: 'E01', name: 'E', role: 'associate', pin }]),
        put(storeScope('S01'), 'staff', ['M01', { id: 'M01', name: 'M', role: 'manager', pin }]),
      ])
      accepted(
        await here.push(
          sale(1, { total: 1, tenders: [{ kind: 'cash', amount: 1, tendered: 1, change: 0 }] }),
        ),
      )
    })
    afterEach(async () => {
      await ledger.close()
      await db.close()
    })

    const seenIn = async () => {
      const [seen] = await valuesOf(db, 'discrepancy')
      if (!seen) throw new Error('nothing is discrepant')
      return seen
    }
    const does = async (
      n: number,
      deed: JsonObject,
      more: { turn?: number; store?: string; register?: string; approver?: string } = {},
    ) => settle(n, { key, seen: await seenIn(), deed, ...more })

    test('R46 a discrepancy says what disagrees and what it costs', async () => {
      expect(await seenIn()).toMatchObject({
        code: 'total-differs',
        cost: 299,
        facts: [
          { is: 'sale', op: madeId(1), where: 'store:S01', staff: 'E01', amount: 1 },
          { is: 'lines', amount: 300 },
        ],
      })
    })

    test('R47 R49 asked, answered and charged: both stores hold all of it, whoever asks again', async () => {
      const asked = await does(2, { did: 'ask', store: 'store:S02' })
      accepted(await here.push(asked))
      await ledger.relay.idle()
      const answer = await does(
        3,
        { did: 'answer', home: 'store:S01' },
        { turn: 2, store: 'S02', register: 'R02' },
      )
      accepted(await there.push(answer))
      await ledger.relay.idle()
      const charge = { did: 'charge-back', to: 'store:S02', amount: 299 }
      accepted(await here.push(await does(4, charge, { turn: 3, approver: 'M01' })))
      await ledger.relay.idle()
      const [settlement] = await valuesOf(db, 'settlement')
      const [question] = await valuesOf(db, 'question')
      expect(stepsOf(settlement).map(({ deed }) => deed.did)).toEqual(['ask', 'answer', 'charge-back'])
      expect(stepsOf(question)).toEqual(stepsOf(settlement))
      expect(await codesOf(db)).toEqual(['total-differs'])
      const { kept, computed } = await sumsOf(db)
      expect(kept.get('store:S02')).toEqual(computed.get('store:S02'))
    })

    test('R48 a decision without a manager stands and is flagged to the tablet and to the store', async () => {
      const terms = { ...DEFAULT_TERMS, discrepancies: { acceptMax: money(100) } }
      await putRows(ledger, [put(CATALOG, 'terms', [TERMS_KEY, terms])])
      // What the tablet says of the limit is not asked.
      accepted(await here.push(await does(2, { did: 'accept', limit: 9000 })))
      await ledger.relay.idle()
      const [settlement] = await valuesOf(db, 'settlement')
      expect(standingOf(stepsOf(settlement)).state).toBe('closed')
      expect((await codesOf(db)).toSorted()).toEqual(['settled-without-approval', 'total-differs'])
      expect(await valuesOf(db, 'outcome')).toContainEqual(
        expect.objectContaining({ op: madeId(2), codes: ['settled-without-approval'] }),
      )
    })

    test('R47 an operation that is sent twice is one step', async () => {
      const taken = await does(2, { did: 'take' })
      const ops = here.chain.add(taken)
      accepted(await here.send(ops))
      accepted(await here.send(ops))
      await ledger.relay.idle()
      const [settlement] = await valuesOf(db, 'settlement')
      expect(stepsOf(settlement)).toHaveLength(1)
    })
  })
})

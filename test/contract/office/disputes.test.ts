import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { excessKey } from '#shared/domain/dispute.ts'
import { money } from '#shared/domain/money.ts'
import type { Person } from '#shared/domain/policy.ts'
import { DisputesAnswer } from '#shared/office/messages.ts'
import type { Database } from '#server/db/query.ts'
import { listDisputes } from '#server/office/disputes.ts'
import { createStore } from '#server/office/places.ts'
import { createStaff } from '#server/office/staff.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { accepted, deviceOf, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { giveBack, line, sale, settle } from '../../make/operations.ts'
import { valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const head: Person = { id: 'S900', role: 'admin', stores: [] }
const inS02 = { store: 'S02', register: 'R02' }

describe.each(dialects)('the disputed accounts of all stores, on $name', ({ fresh }) => {
  let db: Database
  let ledger: Ledger
  let here: WireDevice
  let there: WireDevice
  const acting = () => ({ ledger, person: head })
  /** As it crosses the wire. */
  const list = async () => DisputesAnswer.parse(JSON.parse(JSON.stringify(await listDisputes(acting()))))

  const bought = sale(1, { lines: [line('A1', 150, 2)] })
  const other = sale(2, { lines: [line('B2', 90)] })

  beforeEach(async () => {
    db = await fresh()
    ledger = await ledgerOn(db)
    await createStore(acting(), { id: 'S01', name: '信義店' })
    await createStore(acting(), { id: 'S02', name: '板橋店' })
    await createStaff(acting(), {
      id: 'E01',
      name: '林小芳',
      role: 'associate',
      stores: ['S01'],
      pin: '7305',
    })
    here = await deviceOf(ledger, { id: 'D1' })
    there = await deviceOf(ledger, { id: 'D2', ...inS02 })
    accepted(await here.push(bought, other))
  })
  afterEach(async () => {
    await ledger.close()
    await db.close()
  })

  it('R28 head office sees what each store gave too much: of which receipt, who, which stores, and why', async () => {
    expect(await list()).toMatchObject({ entries: [], sums: [] })
    const all = [{ ref: bought.id, quantity: 2 }]
    const allowed = { approver: 'S900', approval: { for: ['late'], reason: '顧客住得遠' } }
    accepted(await here.push(giveBack(3, all)))
    accepted(await there.push(giveBack(4, all, { ...inS02, reason: 'defective', ...allowed })))
    accepted(await here.push(giveBack(5, [{ ref: other.id, sku: 'B2', price: 90, quantity: 1 }])))
    accepted(await here.push(giveBack(6, [{ ref: other.id, sku: 'B2', price: 90, quantity: 1 }])))
    const { entries, sums, people } = await list()
    expect(people).toMatchObject({ E01: '林小芳' })
    expect(sums).toEqual([
      { home: 'store:S01', count: 1, total: 90, undecided: 90 },
      { home: 'store:S02', count: 1, total: 300, undecided: 300 },
    ])
    const far = entries.find(({ home }) => home === 'store:S02')
    expect(far).toMatchObject({
      receipt: 'R01-A-000001',
      line: 1,
      article: line('A1', 150).name,
      quantity: 2,
      amount: 300,
      reason: 'defective',
      staff: 'E01',
      approver: 'S900',
      approval: '顧客住得遠',
      facts: [
        { is: 'sale', where: 'store:S01', quantity: 2, amount: 300, number: 'R01-A-000001' },
        { is: 'return', where: 'store:S01', amount: -300 },
        { is: 'disputed', where: 'store:S02', amount: -300 },
      ],
      entry: { home: 'store:S02', key: excessKey(bought.id, 0), steps: [], isOver: false },
    })
  })

  it('R28 R47 what its store decided stands there and is undecided no more; what is nothing any more is not told', async () => {
    const all = [{ ref: other.id, sku: 'B2', price: 90, quantity: 1 }]
    accepted(await here.push(giveBack(3, all), giveBack(4, all)))
    const seen = (await valuesOf(db, 'discrepancy')).find(({ code }) => code === 'returned-more-than-sold')
    if (!seen) throw new Error('nobody was told')
    const deed = { did: 'accept', limit: money(500) }
    accepted(await here.push(settle(5, { key: excessKey(other.id, 0), seen, deed, turn: 1, note: '查明了' })))
    const { entries, sums } = await list()
    expect(sums).toEqual([{ home: 'store:S01', count: 1, total: 90, undecided: 0 }])
    expect(entries[0]?.entry?.steps).toMatchObject([{ note: '查明了', deed: { did: 'accept' } }])
  })
})

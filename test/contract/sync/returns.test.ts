import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memberTimeline } from '#server/projections/timeline.ts'
import { rebuildProjections } from '#server/projections/rebuild.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { orderRef } from '#shared/sync/operation.ts'
import { putRows } from '#server/sync/rows.ts'
import { put } from '#shared/sync/change.ts'
import { storeScope } from '#shared/sync/scope.ts'
import { allowed, leader } from '../../make/leader.ts'
import { deviceOf, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { order } from '../../make/orders.ts'
import { cash, enrolment, exchange, giveBack, line, sale } from '../../make/operations.ts'
import { codesOf, valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

describe.each(dialects)('on $name', ({ fresh }) => {
  let ledger: Ledger
  let here: WireDevice
  let there: WireDevice

  beforeEach(async () => {
    ledger = await ledgerOn(await fresh())
    here = await deviceOf(ledger, { id: 'D1' })
    there = await deviceOf(ledger, { id: 'D2', store: 'S02', register: 'R02' })
  })
  afterEach(async () => {
    await ledger.close()
    await ledger.db.close()
  })

  const inS02 = { store: 'S02', register: 'R02' }
  const member = enrolment(1, { phone: '0912345678' })
  const bought = sale(2, { lines: [line('A1', 150, 3)], customer: { member: member.id } })

  test.each(['here first', 'there first'])(
    'R28 a receipt returned in two stores: the excess ends in the same store, whoever comes online first (%s)',
    async (who) => {
      const two = [{ ref: bought.id, quantity: 2 }]
      await here.push(member, bought)
      const pushes = [() => here.push(giveBack(3, two)), () => there.push(giveBack(4, two, inS02))]
      for (const push of who === 'here first' ? pushes : pushes.toReversed()) await push()
      expect(await valuesOf(ledger.db, 'dispute')).toMatchObject([
        { op: giveBack(4, two).id, quantity: 1, amount: 150, receipt: 'R01-A-000002' },
      ])
      expect(await codesOf(ledger.db)).toEqual(['returned-more-than-sold', 'returned-more-than-sold'])
      expect((await memberTimeline(ledger, member.id)).points).toBe(0)
    },
  )

  test.each(['here first', 'there first'])(
    'R13 R28 J1 a receipt that one store used by its code and the other returned pays once in the books (%s)',
    async (who) => {
      await here.push(member, bought)
      await putRows(ledger, [put(storeScope('S02'), 'staff', [leader.id, leader])])
      const back = giveBack(3, [{ quantity: 2 }], {
        ...inS02,
        from: bought.id,
        tenders: [{ kind: 'credit', amount: 300, reference: giveBack(3, []).id }],
        ...allowed('unverified'),
      })
      const pushes = [() => here.push(giveBack(4, [{ ref: bought.id, quantity: 2 }])), () => there.push(back)]
      for (const push of who === 'here first' ? pushes : pushes.toReversed()) await push()
      expect(await valuesOf(ledger.db, 'dispute')).toMatchObject([{ quantity: 1, amount: 150 }])
      expect(await codesOf(ledger.db)).toEqual(['returned-more-than-sold', 'returned-more-than-sold'])
      const { points, entries } = await memberTimeline(ledger, member.id)
      expect(points).toBe(0)
      const shown = entries.map(({ amount, lines }) => [amount, lines.map(({ quantity }) => quantity)])
      expect(shown).toEqual(
        expect.arrayContaining([
          [-300, [-2]],
          [-300, [-2]],
          [450, [3]],
        ]),
      )
      expect((await rebuildProjections(ledger)).differences).toEqual({})
    },
  )

  test('R27 J1 an exchange in another store is one ticket and two entries of the member’s history', async () => {
    await here.push(member, bought)
    const back = [{ ref: bought.id, quantity: 1, disposition: 'restock' as const }]
    await there.push(
      exchange(
        3,
        { back, lines: [line('C3', 260)] },
        { ...inS02, receipt: 'R02-A-000001', customer: { member: member.id } },
      ),
    )
    expect(await codesOf(ledger.db)).toEqual([])
    const tickets = await valuesOf(ledger.db, 'ticket')
    expect(tickets.find(({ kind }) => kind === 'exchange')).toMatchObject({ total: 110, units: 0 })
    const { points, entries } = await memberTimeline(ledger, member.id)
    expect(points).toBe(3 + 2)
    const shown = entries.map(({ kind, amount, lines }) => [kind, amount, lines.map(({ sku }) => sku)])
    expect(shown).toHaveLength(3)
    expect(shown).toEqual(
      expect.arrayContaining([
        ['sale', 260, ['C3']],
        ['return', -150, ['A1']],
        ['sale', 450, ['A1']],
      ]),
    )
    expect((await rebuildProjections(ledger)).differences).toEqual({})
  })

  test('R25 what a web shop took is asked of it once, and credit is spent at another store', async () => {
    await putRows(ledger, [put(storeScope('S01'), 'staff', [leader.id, leader])])
    await recordFromChannel(ledger, 'shop', [order('N1')])
    const ref = orderRef('shop', 'N1')
    const byShop = giveBack(3, [{ ref }], { tenders: [{ kind: 'shop', amount: 150 }] })
    await here.push(member, bought, byShop)
    await recordFromChannel(ledger, 'shop', [order('N1', { revision: 2 })])
    expect(await valuesOf(ledger.db, 'outflow')).toMatchObject([
      { is: 'refund', order: 'N1', amount: 150, op: byShop.id },
    ])
    const credit = (amount: number, reference: string) => ({ kind: 'credit', amount, reference })
    const back = giveBack(4, [{ ref: bought.id }], {
      tenders: [credit(150, giveBack(4, []).id)],
      ...allowed('tender'),
    })
    await here.push(back)
    await there.push(
      sale(5, { ...inS02, lines: [line('B2', 200)], tenders: [credit(150, back.id), cash(50)] }),
    )
    expect(await valuesOf(ledger.db, 'credit')).toMatchObject([{ issued: { amount: 150 } }])
    expect(await codesOf(ledger.db)).toEqual([])
  })
  test('R29 R8 whoever became the same member gives back to themselves, with a receipt and without', async () => {
    const own = { ...leader, id: 'E01', role: 'associate' as const, member: member.id }
    await putRows(ledger, [put(storeScope('S01'), 'staff', ['E01', own])])
    const twin = enrolment(6, { card: 'C-7' })
    const sold = sale(7, { lines: [line('A1', 150)], customer: { member: twin.id } })
    await here.push(member, twin, enrolment(8, { card: 'C-7', phone: '0912345678' }), sold)
    await ledger.relay.idle()
    const tenders = [{ kind: 'credit', amount: 100, reference: giveBack(10, []).id }]
    await here.push(
      giveBack(9, [{ ref: sold.id }]),
      giveBack(10, [{ price: 100 }], { customer: { member: twin.id }, tenders }),
    )
    await ledger.relay.idle()
    const codes = await codesOf(ledger.db)
    expect(codes.filter((code) => code === 'returned-to-self')).toHaveLength(2)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memberTimeline } from '#server/projections/timeline.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { orderRef } from '#shared/sync/operation.ts'
import { deviceOf, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { enrolledByShop, order } from '../../make/orders.ts'
import { enrolment, giveBack, line, type Made, sale } from '../../make/operations.ts'
import { codesOf, count, valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const phone = '0912345678'

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

  const historyOf = async ({ id }: Pick<Made, 'id'>) => {
    const { member, points, entries } = await memberTimeline(ledger, id)
    return { member, points, what: entries.map(({ kind, where, amount }) => `${kind} ${where} ${amount}`) }
  }
  const inS02 = { store: 'S02', register: 'R02' }

  test.each(['first here', 'first there'])(
    'R8 enrolled in two stores with one phone they become one, with one history (%s)',
    async (who) => {
      const [one, two] = [
        enrolment(1, { phone, card: 'M1' }),
        enrolment(2, { phone: '0912 345 678', card: 'M2' }, inS02),
      ]
      const pushes = [
        () => here.push(one, sale(3, { customer: { member: one.id } })),
        () => there.push(two, sale(4, { ...inS02, customer: { member: two.id } })),
      ]
      for (const push of who === 'first here' ? pushes : pushes.reverse()) await push()
      const owner = who === 'first here' ? one : two
      const history = { member: owner.id, points: 6, what: ['sale store:S02 300', 'sale store:S01 300'] }
      expect(await historyOf(one)).toEqual(history)
      expect(await historyOf(two)).toEqual(history)
      const pictures = (await valuesOf(ledger.db, 'visitor')).filter(({ member }) => member === owner.id)
      expect(pictures).toHaveLength(2)
      expect(pictures.every((picture) => 'points' in picture && picture.points === 6)).toBe(true)
    },
  )

  test('R8 a chain of three who share credentials two by two is one member', async () => {
    const three = [enrolment(1, { phone }), enrolment(2, { card: 'M2' }), enrolment(3, { phone, card: 'M2' })]
    await here.push(...three, ...three.map(({ id }, n) => sale(4 + n, { customer: { member: id } })))
    for (const one of three) expect(await historyOf(one)).toMatchObject({ member: three[0]?.id, points: 9 })
    expect(await codesOf(ledger.db)).toEqual(['two-members-by-one-enrolment'])
  })

  test('R9 a purchase with a card that nobody owns yet is on its owner’s timeline once there is one', async () => {
    await there.push(sale(1, { ...inS02, customer: { kind: 'card', value: 'm0000007' } }))
    const owner = enrolment(2, { card: 'M0000007' })
    await here.push(owner)
    expect(await historyOf(owner)).toMatchObject({ points: 3, what: ['sale store:S02 300'] })
  })

  test('R5 a return that arrives before its sale waits for it, named', async () => {
    const owner = enrolment(1, { phone })
    const sold = sale(2, { customer: { member: owner.id }, lines: [line('A1', 150, 2)] })
    await there.push(giveBack(3, [{ ref: sold.id }], inS02))
    expect(await codesOf(ledger.db)).toEqual(['return-of-unknown-sale'])
    await here.push(owner, sold)
    expect(await codesOf(ledger.db)).toEqual([])
    expect(await historyOf(owner)).toMatchObject({
      points: 1,
      what: ['return store:S02 -150', 'sale store:S01 300'],
    })
  })

  test('F3 R7 what a shop tells twice is one operation; a newer snapshot is another, of the same thread', async () => {
    const owner = enrolledByShop(1, 'mei')
    const first = order('N1', { account: 'mei' })
    const [told] = (await recordFromChannel(ledger, 'shop', [owner, first])).acceptances
    const again = await recordFromChannel(ledger, 'shop', [owner, first])
    expect(again.acceptances[0]).toEqual(told)
    expect(again.acceptances.map(({ is }) => is)).toEqual(['accepted', 'accepted'])
    expect(await count(ledger.db, 'op')).toBe(2)
    const newer = order('N1', { account: 'mei', revision: 2, refunds: [{ id: 'r1', amount: 150 }] })
    await recordFromChannel(ledger, 'shop', [newer, first])
    expect(await count(ledger.db, 'op')).toBe(3)
    const [account] = await valuesOf(ledger.db, 'account')
    expect(account).toMatchObject({ points: 5 })
    expect(await valuesOf(ledger.db, 'thread')).toHaveLength(1)
    expect(await codesOf(ledger.db)).toEqual([])
  })

  test('R7 snapshots out of order end as the newest says', async () => {
    await recordFromChannel(ledger, 'shop', [enrolledByShop(1, 'mei')])
    const cancelled = { cancellations: [{ id: 'c1', line: 1, amount: 400 }] }
    for (const revision of [3, 1, 2]) {
      await recordFromChannel(ledger, 'shop', [
        order('N1', { account: 'mei', revision, ...(revision > 1 ? cancelled : {}) }),
      ])
    }
    expect(await valuesOf(ledger.db, 'order')).toMatchObject([{ net: 300, order: { revision: 3 } }])
    expect((await valuesOf(ledger.db, 'account')).map(({ points }) => points)).toEqual([3])
  })

  test('R7 one history holds what was bought online and given back in a store, with its lines', async () => {
    await recordFromChannel(ledger, 'shop', [enrolledByShop(1, 'mei'), order('N1', { account: 'mei' })])
    const ref = orderRef('shop', 'N1')
    await here.push(giveBack(5, [{ ref, line: 0, quantity: 1 }]))
    const [account] = await valuesOf(ledger.db, 'account')
    const member = account?.rank?.member
    if (!member) throw new Error('nobody was enrolled')
    const { entries, points, totals, more } = await memberTimeline(ledger, member)
    expect(points).toBe(5)
    expect(more).toBe(false)
    expect(totals).toEqual([
      { where: 'channel:shop', purchases: 1, bought: 700, returned: 0 },
      { where: 'store:S01', purchases: 0, bought: 0, returned: 150 },
    ])
    const latest = await memberTimeline(ledger, member, 1)
    expect(latest).toMatchObject({ more: true, totals, entries: [{ kind: 'return' }] })
    expect(entries.map(({ kind, amount, thread }) => [kind, amount, thread])).toEqual([
      ['return', -150, ref],
      ['order', 700, ref],
    ])
    expect(entries[0]?.lines).toEqual([
      { sku: 'A1', name: 'A1 茶', quantity: -1, amount: -150, of: { ref, line: 0 } },
    ])
    expect(entries[1]?.lines.map(({ sku, quantity, amount }) => [sku, quantity, amount])).toEqual([
      ['A1', 2, 300],
      ['B2', 1, 400],
    ])
  })

  test('R12 a receipt number that comes twice is kept twice and flagged', async () => {
    const copy = await deviceOf(ledger, { id: 'D3' })
    await here.push(sale(1, { receipt: 'R01-A-000001' }))
    await copy.push(sale(2, { receipt: 'R01-A-000001' }))
    expect(await valuesOf(ledger.db, 'ticket')).toHaveLength(2)
    expect(await codesOf(ledger.db)).toEqual(['receipt-number-used-twice'])
    expect(await valuesOf(ledger.db, 'outcome')).toEqual([
      { op: sale(2).id, status: 'flagged', codes: ['receipt-number-used-twice'] },
    ])
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '#server/db/query.ts'
import { ledgerOn as openOn, accepted, deviceOf, WireDevice } from '../../make/ledger.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { replayParked } from '#server/sync/parked.ts'
import { Chain } from '../../make/chain.ts'
import { money } from '#shared/domain/money.ts'
import { recordFromChannel } from '#server/sync/channel-door.ts'
import { order, snapshot } from '../../make/orders.ts'
import { enrolment, fromTheFuture, giveBack, line, made, sale } from '../../make/operations.ts'
import { asksFor, poisoned, writesRowWith } from '../../make/poisoned.ts'
import { ask, codesOf, settledRows, valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const poison = 'R01-A-666666'

describe.each(dialects)('on $name', ({ fresh }) => {
  let db: Database
  let ledger: Ledger
  let till: WireDevice

  beforeEach(async () => {
    db = await fresh()
    ledger = await openOn(poisoned(db, asksFor(poison)))
    till = await deviceOf(ledger, { id: 'D1' })
  })
  afterEach(async () => {
    await ledger.close()
    await db.close()
  })

  const parked = async () =>
    (await ask(db, "SELECT seq FROM op WHERE status = 'parked' ORDER BY seq")).map(({ seq }) => seq)
  const bad = (n: number, over: Parameters<typeof sale>[1] = {}) => sale(n, { receipt: poison, ...over })

  /** The server after a deploy that can run what the one before could not. */
  async function newer(): Promise<Ledger> {
    await ledger.close()
    ledger = await openOn(db)
    till = Object.assign(new WireDevice(ledger, till.row), { chain: till.chain })
    return ledger
  }

  test('Y5 an operation of a newer app is stored, named and parked; the queue goes on', async () => {
    const { durableSeq, acceptances } = accepted(await till.push(sale(1), fromTheFuture(2), sale(3)))
    expect([durableSeq, acceptances.map(({ is }) => is)]).toEqual([3, ['accepted', 'accepted', 'accepted']])
    expect(await parked()).toEqual([2])
    expect(await codesOf(db)).toEqual(['operation-not-understood'])
    expect(await valuesOf(db, 'outcome')).toEqual([
      { op: fromTheFuture(2).id, status: 'parked', codes: ['operation-not-understood'] },
    ])
    expect(await valuesOf(db, 'ticket')).toHaveLength(2)
  })

  test('Y5 words that a database cannot hold do not stop the queue', async () => {
    const odd = [
      made(1, { kind: 'sale\u0000complete', args: {} }, { scene: {} }),
      made(2, { kind: 'stock.adjust', args: {} }, { scene: { store: 'S\u000001' } }),
      { ...sale(3), sidecars: [{ subject: 'x\u0000', salt: '0'.repeat(32), data: { value: 'x' } }] },
    ]
    expect(accepted(await till.push(...odd, sale(4))).durableSeq).toBe(4)
    expect(await valuesOf(db, 'ticket')).toHaveLength(2)
  })

  test('Y5 what a tablet may not do is kept, named as that, and has no effect, now and after a deploy', async () => {
    const forged = snapshot('N1', {}, 'web')
    expect(accepted(await till.push(forged, sale(2))).durableSeq).toBe(2)
    expect(await codesOf(db)).toEqual(['operation-not-allowed'])
    await replayParked(await newer())
    expect(await parked()).toEqual([1])
    expect(await valuesOf(db, 'order')).toEqual([])
    const { acceptances } = await recordFromChannel(ledger, 'web', [order('N1', { revision: 2 })])
    expect(acceptances).toMatchObject([{ is: 'accepted' }])
    expect(await valuesOf(db, 'order')).toHaveLength(1)
  })

  test('F3 a snapshot that is told again at another time is the same one', async () => {
    const told = order('N1')
    const [first] = (await recordFromChannel(ledger, 'web', [told])).acceptances
    const [again] = (await recordFromChannel(ledger, 'web', [{ ...told, at: told.at + 5_000 }])).acceptances
    expect([first?.is, again]).toEqual(['accepted', first])
    expect(await codesOf(db)).toEqual([])
  })

  test('Y3 F3 an operation of a tablet that took a snapshot’s id is a conflict, and not the snapshot', async () => {
    const forged = made(
      1,
      { kind: 'stock.adjust', args: {} },
      { scene: { id: snapshot('N1', {}, 'web').id } },
    )
    await till.push(forged)
    const { acceptances } = await recordFromChannel(ledger, 'web', [order('N1')])
    expect(acceptances).toMatchObject([{ is: 'conflict' }])
    expect(await codesOf(db)).toContain('same-id-other-content')
  })

  test('R1 an order whose line is not price times quantity is kept and named', async () => {
    const lines = [{ ...line('A1', 100), amount: money(5) }]
    await recordFromChannel(ledger, 'web', [order('N1', { lines })])
    expect(await valuesOf(db, 'order')).toHaveLength(1)
    expect(await codesOf(db)).toEqual(['line-amount-differs'])
  })

  test('Y5 O1 what is malformed, or no operation at all, is kept as it came', async () => {
    const odd = made(1, { kind: 'sale.complete', args: { total: 'much' } }, { scene: {} })
    const noise = { id: odd.id, body: 'no json', sidecars: [] }
    expect(accepted(await till.push(odd, noise, sale(3))).durableSeq).toBe(3)
    const kept = await ask(db, "SELECT body, kind FROM op WHERE status = 'parked' ORDER BY seq")
    expect(kept).toEqual([
      { body: odd.body, kind: 'sale.complete' },
      { body: 'no json', kind: 'unreadable' },
    ])
  })

  test('Y5 what needs a parked operation’s rows parks behind it, and nothing else does', async () => {
    const seller = bad(1)
    const back = giveBack(2, [{ ref: seller.id }])
    await till.push(seller, back, sale(3))
    await till.push(giveBack(4, [{ ref: sale(3).id }]))
    expect(await parked()).toEqual([1, 2])
  })

  test('Y5 P6 an operation that fails whenever it is run is found by halving and parked; all others count', async () => {
    const ops = Array.from({ length: 9 }, (_, n) => (n === 5 ? bad(n + 1) : sale(n + 1)))
    const { durableSeq, acceptances } = accepted(await till.push(...ops))
    expect(durableSeq).toBe(9)
    expect(acceptances.map(({ id }) => id)).toEqual(ops.map(({ id }) => id))
    expect(await parked()).toEqual([6])
    expect(await valuesOf(db, 'ticket')).toHaveLength(8)
    expect(await codesOf(db)).toEqual(['operation-failed'])
  })

  test('Y5 P6 an operation whose rows cannot be written is found as well, alone or among others', async () => {
    const text = '寫不進去'
    const strict = await openOn(poisoned(db, writesRowWith(text)))
    const [one, two] = [
      await deviceOf(strict, { id: 'D8' }),
      await deviceOf(strict, { id: 'D9', register: 'R09' }),
    ]
    const broken = sale(2, { lines: [line('A1', 150, 2), { ...line('B2', 1), name: text }] })
    const answers = await Promise.all([
      one.push(sale(1), broken, sale(3)),
      two.push(sale(4, { receipt: 'R09-A-000001' })),
    ])
    expect(answers.map((answer) => accepted(answer).durableSeq)).toEqual([3, 1])
    expect(await parked()).toEqual([2])
    expect(await valuesOf(db, 'ticket')).toHaveLength(3)
    await strict.close()
  })

  test('Y5 several that fail are each found', async () => {
    const ops = Array.from({ length: 12 }, (_, n) => ([0, 4, 11].includes(n) ? bad(n + 1) : sale(n + 1)))
    expect(accepted(await till.push(...ops)).durableSeq).toBe(12)
    expect(await parked()).toEqual([1, 5, 12])
  })

  test('Y5 one that fails among others of the same moment stops neither them nor its own queue', async () => {
    const others = await Promise.all(['D2', 'D3', 'D4'].map((id) => deviceOf(ledger, { id, register: id })))
    const pushes = others.map((other, n) => other.push(sale(10 + n, { receipt: `R0${n}-A-000001` })))
    const answers = await Promise.all([...pushes, till.push(bad(1), sale(2))])
    expect(answers.map((answer) => accepted(answer).durableSeq)).toEqual([1, 1, 1, 2])
    expect(await parked()).toEqual([1])
  })

  test('Y5 Y8 a newer server runs what was parked, in order, and says so to the device', async () => {
    const seller = bad(1, { customer: { kind: 'phone', value: '0912345678' } })
    const back = giveBack(2, [{ ref: seller.id }])
    const member = enrolment(3, { phone: '0912345678' })
    await till.push(seller, back, member)
    expect((await till.plan()).visibleSeq).toBe(0)
    await newer()
    expect(await parked()).toEqual([])
    expect((await till.plan()).visibleSeq).toBe(3)
    expect(await codesOf(db)).toEqual([])
    expect(await valuesOf(db, 'outcome')).toEqual([])
    expect((await valuesOf(db, 'account')).map(({ points }) => points)).toEqual([1])

    const never = await openOn(await fresh())
    const other = await deviceOf(never, { id: 'D1' })
    await other.push(seller, back, member)
    const withoutVisits = (rows: string[]) =>
      rows.map((row) => row.replace(/"(visits|at|receivedAt)":[^,}]+/g, ''))
    expect(withoutVisits(await settledRows(db))).toEqual(withoutVisits(await settledRows(never.db)))
    await never.close()
    await never.db.close()
  })

  test('Y5 what no server understands yet stays, however often it is tried', async () => {
    await till.push(fromTheFuture(1), bad(2))
    await newer()
    expect(await parked()).toEqual([1])
    expect(await replayParked(ledger)).toBe(0)
    expect(await codesOf(db)).toEqual(['operation-not-understood'])
  })

  test('Y3 Y5 an operation that is sent again while it is parked is not run by that', async () => {
    const ops = till.chain.add(bad(1))
    const first = accepted(await till.send(ops))
    expect(accepted(await till.send(ops))).toEqual(first)
    expect(await parked()).toEqual([1])
  })

  test('Y8 P5 an operation that is parked stays hidden when it is handed in again under a new incarnation', async () => {
    await till.push(fromTheFuture(1))
    await db.write(function* () {
      yield {
        sql: "INSERT INTO incarnation (device, incarnation, letter, durable_seq, link, covered_seq, reported_seq) VALUES ('D1', 2, 'B', 0, '', 0, 0)",
      }
    })
    till.chain = new Chain(2)
    await till.push(sale(5), fromTheFuture(1), sale(6))
    const { durableSeq, visibleSeq } = await till.plan()
    expect([durableSeq, visibleSeq]).toEqual([3, 1])
  })
})

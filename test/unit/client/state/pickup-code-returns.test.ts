import { describe, expect, it } from 'vitest'
import { useAnswering } from '#client/state/answering.ts'
import { money } from '#shared/domain/money.ts'
import { DEFAULT_TERMS } from '#shared/domain/terms.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { mug } from '../../../make/counter.ts'
import { type FakeData, fakeId } from '../../../make/fake-tablet.ts'
import { qrOf, withPickup } from '../../../make/pickup-counter.ts'
import { pickupOf } from '../../../make/pickup-rows.ts'

const line = { sku: mug.sku, name: mug.name, quantity: 2, unitPrice: money(290), amount: money(580) }
const all = [{ line: 0, quantity: 2, amount: money(580) }]

/** The order of a pickup as every tablet of the chain knows it. */
const ordered = ({ ref, number }: Pickup, given: number): Receipt => ({
  ref,
  lines: [{ ...line, kind: 'goods' }],
  number,
  where: 'channel:shop',
  at: 0,
  businessDate: '2026-11-20',
  who: null,
  revision: 1,
  promised: [{ part: 1, isPaid: true, lines: all }],
  handed:
    given === 0
      ? {}
      : {
          h1: {
            at: 1,
            date: '2026-11-21',
            lines: [{ line: 0, quantity: given, amount: money(290 * given) }],
          },
        },
  returned: {},
})

const opened = (pickup: Pickup, data: FakeData) => withPickup(pickup, DEFAULT_TERMS, data)

describe('the code that an order was collected with', () => {
  const done = pickupOf(1, { state: 'collected' })

  it('R36 brings the goods back where they were collected', async () => {
    const { scan, session, counter, returns } = await opened(done, { receipts: [ordered(done, 2)] })
    session.place = 'pickups'
    await scan(qrOf(done))
    expect([session.place, counter.ticket, returns.receipt?.ref]).toEqual(['counter', 'return', done.ref])
    expect(returns.lines.map(({ remaining }) => remaining)).toEqual([2])
  })

  it('R36 brings them back in any store, one that has asked the server too', async () => {
    const here = await opened(done, { pickups: [], receipts: [ordered(done, 2)] })
    await here.scan(qrOf(done))
    expect(here.returns.receipt?.ref).toBe(done.ref)
    const asked = await opened(done, { pickups: [], receipts: [], retired: [ordered(done, 2)] })
    await asked.scan(qrOf(done))
    expect(asked.returns.receipt?.ref).toBe(done.ref)
  })

  it('R36 of which everything came back shows what became of the pickup', async () => {
    const back = { op: fakeId(9), home: 'store:S01', revision: 1, lines: all }
    const whole = { ...ordered(done, 2), returned: { [back.op]: back } }
    const { scan, session, counter } = await opened(done, { receipts: [whole] })
    await scan(qrOf(done))
    expect([session.place, counter.ticket]).toEqual(['pickups', 'basket'])
  })

  it('R36 is no return while another store still has the goods', async () => {
    const { scan, counter, notice } = await opened(done, { pickups: [], receipts: [ordered(done, 0)] })
    await scan(qrOf(done))
    expect(counter.ticket).toBe('basket')
    expect(notice.shown).toMatchObject({ kind: 'unknown-pickup' })
  })

  it('R36 hands over what is left of a part, unless somebody asked for a return', async () => {
    const part = pickupOf(1, { state: 'partly-collected' })
    const collecting = await opened(part, { receipts: [ordered(part, 1)] })
    await collecting.scan(qrOf(part))
    expect(collecting.counter.ticket).toBe('handover')
    const { scan, ringing, returns } = await opened(part, { receipts: [ordered(part, 1)] })
    ringing.startReturn()
    await scan(qrOf(part))
    expect(returns.lines.map(({ remaining, owed }) => [remaining, owed])).toEqual([[1, 1]])
  })

  it('R36 is read where a receipt is asked for', async () => {
    const { pinia, ringing, returns } = await opened(done, { receipts: [ordered(done, 2)] })
    ringing.startReturn()
    await useAnswering(pinia).onReceipt(qrOf(done))
    expect(returns.receipt?.ref).toBe(done.ref)
  })
})

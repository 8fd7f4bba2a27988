import { describe, expect, it } from 'vitest'
import { fromHex } from '#shared/base/bytes.ts'
import { money } from '#shared/domain/money.ts'
import { pickupCode } from '#shared/domain/proof.ts'
import { fang, ming, mug, pen } from '../../../make/counter.ts'
import { fakeDevice } from '../../../make/fake-tablet.ts'
import { cash } from '../../../make/open-shop.ts'
import { qrOf, withPickup } from '../../../make/pickup-counter.ts'
import { pickupLine, pickupOf } from '../../../make/pickup-rows.ts'

describe('a handover', () => {
  it('begins with the QR code that the buyer shows, wherever it is scanned, and that proves enough', async () => {
    const pickup = pickupOf(1)
    const { scan, session, counter, handing, closing, payment, handed } = await withPickup(pickup)
    session.place = 'pickups'
    await scan(qrOf(pickup))
    expect(session.place).toBe('counter')
    expect(counter.ticket).toBe('handover')
    expect(handing.problem).toBeUndefined()
    await closing.handOver()
    expect(handed()).toMatchObject([
      {
        kind: 'pickup.handover',
        staff: fang.id,
        pickup: pickup.key,
        ref: pickup.ref,
        proof: 'qr',
        device: fakeDevice.device,
        lines: [
          { line: 0, sku: mug.sku, quantity: 2, amount: 580 },
          { line: 1, sku: pen.sku, quantity: 1, amount: 35 },
        ],
      },
    ])
    expect(payment.paid).toMatchObject({ kind: 'handover', pickup: { number: 'W-1001', rest: 0 } })
    expect(counter.ticket).toBe('paid')
    counter.next()
    expect(handing.pickup).toBeUndefined()
  })

  it('R35 to somebody whom the buyer did not name needs a code, or somebody who agrees', async () => {
    const proofs = { ...pickupOf(1).proofs, delegate: null }
    const pickup = pickupOf(1, { lines: [pickupLine(0, pen)], proofs })
    const { handing, proving } = await withPickup(pickup)
    handing.open(pickup)
    proving.show('document')
    expect(handing.exceptions).toEqual([])
    proving.setDelegate(true)
    proving.show('document')
    expect(handing.exceptions).toContain('proof')
    proving.show('code')
    expect(handing.exceptions).not.toContain('proof')
  })

  it('is not of a code that another chain made', async () => {
    const pickup = pickupOf(1)
    const { scan, counter, notice } = await withPickup(pickup)
    await scan(pickupCode({ ref: pickup.ref, part: 1, lastDay: '2026-11-29' }, fromHex('11'.repeat(32))))
    expect(counter.ticket).toBe('basket')
    expect(notice.shown).toMatchObject({ kind: 'unknown-pickup' })
  })

  it('goes by the order number, and then somebody has to find out who it is', async () => {
    const { scan, counter, handing } = await withPickup(pickupOf(1))
    await scan('w-1001')
    expect(counter.ticket).toBe('handover')
    expect(handing.problem).toBe('no-proof')
  })

  it('of a pickup that is not ready shows why instead', async () => {
    const pickup = pickupOf(1, { state: 'picking', keptUntil: null })
    const { scan, counter, session, pickups } = await withPickup(pickup)
    await scan(qrOf(pickup))
    expect(counter.ticket).toBe('basket')
    expect(session.place).toBe('pickups')
    expect(pickups.opened?.key).toBe(pickup.key)
  })

  it('may be of a part: the rest stays', async () => {
    const pickup = pickupOf(1)
    const { scan, handing, closing, payment, handed } = await withPickup(pickup)
    await scan(qrOf(pickup))
    handing.setQuantity(0, 1)
    handing.setQuantity(1, -3)
    await closing.handOver()
    expect(handed()).toMatchObject([{ lines: [{ line: 0, quantity: 1, amount: 290 }] }])
    expect(payment.paid?.pickup).toEqual({ number: 'W-1001', rest: 2, keptUntil: pickup.keptUntil })
  })

  it('checks the goods of the order when they are scanned, and sells the others with them', async () => {
    const pickup = pickupOf(1, { lines: [pickupLine(0, mug)] })
    const { scan, handing, basket, counter, closing, payment, handed } = await withPickup(pickup)
    await scan(qrOf(pickup))
    await scan('4712345678900', 1000)
    expect(handing.lines).toMatchObject([{ checked: 1 }])
    expect(basket.isEmpty).toBe(true)
    await scan('4006381333931', 2000)
    expect(basket.lines).toMatchObject([{ sku: pen.sku }])
    expect(counter.ticket).toBe('handover')
    counter.pay('cash')
    await closing.sell(cash(35))
    expect(handed()).toMatchObject([
      {
        lines: [{ sku: mug.sku }],
        paid: { due: 0, more: [{ sku: pen.sku, quantity: 1 }], tenders: [{ amount: 35 }] },
      },
    ])
    expect(payment.paid).toMatchObject({ kind: 'sale', lines: [{ sku: pen.sku }] })
  })

  it('is paid where it is handed over, by several tenders, for what changes hands', async () => {
    const pickup = pickupOf(1, { isPaid: false, due: money(615) })
    const { scan, handing, counter, closing, handed, payment } = await withPickup(pickup)
    await scan(qrOf(pickup))
    handing.setQuantity(1, 0)
    expect(handing.due).toBe(580)
    counter.pay('cash')
    expect(counter.ticket).toBe('pay')
    await closing.sell(cash(500))
    expect(handed()).toEqual([])
    await closing.sell({ kind: 'external', amount: money(80), reference: 'EDC-1', method: 'card' })
    expect(handed()).toMatchObject([
      { paid: { due: 580, more: [], tenders: [{ amount: 500 }, { amount: 80 }] } },
    ])
    expect(payment.paid?.lines).toMatchObject([{ sku: mug.sku, quantity: 2 }])
  })

  it('takes no money as long as something is against it', async () => {
    const { collecting, counter, tablet } = await withPickup(pickupOf(1, { isPaid: false, due: money(615) }))
    collecting.begin(pickupOf(1))
    counter.pay('cash')
    expect(counter.ticket).toBe('handover')
    expect(tablet.committed.filter(({ kind }) => kind === 'pickup.handover')).toEqual([])
  })

  it('follows what another tablet does with it meanwhile', async () => {
    const pickup = pickupOf(1)
    const { scan, handing, tablet, pickups, closing, handed } = await withPickup(pickup)
    await scan(qrOf(pickup))
    tablet.setPickups([{ ...pickup, state: 'collected', endedAt: 5 }])
    await pickups.refresh()
    expect(handing.problem).toBe('gone')
    await closing.handOver()
    expect(handed()).toEqual([])
  })

  it('one step back from paying comes to it again, and then to the basket as it was', async () => {
    const pickup = pickupOf(1, { isPaid: false, due: money(615) })
    const { scan, ringing, counter, handing, basket } = await withPickup(pickup)
    ringing.ring(pen)
    await scan(qrOf(pickup))
    counter.pay('card')
    counter.back()
    expect(counter.ticket).toBe('handover')
    counter.back()
    expect(counter.ticket).toBe('basket')
    expect(handing.pickup).toBeUndefined()
    expect(basket.lines).toMatchObject([{ sku: pen.sku }])
  })

  it('is offered when the member whose order it is stands there', async () => {
    const { collecting, visitor, counter, pickups } = await withPickup(
      pickupOf(1, { who: { member: ming.id } }),
    )
    await visitor.show(ming)
    const [waiting] = pickups.all
    if (waiting) collecting.begin(waiting)
    expect(counter.ticket).toBe('handover')
  })
})

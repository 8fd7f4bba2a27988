import { describe, expect, it } from 'vitest'
import { fromHex } from '#shared/base/bytes.ts'
import { DAY_MS, HOUR_MS } from '#shared/base/time.ts'
import { money } from '#shared/domain/money.ts'
import type { Pickup } from '#shared/domain/pickup.ts'
import { pickupCode } from '#shared/domain/proof.ts'
import { DEFAULT_TERMS, type Terms } from '#shared/domain/terms.ts'
import { useCollecting } from '#client/state/collecting.ts'
import { useHanding } from '#client/state/handing.ts'
import { useHolding } from '#client/state/holding.ts'
import { useOutbox } from '#client/state/outbox.ts'
import { usePickups } from '#client/state/pickups.ts'
import { useProving } from '#client/state/proving.ts'
import { useScanning } from '#client/state/scanning.ts'
import { useSession } from '#client/state/session.ts'
import { fang, ming, mug, pen } from '../../../make/counter.ts'
import { fakeDevice } from '../../../make/fake-tablet.ts'
import { cash, openShop } from '../../../make/open-shop.ts'
import { buyer, pickupLine, pickupOf } from '../../../make/pickup-rows.ts'

const lead = { ...fang, id: 'S009', name: '周店長', role: 'manager' } as const
const qrOf = ({ ref, part }: Pickup): string =>
  pickupCode({ ref, part, lastDay: '2026-11-29' }, fromHex(fakeDevice.receiptKey))
const ours = { device: fakeDevice.device, until: 12 * HOUR_MS }

async function withPickup(pickup: Pickup, terms: Terms = DEFAULT_TERMS) {
  const shop = openShop({ pickups: [pickup], terms })
  const { pinia } = shop
  await usePickups(pinia).refresh()
  const scan = (text: string, at = 0): Promise<void> =>
    useScanning(pinia).onScan({ text, source: 'wedge', at })
  return {
    ...shop,
    scan,
    handing: useHanding(pinia),
    holding: useHolding(pinia),
    proving: useProving(pinia),
    pickups: usePickups(pinia),
    session: useSession(pinia),
    collecting: useCollecting(pinia),
    handed: () => shop.tablet.committed.filter(({ kind }) => kind === 'pickup.handover'),
  }
}

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

describe('who may have it', () => {
  it('the value decides how surely it has to be shown, and the code is sure enough', async () => {
    const dear = pickupOf(1, { lines: [pickupLine(0, { ...mug, price: money(25_000) })] })
    const { scan, handing, proving } = await withPickup(dear)
    await scan('W-1001')
    expect(handing.needed).toBe('code')
    proving.show('document')
    expect(handing.exceptions).toEqual(['proof'])
    proving.said.code = 'k7m-3pq'
    await proving.tryCode()
    expect(proving.best).toBe('code')
    expect(handing.exceptions).toEqual([])
    expect(handing.problem).toBeUndefined()
  })

  it('knows the buyer by number, phone and name, and a delegate by their own', async () => {
    const { scan, proving } = await withPickup(pickupOf(1))
    await scan('W-1001')
    Object.assign(proving.said, { order: 'W-1001', tail: '678', name: ' 陳美玲 ' })
    await proving.tryOrder()
    expect(proving.best).toBe('order')
    proving.setDelegate(true)
    expect(proving.best).toBeUndefined()
    await proving.tryOrder()
    expect(proving.orderTried).toBe('wrong')
    Object.assign(proving.said, { tail: '111', name: buyer.delegateName })
    await proving.tryOrder()
    expect(proving.best).toBe('order')
  })

  it('wrong codes are counted like wrong PINs, also after the tablet was opened again', async () => {
    const { scan, proving, pass, tablet } = await withPickup(pickupOf(1))
    await scan('W-1001')
    for (let tries = 0; tries < 5; tries++) await proving.tryCode('AAAAAA')
    expect(proving.waitSeconds).toBe(30)
    await proving.tryCode(buyer.code)
    expect(proving.codeTried).toBe('wait')
    expect(proving.best).toBeUndefined()
    const again = await withPickup(pickupOf(1))
    for (const [key, value] of tablet.notes) again.tablet.notes.set(key, value)
    await again.scan('W-1001')
    await again.proving.tryCode(buyer.code)
    expect(again.proving.codeTried).toBe('wait')
    pass(30_000)
    await proving.tryCode(buyer.code)
    expect(proving.best).toBe('code')
  })

  it('a code that is typed finds its pickup and proves it; guessing at all of them is slowed down', async () => {
    const { scan, proving, counter, notice, collecting } = await withPickup(pickupOf(1))
    for (let tries = 0; tries < 5; tries++) await scan(`AAAAA${tries}`, tries * 5000)
    expect(counter.ticket).toBe('basket')
    await scan('K7M3PQ', 60_000)
    expect(notice.shown).toMatchObject({ kind: 'unknown-code' })
    expect(await collecting.onTyped('K7M3PQ')).toBe(true)
    expect(notice.shown).toMatchObject({ kind: 'pickup-tries' })
    const other = await withPickup(pickupOf(1))
    await other.scan('K7M3PQ')
    expect(other.counter.ticket).toBe('handover')
    expect(other.proving.best).toBe('code')
    expect(proving.best).toBeUndefined()
  })

  it('barcodes that nobody knows are no guesses', async () => {
    const { scan, notice, tablet } = await withPickup(pickupOf(1))
    for (let tries = 0; tries < 7; tries++) await scan('4710000000011', tries * 5000)
    expect(notice.shown).toEqual({ kind: 'unknown-product', text: '4710000000011' })
    expect([...tablet.notes.keys()]).toEqual([])
  })

  it('too little proof needs a reason and a manager', async () => {
    const dear = pickupOf(1, { lines: [pickupLine(0, { ...mug, price: money(5000) })] })
    const { scan, handing, proving, closing, handed } = await withPickup(dear)
    await scan('W-1001')
    proving.show('document')
    expect(handing.problem).toBe('needs-reason')
    handing.consent.reason = '顧客手機沒電，店長認識本人'
    expect(handing.problem).toBe('needs-approval')
    handing.consent.approver = lead
    await closing.handOver()
    expect(handed()).toMatchObject([
      { proof: 'document', exception: '顧客手機沒電，店長認識本人', approver: lead.id },
    ])
  })

  it('an approval is for what was approved: other goods need another one', async () => {
    const dear = pickupOf(1, { lines: [pickupLine(0, { ...mug, price: money(5000) }, { quantity: 2 })] })
    const { scan, handing, proving } = await withPickup(dear)
    await scan('W-1001')
    proving.show('document')
    handing.consent.reason = 'x'
    handing.consent.approver = lead
    expect(handing.problem).toBeUndefined()
    handing.setQuantity(0, 1)
    expect(handing.problem).toBe('needs-approval')
  })
})

describe('a handover without a network', () => {
  it('is asked for while there is a line, when a pickup is opened', async () => {
    const pickup = pickupOf(1)
    const { scan, tablet, handing, holding } = await withPickup(pickup)
    await scan(qrOf(pickup))
    expect(tablet.committed).toMatchObject([
      { kind: 'pickup.lease', pickup: pickup.key, device: fakeDevice.device },
    ])
    expect(handing.hold).toEqual({ kind: 'online' })
    expect(holding.asked).toBe(pickup.key)
  })

  it('needs nothing more on the tablet that holds it, and nothing is asked for', async () => {
    const pickup = pickupOf(1, { lease: ours })
    const { scan, tablet, handing, closing, handed, outbox } = await offline(pickup)
    expect(outbox()).toBe(false)
    await scan(qrOf(pickup))
    expect(handing.hold).toEqual({ kind: 'ours', until: ours.until })
    expect(handing.problem).toBeUndefined()
    await closing.handOver()
    expect(tablet.committed).toHaveLength(1)
    expect(handed()[0]).not.toHaveProperty('unleased')
  })

  it('elsewhere is an exception, or refused, as the chain says', async () => {
    const pickup = pickupOf(1)
    const flagged = await offline(pickup)
    await flagged.scan(qrOf(pickup))
    expect(flagged.handing.exceptions).toEqual(['lease'])
    flagged.handing.consent.reason = '沒有網路'
    flagged.handing.consent.approver = lead
    await flagged.closing.handOver()
    expect(flagged.handed()).toMatchObject([{ unleased: true, exception: '沒有網路', approver: lead.id }])
    const strict = {
      ...DEFAULT_TERMS,
      pickups: { ...DEFAULT_TERMS.pickups, offlineWithoutLease: 'refuse' },
    } as const
    const refused = await offline(pickup, strict)
    await refused.scan(qrOf(pickup))
    expect(refused.handing.problem).toBe('refused-offline')
  })

  it('while another tablet holds it, somebody makes sure first; a hold that is over holds nothing', async () => {
    const lease = { device: 'other', until: 2 * HOUR_MS }
    const pickup = pickupOf(1, { lease })
    const { scan, handing, pass, pickups } = await withPickup(pickup)
    await scan(qrOf(pickup))
    expect(handing.exceptions).toEqual(['elsewhere'])
    pass(2 * HOUR_MS)
    pickups.tick()
    expect(handing.exceptions).toEqual([])
  })

  it('is possible after its time: it is said, and kept', async () => {
    const pickup = pickupOf(1, { keptUntil: DAY_MS, lease: { ...ours, until: 9 * DAY_MS } })
    const { scan, pass, closing, handed } = await withPickup(pickup)
    pass(2 * DAY_MS)
    await scan(qrOf(pickup))
    await closing.handOver()
    expect(handed()).toHaveLength(1)
  })

  async function offline(pickup: Pickup, terms?: Terms) {
    const shop = await withPickup(pickup, terms)
    const store = useOutbox(shop.pinia)
    shop.tablet.setStatus({ contact: 'unreachable' })
    store.refresh()
    return { ...shop, outbox: () => store.isOnline }
  }
})

import { describe, expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import { mug } from '../../../make/counter.ts'
import { lead, withPickup } from '../../../make/pickup-counter.ts'
import { buyer, pickupLine, pickupOf } from '../../../make/pickup-rows.ts'

describe('who may have it', () => {
  it('the value decides how surely it has to be shown, and the code is sure enough', async () => {
    const dear = pickupOf(1, { lines: [pickupLine(0, { ...mug, price: money(25_000) })] })
    const { scan, handing, proving } = await withPickup(dear)
    await scan('W-1001')
    expect(handing.needed).toBe('code')
    proving.show('document')
    expect(handing.exceptions).toEqual(['proof'])
    proving.said.code = 'k7m3-pq2x'
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
    for (let tries = 0; tries < 5; tries++) await proving.tryCode('AAAAAAAA')
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
    for (let tries = 0; tries < 5; tries++) await scan(`AAAAAAA${tries}`, tries * 5000)
    expect(counter.ticket).toBe('basket')
    await scan('K7M3PQ2X', 60_000)
    expect(notice.shown).toMatchObject({ kind: 'unknown-code' })
    expect(await collecting.onTyped('K7M3PQ2X')).toBe(true)
    expect(notice.shown).toMatchObject({ kind: 'pickup-tries' })
    const other = await withPickup(pickupOf(1))
    await other.scan('K7M3PQ2X')
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

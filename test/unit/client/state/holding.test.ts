import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from '#shared/base/time.ts'
import { DEFAULT_TERMS } from '#shared/domain/terms.ts'
import { fakeDevice } from '../../../make/fake-tablet.ts'
import { lead, offline, ours, qrOf, withPickup } from '../../../make/pickup-counter.ts'
import { pickupOf } from '../../../make/pickup-rows.ts'

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

  it('asks whoever holds it, once, and goes on waiting for it', async () => {
    const pickup = pickupOf(1, { lease: { device: 'other', until: 12 * HOUR_MS } })
    const { scan, tablet } = await withPickup(pickup)
    await scan(qrOf(pickup))
    expect(tablet.committed).toMatchObject([{ kind: 'pickup.lease', pickup: pickup.key }])
    const lease = { device: 'other', until: 12 * HOUR_MS, wanted: fakeDevice.device }
    const again = await withPickup({ ...pickup, lease })
    await again.scan(qrOf(pickup))
    expect(again.tablet.committed).toEqual([])
    expect(again.holding.isWanted(again.handing.pickup)).toBe(true)
  })

  it('gives back what another tablet asked for, unless it lies on this counter or the line is cut', async () => {
    const pickup = pickupOf(1, { lease: { ...ours, wanted: 'other' } })
    const idle = await withPickup(pickup)
    await idle.holding.giveBack()
    expect(idle.tablet.committed).toMatchObject([
      { kind: 'pickup.lease', pickup: pickup.key, device: fakeDevice.device, givesBack: true },
    ])
    const busy = await withPickup(pickup)
    await busy.scan(qrOf(pickup))
    await busy.holding.giveBack()
    expect(busy.tablet.committed).toEqual([])
    const cut = await offline(pickup)
    await cut.holding.giveBack()
    expect(cut.tablet.committed).toEqual([])
    const alone = await withPickup(pickupOf(1, { lease: ours }))
    await alone.holding.giveBack()
    expect(alone.tablet.committed).toEqual([])
  })

  it('is possible after its time: it is said, and kept', async () => {
    const pickup = pickupOf(1, { keptUntil: DAY_MS, lease: { ...ours, until: 9 * DAY_MS } })
    const { scan, pass, closing, handed } = await withPickup(pickup)
    pass(2 * DAY_MS)
    await scan(qrOf(pickup))
    await closing.handOver()
    expect(handed()).toHaveLength(1)
  })
})

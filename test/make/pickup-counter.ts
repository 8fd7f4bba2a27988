/** A counter whose store has one pickup, and what a handover goes through. */
import { fromHex } from '#shared/base/bytes.ts'
import { HOUR_MS } from '#shared/base/time.ts'
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
import { fang } from './counter.ts'
import { type FakeData, fakeDevice } from './fake-tablet.ts'
import { openShop } from './open-shop.ts'

export const lead = { ...fang, id: 'S009', name: '周店長', role: 'manager' } as const
export const qrOf = ({ ref, part }: Pickup): string =>
  pickupCode({ ref, part, lastDay: '2026-11-29' }, fromHex(fakeDevice.receiptKey))
export const ours = { device: fakeDevice.device, until: 12 * HOUR_MS }

export async function withPickup(pickup: Pickup, terms: Terms = DEFAULT_TERMS, data: FakeData = {}) {
  const shop = openShop({ pickups: [pickup], terms, ...data })
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

/** The same after the line was cut. */
export async function offline(pickup: Pickup, terms?: Terms) {
  const shop = await withPickup(pickup, terms)
  const store = useOutbox(shop.pinia)
  shop.tablet.setStatus({ contact: 'unreachable' })
  store.refresh()
  return { ...shop, outbox: () => store.isOnline }
}

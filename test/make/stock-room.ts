/** The stock screen's state on a fake tablet. */
import { routeScan } from '#shared/domain/scan.ts'
import { useAsking } from '#client/state/asking.ts'
import { useCatalog } from '#client/state/catalog.ts'
import { useCountTelling } from '#client/state/count-telling.ts'
import { useCounting } from '#client/state/counting.ts'
import { useEndingTransfer } from '#client/state/ending-transfer.ts'
import { useParcel } from '#client/state/parcel.ts'
import { usePlaces } from '#client/state/places.ts'
import { useSession } from '#client/state/session.ts'
import { useShelf } from '#client/state/shelf.ts'
import { useStockDesk } from '#client/state/stock-desk.ts'
import { useTransfers } from '#client/state/transfers.ts'
import { fang, makeCounter, mug, pen } from './counter.ts'
import type { FakeData } from './fake-tablet.ts'

const places = [
  { id: 'store:S01', name: '台北信義門市' },
  { id: 'store:S02', name: '台中門市' },
  { id: 'channel:web', name: '官網' },
]

export async function stockRoom(data: FakeData = {}, parts: Parameters<typeof makeCounter>[1] = {}) {
  const made = makeCounter({ places, onHand: { [mug.sku]: 10, [pen.sku]: 0 }, ...data }, parts)
  const { pinia } = made
  useSession(pinia).staff = fang
  await usePlaces(pinia).refresh()
  await useCatalog(pinia).refresh()
  return {
    ...made,
    asking: useAsking(pinia),
    counting: useCounting(pinia),
    telling: useCountTelling(pinia),
    parcel: useParcel(pinia),
    ending: useEndingTransfer(pinia),
    desk: useStockDesk(pinia),
    shelf: useShelf(pinia),
    transfers: useTransfers(pinia),
  }
}

export const barcodeOf = ({ barcodes: [code = ''] }: { readonly barcodes: readonly string[] }) =>
  routeScan(code, { memberCard: undefined })

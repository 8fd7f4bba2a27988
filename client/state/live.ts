/** Ties the counter's stores to the tablet: what arrives from other tablets shows, and a scan is heard while somebody is signed in. */
import { watch } from 'vue'
import { useCatalog } from './catalog.ts'
import { useDiscrepancies } from './discrepancies.ts'
import { useDisputes } from './disputes.ts'
import { GATHER_MS, GATHER_SLOW_MS, gathered } from './gathered.ts'
import { useHanding } from './handing.ts'
import { useOutbox } from './outbox.ts'
import { useParts } from './parts.ts'
import { usePickups } from './pickups.ts'
import { usePlaces } from './places.ts'
import { useReturns } from './returns.ts'
import { useShelf } from './shelf.ts'
import { useShelfCounts } from './shelf-counts.ts'
import { useTransfers } from './transfers.ts'
import { useScanning } from './scanning.ts'
import { useSession } from './session.ts'
import { useTerms } from './terms.ts'
import { useVisitor } from './visitor.ts'

export function useLive(): { readonly stop: () => void } {
  const { tablet, scanner, clock } = useParts()
  const session = useSession()
  const catalog = useCatalog()
  const discrepancies = useDiscrepancies()
  const disputes = useDisputes()
  const handing = useHanding()
  const outbox = useOutbox()
  const pickups = usePickups()
  const places = usePlaces()
  const returns = useReturns()
  const terms = useTerms()
  const visitor = useVisitor()
  const shelf = useShelf()
  const shelfCounts = useShelfCounts()
  const transfers = useTransfers()
  const scanning = useScanning()

  const quick = gathered(clock, GATHER_MS, async () => {
    await visitor.refresh()
    await returns.refresh()
    if (session.screen === 'outbox') await outbox.load()
    // The disputed account names the discrepancy of each, and the inbox what stands in the account.
    if (session.screen === 'discrepancies' || session.screen === 'disputes') await disputes.refresh()
    if (session.screen === 'pickups' || handing.key !== undefined) await pickups.refresh()
    if (session.screen === 'stock') await shelf.refresh()
  })
  const slow = gathered(clock, GATHER_SLOW_MS, async () => {
    await catalog.refresh()
    await terms.refresh()
    await places.refresh()
    await discrepancies.refresh()
    await pickups.refresh()
    await transfers.refresh()
    if (session.screen === 'counter') await shelfCounts.refresh()
  })
  const stopChanges = tablet.onChange(() => {
    quick()
    slow()
  })
  // A tablet that does not open has a screen of its own.
  void tablet.open().then(first, () => undefined)

  async function first(): Promise<void> {
    await terms.refresh()
    await places.refresh()
    await catalog.refresh()
    await discrepancies.refresh()
    await pickups.refresh()
    // The first look-up of a receipt reads the index of every sealed day: nobody has to wait for that with a customer there.
    await tablet.rows.find('receipt', 'number:')
  }

  let stopScans = (): void => undefined
  const stopWatching = watch(
    () => session.screen,
    (screen) => {
      stopScans()
      stopScans =
        screen === 'counter' || screen === 'pickups' || screen === 'stock'
          ? scanner.onScan((scan) => void scanning.onScan(scan))
          : () => undefined
      if (screen === 'outbox') void outbox.load()
    },
    { immediate: true },
  )

  return {
    stop() {
      stopChanges()
      stopScans()
      stopWatching()
    },
  }
}

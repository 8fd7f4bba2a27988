/** What a scan does, whatever screen or field has the focus. */
import { defineStore } from 'pinia'
import { type Scan, isRepeatedRead } from '../devices/scan.ts'
import { useAnswering } from './answering.ts'
import { useCatalog } from './catalog.ts'
import { useClosing } from './closing.ts'
import { useNotice } from './notice.ts'
import { useGreeting } from './greeting.ts'
import { useParts } from './parts.ts'
import { useRinging } from './ringing.ts'
import { routeScan, type ScanTarget } from '#shared/domain/scan.ts'

export const useScanning = defineStore('scanning', () => {
  const { clock } = useParts()
  const answering = useAnswering()
  const catalog = useCatalog()
  const closing = useClosing()
  const notice = useNotice()
  const greeting = useGreeting()
  const ringing = useRinging()

  let previous: Scan | undefined
  /** The screen that has asked for the scans; without one they are the counter's. */
  let taker: ((target: ScanTarget) => Promise<void>) | undefined
  let inHand = Promise.resolve()

  /** One after the other, in the order they were read, however long the tablet takes to look one up. */
  function onScan(scan: Scan): Promise<void> {
    if (isRepeatedRead(previous, scan)) return inHand
    previous = scan
    catalog.hold()
    const lookUp = async (): Promise<void> => {
      await closing.settled()
      await (taker ?? answering.answer)(routeScan(scan.text, greeting.patterns))
    }
    const failed = (): void => notice.say({ kind: 'failed', text: scan.text })
    inHand = inHand.then(lookUp).catch(failed)
    return inHand
  }

  /** A part of a name may be typed too: one product that fits is meant. False while several do. */
  async function onTyped(text: string): Promise<boolean> {
    const target = routeScan(text, greeting.patterns)
    const isName = target.kind === 'unknown' && (await catalog.productOf(target.value)) === undefined
    const [first, ...others] = catalog.found
    if (isName && first !== undefined) {
      if (others.length === 0) ringing.ring(first)
      return others.length === 0
    }
    await onScan({ text, source: 'typed', at: clock.monotonic() })
    return true
  }

  function divert(to: typeof taker): void {
    taker = to
  }

  /** What is pressed after a scan comes after it, however fast the fingers are. */
  function afterScans(action: () => void): void {
    void inHand.then(action)
  }

  return { onScan, divert, onTyped, afterScans }
})

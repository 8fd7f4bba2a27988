/** What a scan does, whatever screen or field has the focus. */
import { defineStore } from 'pinia'
import { type Scan, isRepeatedRead } from '../devices/scan.ts'
import { useCatalog } from './catalog.ts'
import { useClosing } from './closing.ts'
import { useNotice } from './notice.ts'
import { useGreeting } from './greeting.ts'
import { useParts } from './parts.ts'
import { useReturns } from './returns.ts'
import { useRinging } from './ringing.ts'
import { type ScanTarget, routeScan } from '#shared/domain/scan.ts'

export const useScanning = defineStore('scanning', () => {
  const { clock } = useParts()
  const catalog = useCatalog()
  const closing = useClosing()
  const notice = useNotice()
  const greeting = useGreeting()
  const returns = useReturns()
  const ringing = useRinging()

  let previous: Scan | undefined
  let inHand = Promise.resolve()

  /** One after the other, in the order they were read, however long the tablet takes to look one up. */
  function onScan(scan: Scan): Promise<void> {
    if (isRepeatedRead(previous, scan)) return inHand
    previous = scan
    const lookUp = async (): Promise<void> => {
      await closing.settled()
      await answer(routeScan(scan.text, greeting.patterns))
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

  async function answer(target: ScanTarget): Promise<void> {
    switch (target.kind) {
      case 'card':
      case 'phone':
        await greeting.greet(target)
        return
      case 'receiptCode':
      case 'receiptNumber':
        return answerReceipt(target.value)
      case 'product':
        return answerProduct(target.value, 'unknown-product')
      case 'unknown':
        return answerProduct(target.value, 'unknown-code')
      case 'secret':
        return notice.say(target)
    }
  }

  async function answerProduct(text: string, otherwise: 'unknown-product' | 'unknown-code'): Promise<void> {
    const product = await catalog.productOf(text)
    if (product === undefined) notice.say({ kind: otherwise, text })
    else ringing.ring(product)
  }

  async function answerReceipt(text: string): Promise<void> {
    const { receipt, code } = await returns.find(text)
    if (receipt !== undefined) ringing.openReturn(receipt)
    else if (code !== undefined) notice.say({ kind: 'receipt-elsewhere', code })
    else notice.say({ kind: 'unknown-receipt', text })
  }

  /** What was typed where only a receipt makes sense. */
  async function onReceipt(text: string): Promise<void> {
    const target = routeScan(text, greeting.patterns)
    if (target.kind === 'secret') notice.say(target)
    else await answerReceipt(target.value)
  }

  /** What is pressed after a scan comes after it, however fast the fingers are. */
  function afterScans(action: () => void): void {
    void inHand.then(action)
  }

  return { onScan, onTyped, onReceipt, afterScans }
})

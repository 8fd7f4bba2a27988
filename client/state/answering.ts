/** What a code leads to: one place for whatever was scanned or typed. */
import { defineStore } from 'pinia'
import { type ProductCode, routeScan, type ScanTarget } from '#shared/domain/scan.ts'
import { useBringing } from './bringing.ts'
import { useCatalog } from './catalog.ts'
import { useCollecting } from './collecting.ts'
import { useGreeting } from './greeting.ts'
import { useInvoicing } from './invoicing.ts'
import { useNotice } from './notice.ts'
import { useReopening } from './reopening.ts'

export const useAnswering = defineStore('answering', () => {
  const catalog = useCatalog()
  const collecting = useCollecting()
  const greeting = useGreeting()
  const invoicing = useInvoicing()
  const notice = useNotice()
  const reopening = useReopening()
  const { bring, toCounter } = useBringing()

  async function answer(target: ScanTarget): Promise<void> {
    switch (target.kind) {
      case 'pickupCode':
        return collecting.onCode(target.value)
      case 'card':
      case 'phone':
        toCounter()
        await greeting.greet(target)
        return
      case 'receiptCode':
      case 'receiptNumber':
        if (await collecting.onNumber(target.value)) return
        toCounter()
        return reopening.open(target.value)
      case 'product':
        return answerProduct(target, 'unknown-product')
      case 'unknown':
        return answerProduct({ ...target, spellings: [target.value] }, 'unknown-code')
      case 'carrier':
        invoicing.keepIn(target.carrier)
        return notice.say({ kind: 'carrier' })
      case 'invoice':
        return reopening.open(target.number, { as: 'invoice' })
      case 'secret':
        return notice.say(target)
    }
  }

  /** The whole number first: what its digits say of a price or a weight holds only where it is a label and no product. */
  async function answerProduct(
    { value: text, spellings, inStore, phone, ...label }: Omit<ProductCode, 'kind'>,
    otherwise: 'unknown-product' | 'unknown-code',
  ): Promise<void> {
    const whole = await catalog.productOf(...spellings)
    if (whole !== undefined) return bring(whole, label)
    const { item, ...printed } = inStore ?? {}
    const labelled = item === undefined ? undefined : await catalog.productOf(item)
    if (labelled !== undefined) return bring(labelled, printed)
    // An order number may look like any code; a pickup code is like no article's.
    const isPickup = otherwise === 'unknown-code' ? collecting.onUnknown(text) : collecting.onNumber(text)
    if (await isPickup) return
    // A shop numbers its orders as it likes: what nobody here collects any more may come back.
    if (await reopening.show(await reopening.here(text), text)) return
    if (phone === undefined) notice.say({ kind: otherwise, text })
    else await greeting.greet({ kind: 'phone', value: phone })
  }

  /** What was typed where only a receipt makes sense. */
  async function onReceipt(text: string): Promise<void> {
    const target = routeScan(text, greeting.patterns)
    if (target.kind === 'secret') notice.say(target)
    // Whose it is: their purchases are listed where the receipt is asked for.
    else if (target.kind === 'card' || target.kind === 'phone') await greeting.find(target)
    else if (target.kind === 'pickupCode') await collecting.onCode(target.value)
    else if (target.kind === 'invoice') await reopening.open(target.number, { as: 'invoice' })
    else await reopening.open('value' in target ? target.value : text)
  }

  return { answer, onReceipt }
})

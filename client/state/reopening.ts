/**
 * From a code or a number to the receipt that goods come back from. What has left the tablets (G6) is asked of the server when there
 * is a line; of what several shops number alike somebody chooses.
 */
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { PickupCode } from '#shared/domain/proof.ts'
import { isReceiptCode, type Receipt, type ReceiptCode } from '#shared/domain/receipt.ts'
import { useBringing } from './bringing.ts'
import { useCounter } from './counter.ts'
import { useNotice } from './notice.ts'
import { useParts } from './parts.ts'
import { receiptLines } from './return-lines.ts'
import { useRinging } from './ringing.ts'

type Found = {
  /** The newest first. */
  readonly receipts: readonly Receipt[]
  readonly code: ReceiptCode | undefined
  /** Nobody could be asked: it is not known whether there is one. */
  readonly isUnasked: boolean
}

type Meant = { readonly as?: 'receipt' | 'invoice'; readonly called?: string }

export const useReopening = defineStore('reopening', () => {
  const { tablet } = useParts()
  const { bringBack, toCounter } = useBringing()
  const counter = useCounter()
  const notice = useNotice()
  const ringing = useRinging()
  const busy = shallowRef(false)
  /** Several fit what was asked for: one of them is meant. */
  const choices = shallowRef<readonly Receipt[]>([])
  watch(
    () => counter.ticket,
    () => (choices.value = []),
    { flush: 'sync' },
  )

  /** On this tablet; a receipt whose lines are not here yet is as good as unknown. */
  async function here(text: string): Promise<Found> {
    const { all, code } = await tablet.receipt(text)
    return { receipts: all.filter(({ lines }) => lines !== null), code, isUnasked: false }
  }

  async function anywhere(text: string): Promise<Found> {
    const found = await here(text)
    // A code that the chain did not make is no question for anybody.
    if (found.receipts.length > 0 || (isReceiptCode(text) && found.code === undefined)) return found
    busy.value = true
    const asked = await tablet.questions
      .ask(found.code?.sale ?? text)
      .catch(() => ({ is: 'unreachable' }) as const)
      .finally(() => (busy.value = false))
    if (asked.is !== 'told') return { ...found, isUnasked: true }
    return { ...found, receipts: asked.receipts.filter(({ lines }) => lines !== null) }
  }

  /** False: there is none to show. */
  async function show({ receipts }: Pick<Found, 'receipts'>, text: string): Promise<boolean> {
    const [first, ...others] = receipts
    if (first === undefined) return false
    if (others.length === 0) await bringBack(first)
    else {
      toCounter()
      ringing.startReturn()
      choices.value = receipts
      notice.say({ kind: 'several', text, quantity: receipts.length })
    }
    return true
  }

  /**
   * Of what was collected, in whatever store; long ago, elsewhere, the server alone may know of it. False: nothing of this part of the
   * order can come back.
   */
  async function showPart({ ref, part }: PickupCode, isKnown: boolean): Promise<boolean> {
    const { receipts } = await (isKnown ? here(ref) : anywhere(ref))
    return await show({ receipts: receipts.filter((one) => isBack(one, part)) }, ref)
  }

  /** It is meant to be a receipt's, an order's or an e-invoice's: when it is nowhere, that is said of what people call it. */
  async function open(text: string, { as = 'receipt', called = text }: Meant = {}): Promise<void> {
    const found = await anywhere(text)
    if (await show(found, called)) return
    const { code, isUnasked } = found
    if (code !== undefined) notice.say({ kind: 'receipt-elsewhere', code, isUnasked })
    else if (isUnasked) notice.say({ kind: 'receipt-unasked', text, called })
    else notice.say({ kind: as === 'invoice' ? 'invoice' : 'unknown-receipt', text: called })
  }

  return { busy, choices, here, show, showPart, open }
})

/** Something of this part of the order can come back, or money for it is due. */
function isBack(receipt: Receipt, part: number): boolean {
  const promised = receipt.promised?.find((one) => one.part === part)?.lines
  return receiptLines(receipt).some(
    ({ of, remaining }) =>
      remaining > 0 && (promised === undefined || promised.some(({ line }) => line === of?.line)),
  )
}

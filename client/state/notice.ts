/** What a scan led to, for the eye, the ear and the screen reader. The screen has the words. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Credential } from '#shared/domain/credential.ts'
import type { ReceiptCode } from '#shared/domain/receipt.ts'
import { useParts } from './parts.ts'

export type Notice =
  | { readonly kind: 'added' | 'checked' | 'picked'; readonly name: string; readonly quantity: number }
  | {
      readonly kind:
        | 'member'
        | 'ticked'
        | 'sought'
        | 'not-on-receipt'
        | 'to-weigh'
        | 'not-to-pick'
        | 'substitute'
        | 'other-substitute'
      readonly name: string
    }
  | { readonly kind: 'unknown-member'; readonly credential: Credential }
  | {
      readonly kind:
        | 'unknown-product'
        | 'unknown-code'
        | 'unknown-receipt'
        | 'unknown-pickup'
        | 'pickup-not-ready'
        | 'receipt'
        | 'pickup'
        | 'invoice'
        | 'failed'
      readonly text: string
    }
  /** The code is one of ours, the lines are not on this tablet. */
  | { readonly kind: 'receipt-elsewhere'; readonly code: ReceiptCode; readonly isUnasked: boolean }
  /** Neither is it on this tablet nor is there a line to ask. */
  | { readonly kind: 'receipt-unasked'; readonly text: string; readonly called: string }
  /** Several shops number their orders alike; somebody who is no member bought so often. */
  | { readonly kind: 'several' | 'purchases'; readonly text: string; readonly quantity: number }
  | { readonly kind: 'secret'; readonly what: 'wallet' | 'bankCard' }
  /** Too many guesses at a pickup's code. */
  | { readonly kind: 'pickup-tries'; readonly seconds: number }
  | { readonly kind: 'carrier' }

const good: readonly Notice['kind'][] = [
  'added',
  'checked',
  'picked',
  'substitute',
  'pickup',
  'ticked',
  'sought',
  'several',
  'purchases',
  'member',
  'receipt',
  'carrier',
  'to-weigh',
]

export function isGood(notice: Notice): boolean {
  return good.includes(notice.kind)
}

/** Long enough to be read by whoever looked at the customer meanwhile. */
const goodMsMax = 30_000

export const useNotice = defineStore('notice', () => {
  const { feedback, clock } = useParts()
  const shown = shallowRef<Notice>()
  let keep = (): void => undefined

  function say(what: Notice): void {
    keep()
    shown.value = what
    if (!isGood(what)) return feedback.failure()
    feedback.success()
    keep = clock.later(pass, goodMsMax)
  }

  function clear(): void {
    keep()
    shown.value = undefined
  }

  /** Something else is done now. What went wrong stays until somebody has answered it. */
  function pass(): void {
    if (shown.value !== undefined && isGood(shown.value)) clear()
  }

  return { shown, say, clear, pass }
})

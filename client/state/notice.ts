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

export const useNotice = defineStore('notice', () => {
  const { feedback } = useParts()
  const shown = shallowRef<Notice>()

  function say(what: Notice): void {
    shown.value = what
    if (isGood(what)) feedback.success()
    else feedback.failure()
  }

  function clear(): void {
    shown.value = undefined
  }

  return { shown, say, clear }
})

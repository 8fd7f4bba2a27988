/** What the buyer asks of the e-invoice. Formats are checked here; whether a carrier exists only the tax office knows. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { isBan, isDonateCode } from 'taiwan-id-validator'
import { type Carrier, carrierIn } from '#shared/domain/carrier.ts'
import { invoiceProblem, type InvoiceWish } from '#shared/domain/invoice.ts'

export type InvoicingProblem =
  | 'bad-ban'
  | 'bad-carrier'
  | 'bad-donation'
  | 'donation-alone'
  | 'ban-with-citizen'

export const useInvoicing = defineStore('invoicing', () => {
  const ban = shallowRef('')
  const carrier = shallowRef('')
  const donation = shallowRef('')

  const wish = computed((): InvoiceWish => {
    const kept = carrierIn(carrierTyped(carrier.value))
    return {
      ...(spelled(ban.value) === '' ? {} : { ban: spelled(ban.value) }),
      ...(kept === undefined ? {} : { carrier: kept }),
      ...(spelled(donation.value) === '' ? {} : { donation: spelled(donation.value) }),
    }
  })
  const isEmpty = computed(() => [ban, carrier, donation].every(({ value }) => value.trim() === ''))
  const problem = computed((): InvoicingProblem | undefined => {
    if (spelled(ban.value) !== '' && !isBan(spelled(ban.value))) return 'bad-ban'
    if (carrier.value.trim() !== '' && wish.value.carrier === undefined) return 'bad-carrier'
    if (spelled(donation.value) !== '' && !isDonateCode(spelled(donation.value))) return 'bad-donation'
    return invoiceProblem(wish.value)
  })

  function keepIn(found: Carrier): void {
    carrier.value = found.value
    donation.value = ''
  }

  function clear(): void {
    ban.value = ''
    carrier.value = ''
    donation.value = ''
  }

  return { ban, carrier, donation, wish, isEmpty, problem, keepIn, clear }
})

const spelled = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '')

/** A hyphen is a character of a mobile barcode. */
const carrierTyped = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toUpperCase()

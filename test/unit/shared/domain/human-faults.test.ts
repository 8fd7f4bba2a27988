import { describe, expect, it } from 'vitest'
import type { DiscrepancyCode } from '#shared/domain/discrepancy.ts'
import { DISCREPANCY_CODES, treatmentOf } from '#shared/domain/remedy.ts'

/** What people do to a shop without meaning to, and by which entries of the inbox somebody hears of it. */
const faults: Readonly<Record<string, readonly DiscrepancyCode[]>> = {
  'H1 two hand over the same order without a line': [
    'handed-over-twice',
    'handed-over-leased-elsewhere',
    'handed-over-unleased',
  ],
  'H2 one receipt comes back in two stores without a line': [
    'returned-more-than-sold',
    'refund-exceeds-price',
  ],
  'H3 what was given once is spent on two tablets': ['credit-overspent', 'credit-unknown'],
  'H4 the last piece is sold twice': ['oversold', 'reserved-short'],
  'H5 somebody who may not any more, or never might': [
    'approval-missing',
    'settled-without-approval',
    'proof-too-weak',
  ],
  'H6 what is late': ['lease-used-late', 'handed-over-late', 'handed-over-cancelled', 'given-after-decline'],
  'H7 an approval that is of something else': ['approval-missing', 'returned-to-self'],
  'H8 a tablet that was cleared, lost or copied': [
    'operations-missing',
    'device-forked',
    'receipt-number-used-twice',
  ],
  'H9 the wrong store, the wrong goods, the wrong number': [
    'pickup-unknown',
    'order-store-unknown',
    'transfer-differs',
    'return-of-unknown-sale',
    'return-of-unknown-line',
  ],
}

describe('R46 what people do wrong', () => {
  it.each(Object.entries(faults))('%s is owned and can be dealt with', (_, codes) => {
    for (const code of codes) {
      expect(DISCREPANCY_CODES).toContain(code)
      const { remedies, owner } = treatmentOf(code)
      expect(remedies).toContain('accept')
      expect(['store', 'office']).toContain(owner)
    }
  })
})

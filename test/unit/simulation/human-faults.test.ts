import { expect, test } from 'vitest'
import { discrepancies } from '#client/i18n/words/discrepancies.ts'
import { isDiscrepancyCode } from '#shared/domain/discrepancy.ts'
import { treatmentOf } from '#shared/domain/remedy.ts'
import { humanFaults } from '../../simulation/human-faults.ts'

test.each(Object.entries(humanFaults))('R46 %s is shown in the inbox with what to do next', (_, codes) => {
  for (const code of codes) {
    expect(isDiscrepancyCode(code)).toBe(true)
    expect(treatmentOf(code).remedies.length).toBeGreaterThan(0)
    for (const { next } of Object.values(discrepancies)) expect(next).toHaveProperty([code])
  }
})

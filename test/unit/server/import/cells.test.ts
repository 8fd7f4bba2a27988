import { expect, it } from 'vitest'
import { routeScan } from '#shared/domain/scan.ts'
import { cardCell } from '#server/import/cells.ts'

it('R20 what a list says of cards is what the counter takes for one', () => {
  const patterns = 'M####### VIP-@@##'
  for (const card of ['M0000001', 'm0000001', 'VIP-AB12', 'vip-ab12', 'VIP-A112', 'VIPxAB12', 'M00000012']) {
    const isCard = routeScan(card, { memberCard: patterns }).kind === 'card'
    expect([card, cardCell(card, patterns).ok]).toEqual([card, isCard])
  }
  expect(cardCell('vip-ab12', patterns)).toEqual({ ok: true, value: 'VIP-AB12' })
})

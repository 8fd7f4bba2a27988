import { expect, test } from 'vitest'
import { money } from '#shared/domain/money.ts'
import type { Receipt, Returned } from '#shared/domain/receipt.ts'
import { unpaidOf } from '#shared/domain/unpaid.ts'
import { line } from '../../../make/operations.ts'
import { keyOf, refOf } from '../../../make/pickups.ts'
import { madeId } from '../../../make/ids.ts'

const one = { line: 0, quantity: 1, amount: money(100) }
/** Two of one line: one is paid, the other is to be paid where it is handed over. */
const receipt: Receipt = {
  ref: refOf('N1'),
  lines: [line('A1', 100, 2)],
  number: 'N1',
  where: 'store:S01',
  at: 0,
  businessDate: '2026-03-02',
  who: null,
  revision: 1,
  promised: [
    { part: 1, isPaid: true, lines: [one] },
    { part: 2, isPaid: false, lines: [one] },
  ],
  returned: {},
}
const ended = (part: number): Returned => ({
  lines: [one],
  op: madeId(part),
  home: 'store:S01',
  revision: 1,
  ended: part,
})
const told: Returned = { lines: [one], op: madeId(3), home: 'channel:shop', revision: 2 }
const after = (id: string, returned: Returned): number =>
  unpaidOf({ ...receipt, returned: { [id]: returned } }, 0, [money(200)])

test('R33 what ends of a paid part leaves what is due for the unpaid one, however it is told', () => {
  expect(unpaidOf(receipt, 0, [money(200)])).toBe(100)
  expect(after('p1', ended(1))).toBe(100)
  expect(after('p2', ended(2))).toBe(0)
  // A shop answers the end of a part under its key.
  expect(after(`cancellation:${keyOf('N1', 1)}:cancelled:x`, told)).toBe(100)
  expect(after(`cancellation:${keyOf('N1', 2)}:cancelled:x`, told)).toBe(0)
})

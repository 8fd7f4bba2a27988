import { id } from '#shared/base/id.ts'
import { money } from '#shared/domain/money.ts'
import { isReceiptCode, type Receipt } from '#shared/domain/receipt.ts'
import { findWords, numberWord } from '#client/db/find-words.ts'
import type { CounterTablet } from '#client/state/tablet.ts'

export type FakeReceipts = {
  readonly receipts?: readonly Receipt[]
  /** What the server has of those that left the tablets; without it there is no line. */
  readonly retired?: readonly Receipt[]
}

const code = {
  sale: id('019a9000-0000-7000-8000-00000000004d'),
  businessDate: '2026-11-20',
  total: money(500),
}

export function receiptIn({ receipts = [] }: FakeReceipts, text: string) {
  const all = fitting(receipts, text)
  return { receipt: all[0], code: isReceiptCode(text) ? code : undefined, all }
}

export const questionsOf = ({ retired }: FakeReceipts): CounterTablet['questions'] => ({
  ask: async (text) =>
    retired === undefined ? { is: 'unreachable' } : { is: 'told', receipts: fitting(retired, text) },
})

const fitting = (receipts: readonly Receipt[], text: string): Receipt[] =>
  receipts.filter((one) => one.ref === text || findWords('receipt', { ...one }).includes(numberWord(text)))

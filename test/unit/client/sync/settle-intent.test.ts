import { expect, it } from 'vitest'
import { discrepancy } from '#shared/domain/discrepancy.ts'
import { money } from '#shared/domain/money.ts'
import type { Deed } from '#shared/domain/settlement.ts'
import { settleArgs, type SettleWish } from '#client/sync/settle-intent.ts'
import { madeId } from '../../../make/ids.ts'

const seen = discrepancy('total-differs', { op: 'x', at: 1, cost: 900 })
const answerOf = (deed: Deed, over: Partial<SettleWish> = {}): string => {
  const args = settleArgs({ key: 'total-differs:x', turn: 1, note: '查過了', seen, deed, ...over })
  return args.ok ? 'ok' : args.error
}
const accept: Deed = { did: 'accept', limit: money(500) }
const charge = (amount: number): Deed => ({ did: 'charge-back', to: 'staff:E01', amount: money(amount) })

it('R48 what takes a manager is not kept without an approval', () => {
  expect([
    answerOf(accept),
    answerOf(accept, { approver: 'M01' }),
    answerOf(charge(1)),
    answerOf(charge(1), { approver: 'M01' }),
    answerOf({ did: 'reopen' }),
    answerOf({ did: 'take' }),
  ]).toEqual(['approval-missing', 'ok', 'approval-missing', 'ok', 'approval-missing', 'ok'])
})

it('R46 a decision says why; taking it and the ticket that corrects it speak for themselves', () => {
  const silent = { note: ' ', approver: 'M01' }
  expect([
    answerOf(accept, silent),
    answerOf({ did: 'ask', store: 'store:S02' }, silent),
    answerOf({ did: 'take' }, silent),
    answerOf({ did: 'correct', by: madeId(1) }, silent),
  ]).toEqual(['reason-missing', 'reason-missing', 'ok', 'ok'])
})

it('R3 a note that looks like a payment card number is not kept', () => {
  expect(answerOf({ did: 'take' }, { note: '4111 1111 1111 1111' })).toBe('note-looks-like-card')
})

it('nobody is charged with nothing, and what cannot be read again is refused before it is kept', () => {
  expect(answerOf(charge(0), { approver: 'M01' })).toBe('nothing-to-record')
  expect(answerOf({ did: 'take' }, { note: '長'.repeat(201) })).toBe('too-large')
  expect(answerOf({ did: 'ask', store: 'nowhere' })).toBe('too-large')
})

import { describe, expect, test } from 'vitest'
import { money } from '#shared/domain/money.ts'
import { draft, type Intent } from '#client/sync/intent.ts'
import { madeId } from '../../../make/ids.ts'
import { givingBack, goods } from '../../../make/intents.ts'

const salt = new Uint8Array(16)
const drafted = (intent: Intent) => draft(intent, madeId(7), salt)
const refusalOf = (intent: Intent) => {
  const result = drafted(intent)
  return result.ok ? undefined : result.error
}
const of = { ref: madeId(1), line: 0 }
const cash = (amount: number) => ({ kind: 'cash', amount: money(amount) }) as const

describe('a return', () => {
  const refunded = { ...goods('A1', 150, 2), of, amount: money(233), disposition: 'damaged' as const }

  test('R23 of a known line costs what it gives back, not its price', () => {
    const intent = givingBack(of, { lines: [refunded], tenders: [cash(233)] })
    expect(drafted(intent)).toMatchObject({
      ok: true,
      value: { total: 233, args: { lines: [{ amount: 233, unitPrice: 150, disposition: 'damaged' }] } },
    })
    expect(refusalOf({ ...intent, tenders: [cash(300)] })).toBe('tenders-differ')
  })

  test('R25 as store credit is known by its own id; by a shop it needs no reference', () => {
    const credit = { kind: 'credit', amount: money(233), reference: 'new' } as const
    expect(drafted(givingBack(of, { lines: [refunded], tenders: [credit] }))).toMatchObject({
      value: { args: { tenders: [{ kind: 'credit', reference: madeId(7) }] } },
    })
    const byShop = { kind: 'shop', amount: money(233) } as const
    expect(refusalOf(givingBack(of, { lines: [refunded], tenders: [byShop] }))).toBeUndefined()
  })

  test('R26 O4 an approval without a reason, by nobody or by oneself is refused', () => {
    const approval = { for: ['late' as const], reason: '熟客' }
    expect(refusalOf(givingBack(of, { approval }))).toBe('approver-missing')
    expect(refusalOf(givingBack(of, { approval, approver: 'E01' }))).toBe('approver-missing')
    expect(refusalOf(givingBack(of, { approval, approver: 'E02' }))).toBeUndefined()
    const silent = { ...approval, reason: ' ' }
    expect(refusalOf(givingBack(of, { approval: silent, approver: 'E02' }))).toBe('reason-missing')
    const card = { ...approval, reason: '4111 1111 1111 1111' }
    expect(refusalOf(givingBack(of, { approval: card, approver: 'E02' }))).toBe('note-looks-like-card')
  })
})

describe('an exchange', () => {
  const swap = (price: number, tenders: readonly ReturnType<typeof cash>[]): Intent => ({
    kind: 'exchange.complete',
    staff: 'E01',
    back: [{ ...goods('A1', 150), of }],
    lines: [goods('C3', price)],
    reason: 'wrong-item',
    tenders,
  })

  test('R27 has one net amount, whichever way it goes, and tenders that add up to it', () => {
    expect(drafted(swap(220, [cash(70)]))).toMatchObject({ value: { total: 70, numbered: true } })
    expect(drafted(swap(100, [cash(50)]))).toMatchObject({ value: { total: -50 } })
    expect(drafted(swap(150, []))).toMatchObject({ value: { total: 0 } })
    expect(refusalOf(swap(220, [cash(220)]))).toBe('tenders-differ')
    expect(refusalOf(swap(150, [cash(1)]))).toBe('tenders-differ')
  })

  test('R27 O4 of nothing, for nothing or without a reason is none', () => {
    const whole = swap(150, [])
    expect(refusalOf({ ...whole, back: [] } as Intent)).toBe('nothing-to-record')
    expect(refusalOf({ ...whole, lines: [] } as Intent)).toBe('nothing-to-record')
    expect(refusalOf({ ...whole, reason: '' } as Intent)).toBe('reason-missing')
  })
})

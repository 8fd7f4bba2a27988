import type { Committed } from '#client/sync/commit.ts'
import type { Intent, Refusal } from '#client/sync/intent.ts'
import type { Result } from '#shared/base/result.ts'
import type { NewLine } from '#shared/domain/line.ts'
import { money } from '#shared/domain/money.ts'

type Sale = Extract<Intent, { kind: 'sale.complete' }>
type Return = Extract<Intent, { kind: 'return.complete' }>

export const goods = (sku: string, unitPrice: number, quantity = 1): NewLine => ({
  sku,
  name: `${sku} 茶`,
  quantity,
  unitPrice: money(unitPrice),
  kind: 'goods',
})

const totalOf = (lines: readonly NewLine[]): number =>
  lines.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0)

/** A basket that was paid in cash. */
export function selling(over: Partial<Sale> = {}): Sale {
  const lines = over.lines ?? [goods('A1', 150, 2)]
  return {
    kind: 'sale.complete',
    staff: 'E01',
    lines,
    tenders: [{ kind: 'cash', amount: money(totalOf(lines)) }],
    ...over,
  }
}

export function givingBack(of: Return['lines'][number]['of'], over: Partial<Return> = {}): Return {
  const lines = over.lines ?? [{ ...goods('A1', 150), ...(of ? { of } : {}) }]
  const tenders = [{ kind: 'cash' as const, amount: money(totalOf(lines)) }]
  return { kind: 'return.complete', staff: 'E01', reason: '不合用', lines, tenders, ...over }
}

export const enrolling = (phone: string, card?: string): Intent => ({
  kind: 'member.enrol',
  staff: 'E01',
  name: '王小明',
  phone,
  ...(card ? { card } : {}),
  consent: true,
})

/** What was committed, or a failure that shows why not. */
export function done(result: Result<Committed, Refusal>): Committed {
  if (!result.ok) throw new Error(`refused: ${result.error}`)
  return result.value
}

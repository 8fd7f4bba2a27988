import type { Id } from '../base/id.ts'
import { discrepancy } from '../domain/discrepancy.ts'
import type { BackLine } from '../domain/line.ts'
import type { Money } from '../domain/money.ts'
import type { Outflow } from '../domain/outflow.ts'
import type { Message } from './change.ts'
import { discrepancyKey } from './given.ts'
import { scopeKind, toScope } from './scope.ts'

/** Whose order it is. */
type About = { readonly key: string; readonly ref: Id; readonly number: string; readonly from: string }

export type Tell = {
  readonly is: Outflow['is']
  readonly lines: readonly BackLine[]
  readonly amount: Money
  readonly params?: Outflow['params']
}

/**
 * K4: whoever took the order hears of it, under one key however often the operation is run: a shop by its outflow. A counter has
 * nobody to ask: what it must give back is named to its own people.
 */
export function toShop(about: About, tell: Tell, cause: { readonly op: Id; readonly at: number }): Message[] {
  const { key, ref, number, from } = about
  const { is, lines, amount, params = {} } = tell
  const { op, at } = cause
  const to = toScope(from)
  if (scopeKind(to) === 'channel') {
    const outflow = { key: `${key}:${is}:${op}`, is, ref, order: number, lines, amount, params, op, at }
    return [{ to, is: 'outflow', outflow }]
  }
  if (scopeKind(to) !== 'store' || amount <= 0) return []
  const value = discrepancy('refund-due', { op, at }, { receipt: number, amount })
  return [{ to, is: 'discrepancy', key: discrepancyKey('refund-due', key, op), value }]
}

import type { Id } from '../base/id.ts'
import type { BackLine } from '../domain/line.ts'
import type { Money } from '../domain/money.ts'
import type { Outflow } from '../domain/outflow.ts'
import type { Message } from './change.ts'
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
 * K4: a shop that took the order hears of it by its outflow, under one key however often the operation is run. A counter has nobody
 * to ask: what it must give back, its receipt tells its own people (R25).
 */
export function toShop(about: About, tell: Tell, cause: { readonly op: Id; readonly at: number }): Message[] {
  const { key, ref, number, from } = about
  const { is, lines, amount, params = {} } = tell
  const { op, at } = cause
  const to = toScope(from)
  if (scopeKind(to) !== 'channel') return []
  const outflow = { key: `${key}:${is}:${op}`, is, ref, order: number, lines, amount, params, op, at }
  return [{ to, is: 'outflow', outflow }]
}

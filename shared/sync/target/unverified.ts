import { DAY_MS, daysFromDate } from '../../base/time.ts'
import { discrepancy, type Fact } from '../../domain/discrepancy.ts'
import type { MemberAccount, UnverifiedReturn } from '../../domain/member.ts'
import { minus } from '../../domain/money.ts'
import type { Entry } from '../../domain/timeline.ts'
import type { Message } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import { toScope } from '../scope.ts'

type Unverified = MemberAccount['unverified']

/** The same object when the entry is nothing new. */
export function withUnverified(known: Unverified, entry: Entry): Unverified {
  const { op, date, where, amount, unverified } = entry
  if (unverified === undefined || known?.[op]) return known
  return { ...known, [op]: { date, home: where, amount: minus(amount), ...unverified } }
}

/** R29: those that came when the person had used up what the terms allow; told again whenever one more is known of. */
export function tooOften(unverified: Unverified = {}): Message[] {
  const all = Object.entries(unverified)
    .map(([op, one]): Counted => ({ op, day: daysFromDate(one.date), ...one }))
    .toSorted((a, b) => a.day - b.day || (a.op < b.op ? -1 : 1))
  return all.flatMap((one, n) => {
    const { op, day, home, timesMax, periodDays, amount } = one
    const before = all.slice(0, n).filter((other) => day - other.day < periodDays)
    if (before.length < timesMax) return []
    const code = 'unverified-too-often'
    // The one before it, and it: more of them would only say the same.
    const about = { op, at: day * DAY_MS, facts: [...before.slice(-1), one].map(factOfCounted), cost: amount }
    // Who is found to be the same member may have brought something back before this.
    const basis = [0, all.length] as const
    const value = { ...discrepancy(code, about, { max: timesMax, days: periodDays }), basis }
    return [{ to: toScope(home), is: 'discrepancy', key: discrepancyKey(code, op), value }]
  })
}

type Counted = UnverifiedReturn & { readonly op: string; readonly day: number }

const factOfCounted = ({ op, day, home: where, number, amount }: Counted): Fact => ({
  is: 'return',
  op,
  where,
  number,
  at: day * DAY_MS,
  amount: minus(amount),
})

import { DAY_MS, daysFromDate } from '../../base/time.ts'
import { discrepancy } from '../../domain/discrepancy.ts'
import type { MemberAccount } from '../../domain/member.ts'
import type { Entry } from '../../domain/timeline.ts'
import type { Message } from '../change.ts'
import { discrepancyKey } from '../given.ts'
import { toScope } from '../scope.ts'

type Unverified = MemberAccount['unverified']

/** The same object when the entry is nothing new. */
export function withUnverified(known: Unverified, { op, date, where, unverified }: Entry): Unverified {
  if (unverified === undefined || known?.[op]) return known
  return { ...known, [op]: { date, home: where, ...unverified } }
}

/** R29: those that came when the person had used up what the terms allow; told again in the same words, which changes nothing. */
export function tooOften(unverified: Unverified = {}): Message[] {
  const all = Object.entries(unverified).map(([op, one]) => ({ op, day: daysFromDate(one.date), ...one }))
  return all.flatMap(({ op, day, home, timesMax, periodDays }) => {
    const before = all.filter(
      (other) => day - other.day < periodDays && (other.day < day || (other.day === day && other.op <= op)),
    )
    if (before.length <= timesMax) return []
    const code = 'unverified-too-often'
    const about = { op, at: day * DAY_MS }
    const value = discrepancy(code, about, { max: timesMax, days: periodDays })
    return [{ to: toScope(home), is: 'discrepancy', key: discrepancyKey(code, op), value }]
  })
}

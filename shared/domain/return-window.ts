import { dateFromDays, daysFromDate } from '../base/time.ts'
import type { Disposition } from './disposition.ts'
import type { Receipt } from './receipt.ts'
import { STATUTORY_DAYS, type Terms } from './terms.ts'

/** `lastDay` is the last on which the line comes back without asking anybody; both are `YYYY-MM-DD`. */
export type ReturnWindow = {
  readonly from: string
  readonly lastDay: string
  readonly since: 'handover' | 'purchase'
}

export const isDistanceSale = ({ where }: Pick<Receipt, 'where'>): boolean =>
  where?.startsWith('channel:') ?? false

type Judging = {
  readonly terms: Terms
  readonly category?: string | undefined
  /** Unknown of what an older till gave back without a word about it. */
  readonly condition?: Disposition | undefined
}

/**
 * R26: the days of the terms, by the condition of the goods, else by their category, else by where they were bought, and for a
 * distance sale never fewer than the law gives. They are counted from the day after the handover of the line (the last one, when
 * it came in parts), or after it was sent, of an order that a counter took as well; else after the purchase.
 */
export function returnWindow(
  receipt: Pick<Receipt, 'where' | 'businessDate' | 'handed'>,
  line: number,
  { terms, category, condition }: Judging,
): ReturnWindow {
  const { days, categoryDays, conditionDays = {} } = terms.returns
  const isDistance = isDistanceSale(receipt)
  const ofCondition = condition === undefined ? undefined : conditionDays[condition]
  const ofCategory = category === undefined ? undefined : categoryDays[category]
  const agreed = ofCondition ?? ofCategory ?? (isDistance ? days.distance : days.store)
  const handed = handedOn(receipt, line)
  const from = handed ?? receipt.businessDate
  const lastDay = dateFromDays(daysFromDate(from) + (isDistance ? Math.max(agreed, STATUTORY_DAYS) : agreed))
  return { from, lastDay, since: handed === undefined ? 'purchase' : 'handover' }
}

export const isOver = ({ lastDay }: ReturnWindow, today: string): boolean => today > lastDay

function handedOn({ handed = {} }: Pick<Receipt, 'handed'>, line: number): string | undefined {
  const dates = Object.values(handed).flatMap(({ date, lines }) =>
    lines.some((one) => one.line === line) ? [date] : [],
  )
  return dates.toSorted().at(-1)
}

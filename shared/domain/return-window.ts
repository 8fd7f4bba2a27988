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

/** Of the receipt as far as its days hang on it. */
type Dated = Pick<Receipt, 'where' | 'businessDate' | 'handed' | 'delivered'> &
  Partial<Pick<Receipt, 'lines'>>

/** What was sent is at its buyer's by then, when nobody says on which day it was. */
const TRANSIT_DAYS = 14

/**
 * R26: the days of the terms, by the condition of the goods, else by their category, else by where they were bought, and for a
 * distance sale never fewer than the law gives. They are counted from the day after the handover of the line (the last one, when
 * it came in parts), or after it was sent, of an order that a counter took as well; else after the purchase. Those of a distance sale
 * begin when the goods are there: of what nobody says that of yet, when they must be.
 */
export function returnWindow(
  receipt: Dated,
  line: number,
  { terms, category, condition }: Judging,
): ReturnWindow {
  const { days, categoryDays, conditionDays = {} } = terms.returns
  const isDistance = isDistanceSale(receipt)
  const ofCondition = condition === undefined ? undefined : conditionDays[condition]
  const ofCategory = category === undefined ? undefined : categoryDays[category]
  const agreed = ofCondition ?? ofCategory ?? (isDistance ? days.distance : days.store)
  const { from, since } = isDistance ? arrivedOn(receipt, line) : handedOn(receipt, line)
  const lastDay = dateFromDays(daysFromDate(from) + (isDistance ? Math.max(agreed, STATUTORY_DAYS) : agreed))
  return { from, lastDay, since }
}

export const isOver = ({ lastDay }: ReturnWindow, today: string): boolean => today > lastDay

type Since = Pick<ReturnWindow, 'from' | 'since'>

function handedOn({ handed = {}, businessDate }: Dated, line: number): Since {
  const last = lastOf(Object.values(handed), line)
  return last === undefined ? { from: businessDate, since: 'purchase' } : { from: last, since: 'handover' }
}

function arrivedOn(receipt: Dated, line: number): Since {
  const { handed = {}, delivered = [], businessDate } = receipt
  const there = [...Object.values(handed).filter(({ sent }) => !sent), ...delivered]
  const last = lastOf(there, line)
  const quantity = receipt.lines?.[line]?.quantity ?? 1
  if (last !== undefined && unitsIn(there, line) >= quantity) return { from: last, since: 'handover' }
  const gone = lastOf(Object.values(handed), line) ?? businessDate
  const due = dateFromDays(daysFromDate(gone) + TRANSIT_DAYS)
  return { from: last !== undefined && last > due ? last : due, since: 'purchase' }
}

type Arrival = NonNullable<Receipt['delivered']>[number]

const lastOf = (all: readonly Arrival[], line: number): string | undefined =>
  all
    .flatMap(({ date, lines }) => (lines.some((one) => one.line === line) ? [date] : []))
    .toSorted()
    .at(-1)

const unitsIn = (all: readonly Arrival[], line: number): number =>
  all.flatMap(({ lines }) => lines).reduce((units, one) => units + (one.line === line ? one.quantity : 0), 0)

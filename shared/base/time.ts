/** Milliseconds since 1970-01-01T00:00:00Z. */
export type UnixMs = number

/** The last moment that a `Date` can show. */
export const MOMENT_MAX: UnixMs = 8.64e15

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** `YYYY-MM-DD` of a calendar at a fixed offset; Taiwan is +480 minutes and knows no summer time. */
export function calendarDate(at: UnixMs, utcOffsetMinutes: number): string {
  const days = Math.floor((at + utcOffsetMinutes * MINUTE_MS) / DAY_MS)
  const { year, month, day } = civilFromDays(days)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** The last millisecond of the calendar day in which this moment lies. */
export function endOfDay(at: UnixMs, utcOffsetMinutes: number): UnixMs {
  const offset = utcOffsetMinutes * MINUTE_MS
  return (Math.floor((at + offset) / DAY_MS) + 1) * DAY_MS - offset - 1
}

/** Days since 1970-01-01 of a `YYYY-MM-DD` date. */
export function daysFromDate(date: string): number {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
  const shifted = month <= 2 ? year - 1 : year
  const era = Math.floor(shifted / 400)
  const yearOfEra = shifted - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": civil_from_days. */
export function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}

/** `YYYY-MM-DD` of days since 1970-01-01. */
export const dateFromDays = (days: number): string => calendarDate(days * DAY_MS, 0)

import { expect, test } from 'vitest'
import {
  calendarDate,
  civilFromDays,
  DAY_MS,
  dateFromDays,
  daysFromDate,
  HOUR_MS,
} from '#shared/base/time.ts'

test('the business date is the calendar’s of Taipei, on every day of 20 years', () => {
  const taipei = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Taipei' })
  const from = Date.UTC(2015, 0, 1)
  for (let day = 0; day < 20 * 365.25; day++) {
    const at = from + day * DAY_MS + (day % 24) * HOUR_MS
    expect(calendarDate(at, 480)).toBe(taipei.format(at))
  }
})

test('a date and its number of days are the same thing', () => {
  for (let day = -1000; day < 40_000; day += 7) expect(daysFromDate(dateFromDays(day))).toBe(day)
  expect(daysFromDate('1970-01-01')).toBe(0)
  expect(daysFromDate('2026-03-02')).toBe(20_514)
})

test('leap days are where the Gregorian calendar has them', () => {
  expect(dateFromDays(daysFromDate('2000-02-28') + 1)).toBe('2000-02-29')
  expect(dateFromDays(daysFromDate('2100-02-28') + 1)).toBe('2100-03-01')
  expect(civilFromDays(daysFromDate('2024-12-31') + 1)).toEqual({ year: 2025, month: 1, day: 1 })
})

test('midnight belongs to the new day, in the time of the shop', () => {
  const midnight = Date.UTC(2026, 2, 1, 16)
  expect(calendarDate(midnight - 1, 480)).toBe('2026-03-01')
  expect(calendarDate(midnight, 480)).toBe('2026-03-02')
})

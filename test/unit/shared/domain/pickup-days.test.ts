import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarDate, DAY_MS, dateFromDays, daysFromDate, HOUR_MS, MINUTE_MS } from '#shared/base/time.ts'
import { keptUntilOf, remindAtOf } from '#shared/domain/pickup-days.ts'

const moments = fc.integer({ min: 0, max: 4_000_000_000_000 })
const offsets = fc.integer({ min: -12 * 60, max: 14 * 60 })
const taipei = 480

describe('until when a pickup is kept', () => {
  test('R39 is the last moment of the store’s day, so many days after it was ready, wherever the store is', () => {
    fc.assert(
      fc.property(moments, offsets, fc.integer({ min: 0, max: 60 }), (at, offset, days) => {
        const last = dateFromDays(daysFromDate(calendarDate(at, offset)) + days)
        const until = keptUntilOf(at, days, offset)
        expect(calendarDate(until, offset)).toBe(last)
        expect(calendarDate(until + 1, offset)).not.toBe(last)
      }),
    )
  })

  test('R39 is the same whenever on that day it was ready', () => {
    const noon = Date.parse('2026-03-09T12:00:00+08:00')
    const late = Date.parse('2026-03-09T23:59:59.999+08:00')
    const end = Date.parse('2026-03-16T23:59:59.999+08:00')
    expect([keptUntilOf(noon, 7, taipei), keptUntilOf(late, 7, taipei)]).toEqual([end, end])
    expect(keptUntilOf(late + 1, 7, taipei)).toBe(end + DAY_MS)
  })

  test('R39 of what is kept for hours, is that many hours', () => {
    expect(keptUntilOf(1000, 0.5, taipei)).toBe(1000 + 12 * HOUR_MS)
  })
})

describe('when its buyer is reminded', () => {
  test('R39 is ten in the morning, so many days before the last, and never after the end', () => {
    fc.assert(
      fc.property(moments, offsets, fc.integer({ min: 0, max: 10 }), (at, offset, days) => {
        const until = keptUntilOf(at, 7, offset)
        const remindAt = remindAtOf(until, days, offset)
        const hours = ((((remindAt + offset * MINUTE_MS) % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS
        expect(hours).toBe(10)
        expect(daysFromDate(calendarDate(until, offset)) - daysFromDate(calendarDate(remindAt, offset))).toBe(
          days,
        )
        expect(remindAt).toBeLessThanOrEqual(until)
      }),
    )
  })
})

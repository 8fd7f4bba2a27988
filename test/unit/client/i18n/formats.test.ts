import { describe, expect, it } from 'vitest'
import { dateTimeText, timeText, whenText } from '#client/i18n/dates.ts'
import { moneyText } from '#client/i18n/money.ts'

describe('money', () => {
  it('R1 is whole dollars with a sign of our own, the same in every language', () => {
    expect(moneyText(0)).toBe('NT$0')
    expect(moneyText(1234)).toBe('NT$1,234')
    expect(moneyText(-320)).toBe('-NT$320')
    expect(moneyText(1_000_000_719)).toBe('NT$1,000,000,719')
  })
})

describe('times', () => {
  const noon = Date.UTC(2026, 10, 22, 4, 5)

  it('are Taipei’s, in 24 hours', () => {
    expect(timeText(noon)).toBe('12:05')
    expect(timeText(Date.UTC(2026, 10, 21, 16, 0))).toBe('00:00')
    expect(dateTimeText(Date.UTC(2026, 10, 21, 16, 0))).toBe('2026/11/22 00:00')
  })

  it('are as short as they can be', () => {
    expect(whenText(noon, noon + 3_600_000, 'zh-TW')).toBe('12:05')
    expect(whenText(noon, noon + 12 * 3_600_000, 'zh-TW')).toBe('11/22 週日')
    expect(whenText(noon, noon + 12 * 3_600_000, 'en')).toBe('11/22 Sun')
    expect(whenText(noon, noon + 200 * 86_400_000, 'en')).toBe('2026/11/22')
  })
})

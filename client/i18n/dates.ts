/**
 * Times as the shop sees them: always Taipei (UTC+8, no summer time), 24 hours, year before month before day, whatever the tablet
 * is set to. Written out: the browser's own formats cost a cheap tablet a quarter of a second before the first screen.
 */
import { calendarDate, DAY_MS, HOUR_MS, MINUTE_MS } from '#shared/base/time.ts'
import type { Language } from './language.ts'

const utcOffsetMinutes = 480
/** 1970-01-01 was a Thursday. */
const firstWeekday = 4

const weekdays: Readonly<Record<Language, readonly string[]>> = {
  'zh-TW': ['週日', '週一', '週二', '週三', '週四', '週五', '週六'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
}

const local = (at: number): number => at + utcOffsetMinutes * MINUTE_MS
const twoDigits = (count: number): string => String(count).padStart(2, '0')

/** 14:05 */
export function timeText(at: number): string {
  const ms = ((local(at) % DAY_MS) + DAY_MS) % DAY_MS
  return `${twoDigits(Math.floor(ms / HOUR_MS))}:${twoDigits(Math.floor((ms % HOUR_MS) / MINUTE_MS))}`
}

/** 2026/11/22 */
function dateText(at: number): string {
  return calendarDate(at, utcOffsetMinutes).replaceAll('-', '/')
}

/** 2026/11/22 14:05 */
export function dateTimeText(at: number): string {
  return `${dateText(at)} ${timeText(at)}`
}

/** The day on which something ends: the end of a day is called by that day, today's by its hour. */
export function untilText(at: number, now: number, language: Language): string {
  const last = at - 1
  if (dateText(last) === dateText(now)) return timeText(last)
  const weekday = (Math.floor(local(last) / DAY_MS) + firstWeekday) % 7
  return `${dateText(last).slice(5)} ${weekdays[language][weekday]}`
}

/** The hour for what happened today, the day of the last half year with its weekday, the whole date before. */
export function whenText(at: number, now: number, language: Language): string {
  if (dateText(at) === dateText(now)) return timeText(at)
  if (at > now || now - at > 180 * DAY_MS) return dateText(at)
  const weekday = (Math.floor(local(at) / DAY_MS) + firstWeekday) % 7
  return `${dateText(at).slice(5)} ${weekdays[language][weekday]}`
}

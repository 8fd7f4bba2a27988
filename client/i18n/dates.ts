/** Times as the shop sees them: always Taipei, 24 hours, year before month before day, whatever the tablet is set to. */
import type { Language } from './language.ts'

const timeZone = 'Asia/Taipei'
const dayMs = 86_400_000

const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone,
})
const calendar = new Intl.DateTimeFormat('en-CA', {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  timeZone,
})
const weekdays: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  'zh-TW': new Intl.DateTimeFormat('zh-TW', { weekday: 'short', timeZone }),
  en: new Intl.DateTimeFormat('en', { weekday: 'short', timeZone }),
}

/** 14:05 */
export function timeText(at: number): string {
  return clock.format(at)
}

/** 2026/11/22 */
function dateText(at: number): string {
  return calendar.format(at).replaceAll('-', '/')
}

/** 2026/11/22 14:05 */
export function dateTimeText(at: number): string {
  return `${dateText(at)} ${timeText(at)}`
}

/** The hour for what happened today, the day of the last half year with its weekday, the whole date before. */
export function whenText(at: number, now: number, language: Language): string {
  if (dateText(at) === dateText(now)) return timeText(at)
  if (at > now || now - at > 180 * dayMs) return dateText(at)
  return `${dateText(at).slice(5)} ${weekdays[language].format(at)}`
}

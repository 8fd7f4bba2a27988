/** Times as the shop sees them: always Taipei, 24 hours, whatever the tablet's own clock zone is. */
import type { Language } from './language.ts'

const timeZone = 'Asia/Taipei'
const dayMs = 86_400_000

type Form = 'time' | 'date' | 'full'

const options: Readonly<Record<Form, Intl.DateTimeFormatOptions>> = {
  time: { hour: '2-digit', minute: '2-digit' },
  date: { month: 'numeric', day: 'numeric', weekday: 'short' },
  full: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
}
const formats = new Map<string, Intl.DateTimeFormat>()

function format(form: Form, language: Language): Intl.DateTimeFormat {
  const key = `${form} ${language}`
  const made = formats.get(key) ?? new Intl.DateTimeFormat(language, { ...options[form], hourCycle: 'h23', timeZone })
  formats.set(key, made)
  return made
}

export function timeText(at: number, language: Language): string {
  return format('time', language).format(at)
}

export function dateTimeText(at: number, language: Language): string {
  return format('full', language).format(at)
}

/** The hour for what happened today, the day for the last half year, the whole date before. */
export function whenText(at: number, now: number, language: Language): string {
  if (dayNumber(at) === dayNumber(now)) return timeText(at, language)
  if (now - at < 180 * dayMs && at <= now) return format('date', language).format(at)
  return dateTimeText(at, language).slice(0, 10)
}

/** Days of Taipei since 1970; the offset is fixed, there is no summer time. */
function dayNumber(at: number): number {
  return Math.floor((at + 8 * 3_600_000) / dayMs)
}

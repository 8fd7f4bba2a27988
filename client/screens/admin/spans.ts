import { useTexts } from '../../i18n/use-texts.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How long, in the largest unit that says enough. */
export function useSpans(): (ms: number) => string {
  const { t } = useTexts()
  return (ms) => {
    const long = Math.max(0, ms)
    if (long < MINUTE_MS) return t('admin.span.seconds', { n: Math.floor(long / 1000) })
    if (long < HOUR_MS) return t('admin.span.minutes', { n: Math.floor(long / MINUTE_MS) })
    if (long < 2 * DAY_MS) return t('admin.span.hours', { n: Math.floor(long / HOUR_MS) })
    return t('admin.span.days', { n: Math.floor(long / DAY_MS) })
  }
}

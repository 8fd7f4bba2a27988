import { DAY_MS, endOfDay, HOUR_MS, type UnixMs } from '../base/time.ts'

/** Nobody is reminded at night: at ten, when the stores open. */
const REMIND_AT_MS = 10 * HOUR_MS

/**
 * R39: to the end of the store's day, so that nobody finds it gone on the day that they were told. What is kept for less than days
 * (`days` is no whole number) is kept for exactly so long.
 */
export function keptUntilOf(readyAt: UnixMs, days: number, utcOffsetMinutes: number): UnixMs {
  if (!Number.isInteger(days)) return readyAt + days * DAY_MS
  return endOfDay(readyAt, utcOffsetMinutes) + days * DAY_MS
}

/** R39: so many days before the last one, in the morning. */
export function remindAtOf(keptUntil: UnixMs, days: number, utcOffsetMinutes: number): UnixMs {
  if (!Number.isInteger(days)) return keptUntil - days * DAY_MS
  const morning = endOfDay(keptUntil, utcOffsetMinutes) + 1 - DAY_MS + REMIND_AT_MS
  return Math.min(keptUntil, morning) - days * DAY_MS
}

/** R39: the last day to which it may be kept when it is extended now: whole days after what was promised, or after today. */
export function extendedUntilOf(
  { keptUntil }: { readonly keptUntil: UnixMs | null },
  by: { readonly now: UnixMs; readonly days: number; readonly utcOffsetMinutes: number },
): UnixMs {
  return endOfDay(Math.max(keptUntil ?? 0, by.now), by.utcOffsetMinutes) + by.days * DAY_MS
}

/** R39: not to a day that is over, and not beyond what the terms allow. */
export const canBeKeptUntil = (
  until: UnixMs,
  pickup: { readonly keptUntil: UnixMs | null },
  by: Parameters<typeof extendedUntilOf>[1],
): boolean => until > by.now && until <= extendedUntilOf(pickup, by)

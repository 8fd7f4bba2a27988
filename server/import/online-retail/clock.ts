// The log's times are what a clock on the shop's wall showed; the shop stands in Taiwan.

import { MINUTE_MS } from '#shared/base/time.ts'

/** UTC+8, no summer time. */
export const utcOffsetMinutes = 480

/** `YYYY-MM-DD HH:MM:SS` on the wall to Unix ms. */
export function unixMsOf(wall: string): number {
  return Date.parse(`${wall.replace(' ', 'T')}Z`) - utcOffsetMinutes * MINUTE_MS
}

export function wallOf(unixMs: number): string {
  return new Date(unixMs + utcOffsetMinutes * MINUTE_MS).toISOString().slice(0, 19).replace('T', ' ')
}

import { hash } from 'node:crypto'
import { destination, type Logger, pino } from 'pino'

export type Log = Logger

/**
 * JSON lines on standard error. Every field is chosen by the caller: no bodies, no addresses with ids in them, no names, phone
 * numbers or cards. `write` takes the lines elsewhere (a test reads them).
 */
export function openLog(level: string, write?: { write(line: string): void }): Log {
  return pino(
    { level, base: null, timestamp: () => `,"at":"${new Date().toISOString()}"` },
    write ?? destination({ fd: 2, sync: true }),
  )
}

/** Tells devices apart without naming them. */
export const shownDevice = (device: string): string => hash('sha256', device, 'hex').slice(0, 12)

/**
 * What may be told of an error. Its message may quote what a request or a database row held, so only ours, which are written
 * without such, are told; the frames of the stack lead to the place.
 */
export function shownError(error: unknown): Readonly<Record<string, string | undefined>> {
  if (!(error instanceof Error)) return { name: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return {
    name: error.name,
    code,
    message: OURS.has(error.name) ? error.message : undefined,
    frames: frames
      .slice(0, 6)
      .map((line) => line.trim())
      .join(' < '),
    cause: error.cause instanceof Error ? error.cause.name : undefined,
  }
}

const OURS = new Set(['StorageFailure', 'DatabaseUnavailable', 'NotDurable', 'FolderInUse', 'StartFailure'])

import { existsSync } from 'node:fs'
import { codeOf } from '#server/db/errors.ts'
import type { Config, ConfigProblem } from './config.ts'

/** Why a server or a command cannot begin, and what to do about it: both for a person to read. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure'
  readonly next: string

  constructor(cause: string, next: string) {
    super(cause)
    this.next = next
  }
}

export function ofSettings(problems: readonly ConfigProblem[]): StartFailure {
  const lines = problems.map(({ name, value, wanted }) => `${name} is "${value}", but wanted is ${wanted}`)
  return new StartFailure(lines.join('; '), 'Correct it, or leave it out to have the default.')
}

/** For commands that work on what a server has made: an empty folder is a mistyped one. */
export function demandDatabase({ database }: Config): void {
  if (database.is === 'postgres' || existsSync(database.file)) return
  throw new StartFailure(
    `there is no database at ${database.file}`,
    'Start the server once (npm start), or set DATA_DIR to its folder.',
  )
}

/** What an error at the start means in plain words. */
export function startFailure(error: unknown, config: Config): StartFailure {
  if (error instanceof StartFailure) return error
  const text = error instanceof Error ? error.message : String(error)
  const name = error instanceof Error ? error.name : ''
  if (name === 'FolderInUse')
    return new StartFailure(text, 'Stop that server, or choose another folder: DATA_DIR=… npm start')
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartFailure(
        `port ${config.port} of ${config.host} is taken by another program`,
        `Stop that program, or choose another port: PORT=${config.port + 1} npm start`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new StartFailure(
        `this machine has no address ${config.host}`,
        'Set HOST to 127.0.0.1 (this machine only) or 0.0.0.0 (everybody).',
      )
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOSPC':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_CANTOPEN_ISDIR':
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
      return new StartFailure(
        `the data folder ${config.dataFolder} (or port ${config.port}) cannot be used: ${text}`,
        'Make the folder writable for this user, or choose another one: DATA_DIR=… npm start',
      )
    default:
      return new StartFailure(text, nextOf(name, text))
  }
}

function nextOf(name: string, text: string): string {
  if (text.includes('newer version'))
    return 'Start the version that made these data, or choose another folder: DATA_DIR=… npm start'
  if (name === 'StorageFailure') return 'Check the disk; restore a backup with npm run restore -- FILE.'
  if (name === 'NotDurable')
    return 'Set fsync, full_page_writes and synchronous_commit to on, and reload the configuration of PostgreSQL.'
  if (name === 'DatabaseUnavailable')
    return 'Check that the database server runs and that DATABASE_URL is right.'
  return 'See the lines above; if it stays, start with LOG_LEVEL=debug.'
}

/** For standard error: cause, then next step. */
export const shownFailure = (failure: StartFailure, what: string): string =>
  `${what}: ${failure.message}\n  Next: ${failure.next}\n`

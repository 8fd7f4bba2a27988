import { join, resolve } from 'node:path'
import { failure, type Result, success } from '#shared/base/result.ts'

export type LogLevel = (typeof LOG_LEVELS)[number]
export type RelayMode = (typeof RELAY_MODES)[number]
export type DemoSize = (typeof DEMO_SIZES)[number]

export type Config = {
  /** Absolute. Holds the embedded database, its lock and its backups. */
  readonly dataFolder: string
  readonly database:
    | { readonly is: 'sqlite'; readonly file: string }
    | { readonly is: 'postgres'; readonly url: string }
  /**
   * 127.0.0.1 unless told otherwise. Browsers give a page from another machine no service worker and no lasting storage
   * without HTTPS, so tablets need a proxy with a certificate in front, and it reaches this address; and what starts with
   * demo PINs should not be open to a whole network before somebody has decided so.
   */
  readonly host: string
  readonly port: number
  readonly relay: RelayMode
  /** What a chain begins with that nobody has made yet: `full` adds months of history, thousands of products and hundreds of members. */
  readonly demo: DemoSize
  readonly logLevel: LogLevel
}

/** One setting that cannot be used, and what would be right. */
export type ConfigProblem = { readonly name: string; readonly value: string; readonly wanted: string }

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const DEMO_SIZES = ['full', 'small'] as const
const RELAY_MODES = ['inline', 'deferred'] as const
const DEFAULT_PORT = 4000
const PORT_MAX = 65_535

/** The only reader of the environment. An empty variable counts as absent. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Result<Config, readonly ConfigProblem[]> {
  const problems: ConfigProblem[] = []
  const text = (name: string, otherwise: string): string => env[name]?.trim() || otherwise
  const oneOf = <T extends string>(name: string, all: readonly T[], otherwise: T): T => {
    const value = text(name, otherwise)
    const found = all.find((one) => one === value)
    if (found === undefined) problems.push({ name, value, wanted: `one of ${all.join(', ')}` })
    return found ?? otherwise
  }
  const dataFolder = resolve(text('DATA_DIR', 'data'))
  const port = text('PORT', String(DEFAULT_PORT))
  if (!/^\d{1,5}$/.test(port) || Number(port) > PORT_MAX) {
    problems.push({ name: 'PORT', value: port, wanted: `a number from 0 (any free port) to ${PORT_MAX}` })
  }
  const url = text('DATABASE_URL', '')
  // The value is not repeated: it may hold a password.
  if (url !== '' && !/^postgres(?:ql)?:\/\//.test(url)) {
    problems.push({
      name: 'DATABASE_URL',
      value: '…',
      wanted: 'postgres://user@host/database, or nothing for the embedded database',
    })
  }
  const relay = oneOf('RELAY', RELAY_MODES, 'inline')
  const demo = oneOf('DEMO', DEMO_SIZES, 'full')
  const logLevel = oneOf('LOG_LEVEL', LOG_LEVELS, 'info')
  if (problems.length > 0) return failure(problems)
  return success({
    dataFolder,
    database: url === '' ? { is: 'sqlite', file: databaseFile(dataFolder) } : { is: 'postgres', url },
    host: text('HOST', '127.0.0.1'),
    port: Number(port),
    relay,
    demo,
    logLevel,
  })
}

/** What `openDatabase` takes. */
export const databaseUrl = ({ database }: Config): string =>
  database.is === 'sqlite' ? `sqlite:${database.file}` : database.url

const databaseFile = (dataFolder: string): string => join(dataFolder, 'onecounter.db')

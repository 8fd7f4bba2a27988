// What may stand behind `npm run replay --`.

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isCalendarDay } from '#server/import/online-retail/read-log.ts'

export type ReplayOptions = {
  readonly file: string
  readonly from: string | undefined
  readonly to: string | undefined
  readonly seed: string | undefined
  /** Each `C` invoice is brought back at a counter of another store. */
  readonly returns: boolean
  /** Where each row that brings goods back is listed. */
  readonly rows: string | undefined
}

const usage =
  'npm run replay -- [FILE.csv[.gz]] [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--seed N] [--returns [--rows OUT.csv]]   (both days included)'

const august = fileURLToPath(new URL('./data/online-retail-2011-08.csv.gz', import.meta.url))

export class UsageError extends Error {
  constructor(what: string) {
    super(`${what}\nusage: ${usage}`)
    this.name = 'UsageError'
  }
}

export function readOptions(args: readonly string[]): ReplayOptions {
  const { values, positionals } = parsed(args)
  if (positionals.length > 1) throw new UsageError(`one file at a time, not ${positionals.length}`)
  for (const name of ['from', 'to'] as const) {
    const day = values[name]
    if (day !== undefined && !isCalendarDay(day))
      throw new UsageError(`--${name} ${day} is not a day such as 2011-08-01`)
  }
  const { from, to, seed, returns = false, rows } = values
  if (rows !== undefined && !returns) throw new UsageError('--rows lists what --returns brings back')
  if (from !== undefined && to !== undefined && from > to)
    throw new UsageError(`--from ${from} lies after --to ${to}`)
  return { file: positionals[0] ?? august, from, to, seed, returns, rows }
}

function parsed(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { from: text, to: text, seed: text, returns: { type: 'boolean' }, rows: text },
    })
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

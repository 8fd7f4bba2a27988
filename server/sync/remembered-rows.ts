import type { StoredRow } from '#server/tables/replica-row.ts'
import { RowMap } from './row-map.ts'

/** A row as it was stored last, and what its text says. */
export type Remembered = { readonly before: StoredRow; readonly value: unknown }

/** What a store sells at the same time: a few megabytes. */
const ROWS_MAX = 4096

/**
 * Rows that the writer changed lately, so that the next transaction neither reads nor parses them again: tablets that come back
 * after days tell of the same articles and members over and over. They hold only while nobody else has written anything at all,
 * which the database's version tells; on PostgreSQL, where others write without our knowing, nothing is remembered.
 */
export class RememberedRows {
  #rows = new RowMap<Remembered>()
  #count = 0
  #version: string | undefined

  /** What is known at this version of the database; asked inside the transaction. */
  at(version: string | undefined): ReadonlyRowMap {
    if (version === undefined || version !== this.#version) this.#forget()
    return this.#rows
  }

  /** Called once the transaction is durable, with the version that it left behind. */
  keep(written: readonly Remembered[], version: string | undefined): void {
    if (version === undefined) return
    if (this.#count + written.length > ROWS_MAX) this.#forget()
    for (const row of written.slice(-ROWS_MAX)) this.#rows.set(row.before, row)
    // Rows that come again are counted again: the bound holds all the same.
    this.#count += written.length
    this.#version = version
  }

  #forget(): void {
    this.#rows = new RowMap()
    this.#count = 0
    this.#version = undefined
  }
}

export type ReadonlyRowMap = Pick<RowMap<Remembered>, 'get'>

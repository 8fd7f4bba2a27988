import type { RowTrouble } from './table.ts'

/** What an import of a chain's own table did, or with `dryRun` would do. Rows with a trouble are not written. */
export type Outcome = {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly troubles: readonly RowTrouble[]
}

export type TableImport = { readonly file: string; readonly dryRun: boolean }

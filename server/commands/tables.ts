import type { Ledger } from '#server/sync/ledger.ts'
import { exportMembers, importMembers } from '#server/import/members.ts'
import type { Outcome, TableImport } from '#server/import/outcome.ts'
import { exportPrices, importPrices } from '#server/import/prices.ts'
import { exportProducts, importProducts } from '#server/import/products.ts'
import { exportStaff, importStaff } from '#server/import/staff.ts'
import { shownTrouble } from '#server/import/table.ts'

export type TableKind = {
  /** What a row is, in a sentence: `3 products are new`. */
  readonly rows: string
  readonly import: (ledger: Ledger, order: TableImport) => Promise<Outcome>
  readonly export: (ledger: Pick<Ledger, 'db'>) => Promise<{ readonly text: string; readonly rows: number }>
}

/** A chain's own tables, by the word that names them behind `npm run import --` and `npm run export --`. */
export const tableKinds: Readonly<Record<string, TableKind>> = {
  products: { rows: 'products', import: importProducts, export: exportProducts },
  prices: { rows: 'prices', import: importPrices, export: exportPrices },
  members: { rows: 'members', import: importMembers, export: exportMembers },
  staff: { rows: 'staff', import: importStaff, export: exportStaff },
}

export function outcomeLines(
  { rows }: Pick<TableKind, 'rows'>,
  { added, changed, unchanged, troubles }: Outcome,
  { dryRun }: Pick<TableImport, 'dryRun'>,
): string[] {
  const counts = `${added} new, ${changed} changed, ${unchanged} as they were`
  return [
    ...troubles.map(shownTrouble),
    `${dryRun ? 'Nothing was written. It would be these' : 'Written'}: ${rows}: ${counts}.`,
    ...(troubles.length === 0
      ? []
      : [
          `${troubles.length} ${troubles.length === 1 ? 'mistake' : 'mistakes'}: what stands there was left out. Correct it and import the file again.`,
        ]),
  ]
}

import type { Migration } from '../migration.ts'

/** Under which numbers the receipts are found that have left the tablets. */
export const retiredReceipts: Migration = {
  id: '005-retired-receipts',
  sqlite: [
    `CREATE TABLE retired_receipt (
      number TEXT NOT NULL, ref TEXT NOT NULL, PRIMARY KEY (number, ref)
    ) STRICT, WITHOUT ROWID`,
  ],
  postgres: [
    `CREATE TABLE retired_receipt (
      number TEXT COLLATE "C" NOT NULL, ref TEXT COLLATE "C" NOT NULL, PRIMARY KEY (number, ref)
    )`,
  ],
}

import type { Migration } from '../migration.ts'

/** Sealed segments of the receipts, as tablets fetch them. They can be dropped: tablets then get rows until new ones are sealed. */
export const segments: Migration = {
  id: '003-segments',
  sqlite: [
    `CREATE TABLE segment (
      name TEXT NOT NULL, scope TEXT NOT NULL, generation INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL,
      row_count INTEGER NOT NULL, sealed_at INTEGER NOT NULL, bytes TEXT NOT NULL, PRIMARY KEY (name)
    ) STRICT`,
    `CREATE INDEX segment_by_scope ON segment (scope, from_seq)`,
  ],
  postgres: [
    `CREATE TABLE segment (
      name TEXT COLLATE "C" NOT NULL, scope TEXT COLLATE "C" NOT NULL, generation BIGINT NOT NULL, from_seq BIGINT NOT NULL,
      to_seq BIGINT NOT NULL, row_count BIGINT NOT NULL, sealed_at BIGINT NOT NULL, bytes TEXT NOT NULL, PRIMARY KEY (name)
    )`,
    `CREATE INDEX segment_by_scope ON segment (scope, from_seq)`,
  ],
}

import type { Migration } from '../migration.ts'

/** Staff as the server keeps them, their sessions, wrong tries that outlive a restart, and who changed what. */
export const people: Migration = {
  id: '002-people',
  sqlite: [
    `CREATE TABLE staff (
      id TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, pin TEXT, password TEXT, password_once INTEGER NOT NULL,
      active INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (id)
    ) STRICT`,
    `CREATE TABLE staff_store (
      staff TEXT NOT NULL, store TEXT NOT NULL, PRIMARY KEY (staff, store)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE staff_session (
      token_hash TEXT NOT NULL, staff TEXT NOT NULL, device TEXT, made_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
      PRIMARY KEY (token_hash)
    ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX staff_session_by_staff ON staff_session (staff)`,
    `CREATE TABLE sign_in_try (
      subject TEXT NOT NULL, failures INTEGER NOT NULL, last_at INTEGER NOT NULL, PRIMARY KEY (subject)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE audit (
      id TEXT NOT NULL, at INTEGER NOT NULL, staff TEXT, store TEXT, what TEXT NOT NULL, about TEXT NOT NULL,
      before_json TEXT, after_json TEXT, PRIMARY KEY (id)
    ) STRICT`,
  ],
  postgres: [
    `CREATE TABLE staff (
      id TEXT COLLATE "C" NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, pin TEXT, password TEXT,
      password_once BIGINT NOT NULL, active BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
      PRIMARY KEY (id)
    )`,
    `CREATE TABLE staff_store (
      staff TEXT COLLATE "C" NOT NULL, store TEXT COLLATE "C" NOT NULL, PRIMARY KEY (staff, store)
    )`,
    `CREATE TABLE staff_session (
      token_hash TEXT COLLATE "C" NOT NULL, staff TEXT COLLATE "C" NOT NULL, device TEXT COLLATE "C",
      made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (token_hash)
    )`,
    `CREATE INDEX staff_session_by_staff ON staff_session (staff)`,
    `CREATE TABLE sign_in_try (
      subject TEXT COLLATE "C" NOT NULL, failures BIGINT NOT NULL, last_at BIGINT NOT NULL, PRIMARY KEY (subject)
    )`,
    `CREATE TABLE audit (
      id TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL, staff TEXT COLLATE "C", store TEXT COLLATE "C", what TEXT NOT NULL,
      about TEXT NOT NULL, before_json TEXT, after_json TEXT, PRIMARY KEY (id)
    )`,
  ],
}

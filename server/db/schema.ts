import type { Dialect } from './query.ts'

/**
 * The schema of a new database: the sum of all migrations, by test.
 *
 * SQLite's tables are STRICT, so that they refuse what PostgreSQL refuses; small rows with a key of text need no rowid beside it.
 * PostgreSQL compares keys by bytes (COLLATE "C"), as SQLite does: writers of both lock and order rows alike.
 *
 * - store, register, enrolment_code, device, incarnation: who may write. A code is found by its label, the part that is no secret.
 *   An incarnation is one unbroken chain of a device's operations (incarnation_nonce: the request that began it):
 *   up to `durable_seq` it is here (`link` is its head), up to `covered_seq` in a backup, up to `reported_seq` the device knows it.
 * - op: what happened, as it came; `home` is the scope that holds its effects. `op_parked` serves only queries that say
 *   `status = 'parked'` literally. op_conflict: another body under a known id. alias_seq: a known op relinked by another incarnation.
 * - sidecar, subject_key: personal data beside an op, unreadable without its subject's key.
 * - scope_head, replica_row: the ledger and its feed, the latest row of each key, in the order of `seq`; `h0`, `h1` are its hash and
 *   `sum0`, `sum1` the scope's sums, unsigned 32 bits each. A live row with two zeros has left the tablets: it is in no sum.
 * - segment: packed rows of the feed, as tablets fetch them; `bytes` is base64. retired_receipt: numbers of what has left the tablets.
 * - message, inbox: onward effects that still travel, and those that have arrived.
 * - staff, staff_store: who works where; PIN and password are argon2id verifiers. What tablets hold of them is derived. staff_session:
 *   who is signed in at the server, on which device if on one. sign_in_try: wrong tries by subject. audit: who changed what.
 * - setting, channel, backup, migration: the chain's own settings, shops that send orders, copies taken, changes of this schema.
 */
export const schema: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: [
    `CREATE TABLE setting (
      key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE register (
      id TEXT NOT NULL, store TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE store (
      id TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE enrolment_code (
      label TEXT NOT NULL, code_hash TEXT NOT NULL, register TEXT NOT NULL, expires_at INTEGER NOT NULL,
      tries INTEGER NOT NULL, used_at INTEGER, PRIMARY KEY (label)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE device (
      id TEXT NOT NULL, store TEXT NOT NULL, register TEXT NOT NULL, name TEXT NOT NULL, token_hash TEXT NOT NULL,
      enrolled_at INTEGER NOT NULL, revoked_at INTEGER, last_seen_at INTEGER, heartbeat TEXT, PRIMARY KEY (id),
      UNIQUE (token_hash)
    ) STRICT`,
    `CREATE TABLE incarnation (
      device TEXT NOT NULL, incarnation INTEGER NOT NULL, letter TEXT NOT NULL, durable_seq INTEGER NOT NULL,
      link TEXT NOT NULL, covered_seq INTEGER NOT NULL, reported_seq INTEGER NOT NULL, reported_link TEXT,
      PRIMARY KEY (device, incarnation)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE incarnation_nonce (
      device TEXT NOT NULL, nonce TEXT NOT NULL, incarnation INTEGER NOT NULL, PRIMARY KEY (device, nonce)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE op (
      id TEXT NOT NULL, origin TEXT NOT NULL, device TEXT, incarnation INTEGER, seq INTEGER, channel TEXT,
      kind TEXT NOT NULL, version INTEGER NOT NULL, home TEXT NOT NULL, body TEXT NOT NULL, body_hash TEXT NOT NULL,
      link TEXT, received_at INTEGER NOT NULL, status TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (device, incarnation, seq)
    ) STRICT`,
    `CREATE INDEX op_by_home ON op (home, received_at)`,
    `CREATE INDEX op_parked ON op (home, received_at) WHERE status = 'parked'`,
    `CREATE TABLE op_conflict (
      id TEXT NOT NULL, body_hash TEXT NOT NULL, body TEXT NOT NULL, origin TEXT NOT NULL, received_at INTEGER NOT NULL,
      PRIMARY KEY (id, body_hash)
    ) STRICT`,
    `CREATE TABLE alias_seq (
      device TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL, op TEXT NOT NULL, link TEXT NOT NULL, body_hash TEXT NOT NULL,
      PRIMARY KEY (device, incarnation, seq)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE sidecar (
      op TEXT NOT NULL, subject TEXT NOT NULL, cipher TEXT NOT NULL, PRIMARY KEY (op, subject)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE subject_key (
      subject TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (subject)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE scope_head (
      scope TEXT NOT NULL, generation INTEGER NOT NULL, seq INTEGER NOT NULL, sum0 INTEGER NOT NULL,
      sum1 INTEGER NOT NULL, count INTEGER NOT NULL, floor INTEGER NOT NULL, PRIMARY KEY (scope)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE replica_row (
      scope TEXT NOT NULL, tbl TEXT NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, deleted INTEGER NOT NULL,
      value TEXT, h0 INTEGER NOT NULL, h1 INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (scope, tbl, key)
    ) STRICT`,
    `CREATE UNIQUE INDEX replica_row_feed ON replica_row (scope, seq)`,
    `CREATE TABLE message (
      op TEXT NOT NULL, path TEXT NOT NULL, target TEXT NOT NULL, device TEXT, incarnation INTEGER, seq INTEGER,
      body TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (op, path)
    ) STRICT`,
    `CREATE INDEX message_by_origin ON message (device, incarnation, seq)`,
    `CREATE INDEX message_by_target ON message (target)`,
    `CREATE TABLE inbox (
      target TEXT NOT NULL, op TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (target, op, path)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE channel (
      id TEXT NOT NULL, name TEXT NOT NULL, token_hash TEXT NOT NULL, PRIMARY KEY (id), UNIQUE (token_hash)
    ) STRICT`,
    `CREATE TABLE backup (
      id TEXT NOT NULL, taken_at INTEGER NOT NULL, epoch TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (id)
    ) STRICT`,
    `CREATE TABLE migration (
      id TEXT NOT NULL, applied_at INTEGER NOT NULL, PRIMARY KEY (id)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE staff (
      id TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, pin TEXT, password TEXT, password_once INTEGER NOT NULL,
      active INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, member TEXT, PRIMARY KEY (id)
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
    `CREATE TABLE segment (
      name TEXT NOT NULL, scope TEXT NOT NULL, generation INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL,
      row_count INTEGER NOT NULL, sealed_at INTEGER NOT NULL, bytes TEXT NOT NULL, PRIMARY KEY (name)
    ) STRICT`,
    `CREATE INDEX segment_by_scope ON segment (scope, from_seq)`,
    `CREATE TABLE retired_receipt (
      number TEXT NOT NULL, ref TEXT NOT NULL, PRIMARY KEY (number, ref)
    ) STRICT, WITHOUT ROWID`,
  ],
  postgres: [
    `CREATE TABLE setting (
      key TEXT COLLATE "C" NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key)
    )`,
    `CREATE TABLE register (
      id TEXT COLLATE "C" NOT NULL, store TEXT COLLATE "C" NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id)
    )`,
    `CREATE TABLE store (
      id TEXT COLLATE "C" NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id)
    )`,
    `CREATE TABLE enrolment_code (
      label TEXT COLLATE "C" NOT NULL, code_hash TEXT NOT NULL, register TEXT COLLATE "C" NOT NULL,
      expires_at BIGINT NOT NULL, tries BIGINT NOT NULL, used_at BIGINT, PRIMARY KEY (label)
    )`,
    `CREATE TABLE device (
      id TEXT COLLATE "C" NOT NULL, store TEXT COLLATE "C" NOT NULL, register TEXT COLLATE "C" NOT NULL,
      name TEXT NOT NULL, token_hash TEXT COLLATE "C" NOT NULL, enrolled_at BIGINT NOT NULL, revoked_at BIGINT,
      last_seen_at BIGINT, heartbeat TEXT, PRIMARY KEY (id), UNIQUE (token_hash)
    )`,
    `CREATE TABLE incarnation (
      device TEXT COLLATE "C" NOT NULL, incarnation BIGINT NOT NULL, letter TEXT NOT NULL, durable_seq BIGINT NOT NULL,
      link TEXT NOT NULL, covered_seq BIGINT NOT NULL, reported_seq BIGINT NOT NULL, reported_link TEXT,
      PRIMARY KEY (device, incarnation)
    )`,
    `CREATE TABLE incarnation_nonce (
      device TEXT COLLATE "C" NOT NULL, nonce TEXT COLLATE "C" NOT NULL, incarnation BIGINT NOT NULL,
      PRIMARY KEY (device, nonce)
    )`,
    `CREATE TABLE op (
      id TEXT COLLATE "C" NOT NULL, origin TEXT NOT NULL, device TEXT COLLATE "C", incarnation BIGINT, seq BIGINT,
      channel TEXT COLLATE "C", kind TEXT NOT NULL, version BIGINT NOT NULL, home TEXT COLLATE "C" NOT NULL,
      body TEXT NOT NULL, body_hash TEXT NOT NULL, link TEXT, received_at BIGINT NOT NULL, status TEXT NOT NULL,
      PRIMARY KEY (id), UNIQUE (device, incarnation, seq)
    )`,
    `CREATE INDEX op_by_home ON op (home, received_at)`,
    `CREATE INDEX op_parked ON op (home, received_at) WHERE status = 'parked'`,
    `CREATE TABLE op_conflict (
      id TEXT COLLATE "C" NOT NULL, body_hash TEXT COLLATE "C" NOT NULL, body TEXT NOT NULL, origin TEXT NOT NULL,
      received_at BIGINT NOT NULL, PRIMARY KEY (id, body_hash)
    )`,
    `CREATE TABLE alias_seq (
      device TEXT COLLATE "C" NOT NULL, incarnation BIGINT NOT NULL, seq BIGINT NOT NULL, op TEXT COLLATE "C" NOT NULL,
      link TEXT NOT NULL, body_hash TEXT NOT NULL, PRIMARY KEY (device, incarnation, seq)
    )`,
    `CREATE TABLE sidecar (
      op TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C" NOT NULL, cipher TEXT NOT NULL, PRIMARY KEY (op, subject)
    )`,
    `CREATE TABLE subject_key (
      subject TEXT COLLATE "C" NOT NULL, key TEXT NOT NULL, PRIMARY KEY (subject)
    )`,
    `CREATE TABLE scope_head (
      scope TEXT COLLATE "C" NOT NULL, generation BIGINT NOT NULL, seq BIGINT NOT NULL, sum0 BIGINT NOT NULL,
      sum1 BIGINT NOT NULL, count BIGINT NOT NULL, floor BIGINT NOT NULL, PRIMARY KEY (scope)
    )`,
    `CREATE TABLE replica_row (
      scope TEXT COLLATE "C" NOT NULL, tbl TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL,
      deleted BIGINT NOT NULL, value TEXT, h0 BIGINT NOT NULL, h1 BIGINT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (scope, tbl, key)
    )`,
    `CREATE UNIQUE INDEX replica_row_feed ON replica_row (scope, seq)`,
    `CREATE TABLE message (
      op TEXT COLLATE "C" NOT NULL, path TEXT COLLATE "C" NOT NULL, target TEXT COLLATE "C" NOT NULL,
      device TEXT COLLATE "C", incarnation BIGINT, seq BIGINT, body TEXT NOT NULL, created_at BIGINT NOT NULL,
      PRIMARY KEY (op, path)
    )`,
    `CREATE INDEX message_by_origin ON message (device, incarnation, seq)`,
    `CREATE INDEX message_by_target ON message (target)`,
    `CREATE TABLE inbox (
      target TEXT COLLATE "C" NOT NULL, op TEXT COLLATE "C" NOT NULL, path TEXT COLLATE "C" NOT NULL,
      PRIMARY KEY (target, op, path)
    )`,
    `CREATE TABLE channel (
      id TEXT COLLATE "C" NOT NULL, name TEXT NOT NULL, token_hash TEXT COLLATE "C" NOT NULL, PRIMARY KEY (id),
      UNIQUE (token_hash)
    )`,
    `CREATE TABLE backup (
      id TEXT COLLATE "C" NOT NULL, taken_at BIGINT NOT NULL, epoch TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (id)
    )`,
    `CREATE TABLE migration (
      id TEXT COLLATE "C" NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (id)
    )`,
    `CREATE TABLE staff (
      id TEXT COLLATE "C" NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, pin TEXT, password TEXT,
      password_once BIGINT NOT NULL, active BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
      member TEXT COLLATE "C", PRIMARY KEY (id)
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
    `CREATE TABLE segment (
      name TEXT COLLATE "C" NOT NULL, scope TEXT COLLATE "C" NOT NULL, generation BIGINT NOT NULL, from_seq BIGINT NOT NULL,
      to_seq BIGINT NOT NULL, row_count BIGINT NOT NULL, sealed_at BIGINT NOT NULL, bytes TEXT NOT NULL, PRIMARY KEY (name)
    )`,
    `CREATE INDEX segment_by_scope ON segment (scope, from_seq)`,
    `CREATE TABLE retired_receipt (
      number TEXT COLLATE "C" NOT NULL, ref TEXT COLLATE "C" NOT NULL, PRIMARY KEY (number, ref)
    )`,
  ],
}

// What the server's database holds when the month is over: rows, and counts of what stands behind them. No operation's body is read here.

import type { Database, DbRow, Step } from '#server/db/query.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'
import type { TableName, Tables } from '#shared/sync/change.ts'

export type Row<Table extends TableName> = {
  readonly scope: string
  readonly key: string
  readonly value: Tables[Table]
}

export type DeviceLife = {
  readonly device: string
  readonly incarnation: number
  readonly durableSeq: number
  readonly operations: number
  readonly heartbeat: string
}

export type LedgerRows = {
  readonly tickets: readonly Row<'ticket'>[]
  readonly orders: readonly Row<'order'>[]
  readonly receipts: readonly Row<'receipt'>[]
  readonly members: readonly Row<'member'>[]
  readonly threads: readonly Row<'thread'>[]
  readonly discrepancies: readonly Row<'discrepancy'>[]
  readonly disputes: readonly Row<'dispute'>[]
  readonly credits: readonly Row<'credit'>[]
  readonly outflows: readonly Row<'outflow'>[]
  /** Discrepancies that were there for a while, by code. */
  readonly settled: ReadonlyMap<string, number>
  readonly operations: readonly { readonly id: string; readonly status: string }[]
  readonly conflicts: number
  readonly messagesWaiting: number
  readonly devices: readonly DeviceLife[]
}

export async function readLedger(db: Database): Promise<LedgerRows> {
  return await db.read(function* () {
    return {
      tickets: yield* rowsOf('ticket'),
      orders: yield* rowsOf('order'),
      receipts: yield* rowsOf('receipt'),
      members: yield* rowsOf('member'),
      threads: yield* rowsOf('thread'),
      discrepancies: yield* rowsOf('discrepancy'),
      disputes: yield* rowsOf('dispute'),
      credits: yield* rowsOf('credit'),
      outflows: yield* rowsOf('outflow'),
      settled: yield* settled(),
      operations: (yield { sql: 'SELECT id, status FROM op' }).map((row) => ({
        id: text(row, 'id'),
        status: text(row, 'status'),
      })),
      conflicts: yield* count('op_conflict'),
      messagesWaiting: yield* count('message'),
      devices: yield* devices(),
    }
  })
}

/** Effects that other scopes have not got yet; always none with the inline relay. */
export const messagesWaiting = (db: Database): Promise<number> => db.read(() => count('message'))

function* rowsOf<Table extends TableName>(table: Table): Step<Row<Table>[]> {
  const rows = yield* rowsOfTable(table, '')
  // Trusted: the rows of a table hold what the rules put there.
  return rows.map(({ scope, key, value }) => ({ scope, key, value: JSON.parse(value) as Tables[Table] }))
}

function* settled(): Step<Map<string, number>> {
  const rows = yield { sql: `SELECT key FROM replica_row WHERE tbl = 'discrepancy' AND deleted = 1` }
  const codes = new Map<string, number>()
  for (const row of rows) {
    const [code = ''] = text(row, 'key').split(':')
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  return codes
}

function* count(table: 'op_conflict' | 'message'): Step<number> {
  const [row] = yield { sql: `SELECT COUNT(*) AS many FROM ${table}` }
  return Number(row?.['many'] ?? 0)
}

function* devices(): Step<DeviceLife[]> {
  const rows = yield {
    sql: `SELECT incarnation.device, incarnation.incarnation, durable_seq, heartbeat,
 (SELECT COUNT(*) FROM op WHERE op.device = incarnation.device AND op.incarnation = incarnation.incarnation) AS operations
 FROM incarnation JOIN device ON device.id = incarnation.device`,
  }
  return rows.map((row) => ({
    device: text(row, 'device'),
    incarnation: Number(row['incarnation']),
    durableSeq: Number(row['durable_seq']),
    operations: Number(row['operations']),
    heartbeat: text(row, 'heartbeat'),
  }))
}

const text = (row: DbRow, column: string): string => String(row[column] ?? '')

import type { Step } from '#server/db/query.ts'

export type BackupRow = {
  readonly id: string
  readonly takenAt: number
  readonly epoch: string
  readonly file: string
}

export function* insertBackup(backup: BackupRow): Step<void> {
  yield {
    sql: 'INSERT INTO backup (id, taken_at, epoch, file) VALUES (?, ?, ?, ?)',
    params: [backup.id, backup.takenAt, backup.epoch, backup.file],
  }
}

/** Unix ms of the newest backup; undefined when there is none. */
export function* lastBackupAt(): Step<number | undefined> {
  const [row] = yield { sql: 'SELECT MAX(taken_at) AS at FROM backup' }
  return typeof row?.['at'] === 'number' ? row['at'] : undefined
}

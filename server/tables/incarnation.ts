import type { DbRow, Step } from '#server/db/query.ts'

/** One life of a device: its chain's head as the server holds it, and the head that the device last told of. */
export type Incarnation = {
  readonly device: string
  readonly incarnation: number
  readonly letter: string
  readonly durableSeq: number
  readonly link: string
  readonly coveredSeq: number
  readonly reportedSeq: number
}

const COLUMNS = 'device, incarnation, letter, durable_seq, link, covered_seq, reported_seq'

/** Locked until the transaction ends: the pushes of one device stand in line. */
export function* lockIncarnation(device: string, incarnation: number): Step<Incarnation | undefined> {
  const [row] = yield {
    sql: `SELECT ${COLUMNS} FROM incarnation WHERE device = ? AND incarnation = ? FOR UPDATE`,
    params: [device, incarnation],
  }
  return row && parsed(row)
}

export function* incarnationOf(device: string, incarnation: number): Step<Incarnation | undefined> {
  const [row] = yield {
    sql: `SELECT ${COLUMNS} FROM incarnation WHERE device = ? AND incarnation = ?`,
    params: [device, incarnation],
  }
  return row && parsed(row)
}

export function* advanceIncarnation(
  at: Pick<Incarnation, 'device' | 'incarnation' | 'durableSeq' | 'link'>,
): Step<void> {
  yield {
    sql: 'UPDATE incarnation SET durable_seq = ?, link = ? WHERE device = ? AND incarnation = ?',
    params: [at.durableSeq, at.link, at.device, at.incarnation],
  }
}

export function* reportHead(at: {
  device: string
  incarnation: number
  seq: number
  link: string
}): Step<void> {
  yield {
    sql: 'UPDATE incarnation SET reported_seq = ?, reported_link = ? WHERE device = ? AND incarnation = ? AND reported_seq < ?',
    params: [at.seq, at.link, at.device, at.incarnation, at.seq],
  }
}

const parsed = (row: DbRow): Incarnation => ({
  device: String(row['device']),
  incarnation: Number(row['incarnation']),
  letter: String(row['letter']),
  durableSeq: Number(row['durable_seq']),
  link: String(row['link']),
  coveredSeq: Number(row['covered_seq']),
  reportedSeq: Number(row['reported_seq']),
})

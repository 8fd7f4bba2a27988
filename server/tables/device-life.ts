import type { Step } from '#server/db/query.ts'

/** How far a device's chain is held: by the server, and by the newest backup. */
export type Durable = { readonly device: string; readonly incarnation: number; readonly durableSeq: number }

/** How many lives the devices of a register have had; each has letters of its own in receipt numbers. */
export function* livesOfRegister(register: string): Step<number> {
  const [row] = yield {
    sql: 'SELECT COUNT(*) AS lives FROM incarnation JOIN device ON device.id = incarnation.device WHERE device.register = ?',
    params: [register],
  }
  return Number(row?.['lives'] ?? 0)
}

export function* lastIncarnation(device: string): Step<number> {
  const [row] = yield {
    sql: 'SELECT MAX(incarnation) AS last FROM incarnation WHERE device = ?',
    params: [device],
  }
  return Number(row?.['last'] ?? 0)
}

export function* insertIncarnation(life: {
  readonly device: string
  readonly incarnation: number
  readonly letter: string
}): Step<void> {
  yield {
    sql: `INSERT INTO incarnation (device, incarnation, letter, durable_seq, link, covered_seq, reported_seq, reported_link)
 VALUES (?, ?, ?, 0, '', 0, 0, '')`,
    params: [life.device, life.incarnation, life.letter],
  }
}

/** The incarnation that an earlier request with this nonce began. */
export function* incarnationOfNonce(
  device: string,
  nonce: string,
): Step<{ readonly incarnation: number; readonly letter: string; readonly durableSeq: number } | undefined> {
  const [row] = yield {
    sql: `SELECT incarnation.incarnation, letter, durable_seq FROM incarnation_nonce
 JOIN incarnation ON incarnation.device = incarnation_nonce.device AND incarnation.incarnation = incarnation_nonce.incarnation
 WHERE incarnation_nonce.device = ? AND nonce = ?`,
    params: [device, nonce],
  }
  return (
    row && {
      incarnation: Number(row['incarnation']),
      letter: String(row['letter']),
      durableSeq: Number(row['durable_seq']),
    }
  )
}

export function* rememberNonce(of: {
  readonly device: string
  readonly nonce: string
  readonly incarnation: number
}): Step<void> {
  yield {
    sql: 'INSERT INTO incarnation_nonce (device, nonce, incarnation) VALUES (?, ?, ?) ON CONFLICT (device, nonce) DO UPDATE SET incarnation = excluded.incarnation',
    params: [of.device, of.nonce, of.incarnation],
  }
}

/**
 * What a device of a register told of and has not handed in, if it has not: the numbers after `durableSeq` up to `reportedSeq`.
 * After a fork they are the first of the next incarnation.
 */
export type Missing = Durable & { readonly name: string; readonly reportedSeq: number }

export function* missingAtRegister(register: string): Step<readonly Missing[]> {
  const found = yield {
    sql: `SELECT incarnation.device, device.name, incarnation, durable_seq, reported_seq FROM incarnation
 JOIN device ON device.id = incarnation.device
 WHERE device.register = ? AND reported_seq > durable_seq AND NOT EXISTS (
  SELECT 1 FROM incarnation AS later WHERE later.device = incarnation.device AND later.incarnation > incarnation.incarnation
  AND later.durable_seq >= incarnation.reported_seq - incarnation.durable_seq)
 ORDER BY incarnation.device, incarnation`,
    params: [register],
  }
  return found.map((row) => ({
    device: String(row['device']),
    name: String(row['name']),
    incarnation: Number(row['incarnation']),
    durableSeq: Number(row['durable_seq']),
    reportedSeq: Number(row['reported_seq']),
  }))
}

export function* durables(): Step<readonly Durable[]> {
  const found = yield {
    sql: 'SELECT device, incarnation, durable_seq FROM incarnation ORDER BY device, incarnation',
  }
  return found.map((row) => ({
    device: String(row['device']),
    incarnation: Number(row['incarnation']),
    durableSeq: Number(row['durable_seq']),
  }))
}

/** How far each chain had come before a moment (Unix ms): what a dump that began then holds for certain. */
export function* durablesBefore(at: number): Step<readonly Durable[]> {
  const found = yield {
    sql: 'SELECT device, incarnation, MAX(seq) AS durable_seq FROM op WHERE device IS NOT NULL AND received_at < ? GROUP BY device, incarnation ORDER BY device, incarnation',
    params: [at],
  }
  return found.map((row) => ({
    device: String(row['device']),
    incarnation: Number(row['incarnation']),
    durableSeq: Number(row['durable_seq']),
  }))
}

/** A backup holds these; what a backup once held stays told. */
export function* cover(held: readonly Durable[]): Step<void> {
  for (const { device, incarnation, durableSeq } of held) {
    yield {
      sql: 'UPDATE incarnation SET covered_seq = ? WHERE device = ? AND incarnation = ? AND covered_seq < ?',
      params: [durableSeq, device, incarnation, durableSeq],
    }
  }
}

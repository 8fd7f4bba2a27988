import { known } from '#shared/base/assert.ts'
import type { Acceptance, Have, Heartbeat, PullRequest, PushRequest, WireOp } from '#shared/sync/protocol.ts'
import { PullLine, PROTOCOL } from '#shared/sync/protocol.ts'
import type { Buckets } from '#shared/sync/scope.ts'
import type { Database } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { type LedgerOptions, openLedger } from '#server/sync/open-ledger.ts'
import { pull } from '#server/sync/pull.ts'
import { push, type PushAnswer } from '#server/sync/push.ts'
import { type DeviceRow, insertDevice } from '#server/tables/device.ts'
import { insertIncarnation } from '#server/tables/device-life.ts'
import { Chain } from './chain.ts'
import { morningMs } from './ids.ts'
import type { Made } from './operations.ts'
import { quickHash } from './proofs.ts'

/** Few buckets: two members of a test soon share one. */
export const fewBuckets: Buckets = { directory: 2, receipts: 2, member: 2, credential: 2 }

/** A clock that a test moves; every reading is a millisecond later than the one before. */
function tickingClock(from = morningMs): () => number {
  let now = from
  return () => now++
}

/** A ledger on a database of the test's own. */
export function ledgerOn(db: Database, over: Partial<LedgerOptions> = {}): Promise<Ledger> {
  return openLedger(
    { db, now: tickingClock(), relay: 'inline', collectMs: 0, slowHash: quickHash, ...over },
    { chainName: '小日子', cardPattern: 'M#######', utcOffsetMinutes: 480, buckets: fewBuckets },
  )
}

export const quietHeartbeat: Heartbeat = {
  outboxDepth: 0,
  oldestAt: null,
  headSeq: 0,
  headLink: '',
  receiptCounter: 0,
  app: 'test',
  persisted: null,
  quotaBytes: null,
  usedBytes: null,
  clockSkewMs: null,
  mismatches: 0,
}

/** A device at the wire: it makes its own chain and speaks to the ledger's functions without HTTP. */
export class WireDevice {
  readonly ledger: Ledger
  readonly row: DeviceRow
  chain = new Chain()
  #nonces = 0

  constructor(ledger: Ledger, row: DeviceRow) {
    this.ledger = ledger
    this.row = row
  }

  /** Links operations to the chain and sends them. */
  push(...all: readonly Made[]): Promise<PushAnswer> {
    return this.send(this.chain.add(...all))
  }

  send(ops: readonly WireOp[], over: Partial<PushRequest> = {}): Promise<PushAnswer> {
    return push(this.ledger, this.row, { ...this.#request(), schema: 1, app: 'test', ops: [...ops], ...over })
  }

  /** The lines of an answer; `have` are the cursors of a device, none for a new one. */
  async pull(have: readonly Have[] = [], over: Partial<PullRequest> = {}): Promise<PullLine[]> {
    const request = { ...this.#request(), schema: 1, have: [...have], maxBytes: 1_000_000, ...over }
    const lines: PullLine[] = []
    for await (const text of pull(this.ledger, this.row, request))
      lines.push(PullLine.parse(JSON.parse(text)))
    return lines
  }

  async plan(have: readonly Have[] = []): Promise<Extract<PullLine, { is: 'plan' }>> {
    const [first] = await this.pull(have)
    if (first?.is !== 'plan') throw new Error('an answer begins with its plan')
    return first
  }

  #request(): Omit<PushRequest & PullRequest, 'ops' | 'app' | 'schema' | 'have' | 'maxBytes'> {
    const { backend, epoch } = this.ledger.settings
    return {
      protocol: PROTOCOL,
      backend,
      epoch,
      device: this.row.id,
      incarnation: this.chain.incarnation,
      nonce: `nonce ${this.row.id} ${++this.#nonces}`,
      heartbeat: quietHeartbeat,
    }
  }
}

export type Place = {
  readonly id: string
  readonly store?: string
  readonly register?: string
  readonly letter?: string
}

/** Enrols a device without a code. */
export async function deviceOf(ledger: Ledger, place: Place): Promise<WireDevice> {
  const { id, store = 'S01', register = 'R01', letter = 'A' } = place
  const row: DeviceRow = { id, store, register, name: id, enrolledAt: ledger.now(), revokedAt: null }
  await ledger.db.write(function* () {
    yield* insertDevice(row, `token of ${id}`)
    yield* insertIncarnation({ device: id, incarnation: 1, letter })
  })
  return new WireDevice(ledger, row)
}

/** The 200 of a push, or a failure that shows what came instead. */
export function accepted(answer: PushAnswer): { durableSeq: number; acceptances: Acceptance[] } {
  if (answer.status !== 200) throw new Error(`not accepted: ${JSON.stringify(answer)}`)
  const { durableSeq, acceptances } = answer.body
  return { durableSeq, acceptances }
}

/** What a device that took these lines would say that it has. */
export function haveAfter(lines: readonly PullLine[]): Have[] {
  const plan = known(
    lines.find((line) => line.is === 'plan'),
    'the plan',
  )
  const generations = new Map(plan.scopes.map(({ id, generation }) => [id, generation]))
  return lines.flatMap((line) =>
    line.is === 'end'
      ? [{ scope: line.scope, generation: generations.get(line.scope) ?? 1, cursor: line.to, sum: line.sum }]
      : [],
  )
}

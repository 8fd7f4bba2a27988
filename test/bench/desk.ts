import { hash } from 'node:crypto'
import { id, type Id } from '#shared/base/id.ts'
import { receiptNumber } from '#shared/domain/receipt.ts'
import { bodyHash, bodyOf, FIRST_LINK, linkOf, type Sidecar } from '#shared/sync/operation.ts'
import type { Json } from '#shared/base/json.ts'
import { type Heartbeat, PROTOCOL, type WireOp } from '#shared/sync/protocol.ts'

/** A tablet as the bench plays it: it makes real chains and real requests, and keeps nothing. */
export type Desk = {
  readonly device: string
  readonly token: string
  readonly store: string
  readonly register: string
  readonly letter: string
}

/** The chain that a push names. */
export type Backend = { readonly backend: string; readonly epoch: string }

const sha256 = (text: string): string => hash('sha256', text, 'hex')
const BUSINESS_DATE = '2031-01-06'
const MORNING = Date.UTC(2031, 0, 6, 1)

/** UUIDv7-shaped: rising in time, random at the end, the same for the same words. */
export function benchId(ms: number, words: string): Id {
  const time = (MORNING + ms).toString(16).padStart(12, '0')
  const random = sha256(words)
  return id(
    `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`,
  )
}

/** Desks at stores `s0`, `s1` …; each store has as many as its share. */
export function desksOf(count: number, stores: number, prefix: string): Desk[] {
  return Array.from({ length: count }, (_, i) => ({
    device: benchId(0, `${prefix} desk ${i}`),
    token: sha256(`${prefix} token ${i}`),
    store: `${prefix}s${i % stores}`,
    register: `${prefix.toUpperCase()}R${i}`,
    letter: 'A',
  }))
}

/** The operations of one desk in their order, linked as a tablet links them. */
export class Chain {
  readonly desk: Desk
  seq = 0
  #link = FIRST_LINK
  #receipts = 0

  constructor(desk: Desk) {
    this.desk = desk
  }

  sale(args: Readonly<Record<string, Json>>): WireOp {
    const receipt = receiptNumber(this.desk.register, this.desk.letter, ++this.#receipts)
    return this.#add('sale.complete', { ...args, receipt })
  }

  enrolment(member: Id, args: Readonly<Record<string, Json>>, sidecar: Sidecar): WireOp {
    return { ...this.#add('member.enrol', args, member), sidecars: [sidecar] }
  }

  #add(kind: string, args: Json, named?: Id): WireOp {
    const { device, store, register } = this.desk
    const seq = ++this.seq
    const wall = MORNING + seq * 40_000
    const body = bodyOf({
      id: named ?? benchId(seq * 40_000, `${device} ${seq}`),
      kind,
      version: 1,
      args,
      staff: 'staff-1',
      store,
      register,
      businessDate: BUSINESS_DATE,
      at: {
        wall,
        monotonic: seq * 40_000,
        boot: '0011223344556677',
        anchor: { server: MORNING, wall: MORNING },
      },
    })
    this.#link = linkOf(this.#link, { incarnation: 1, seq, bodyHash: bodyHash(body, sha256) }, sha256)
    return { seq, link: this.#link, body }
  }
}

export function pushBody({ backend, epoch }: Backend, desk: Desk, ops: readonly WireOp[]): string {
  const { device } = desk
  const nonce = sha256(`${device} ${ops[0]?.seq}`).slice(0, 24)
  return JSON.stringify({
    protocol: PROTOCOL,
    backend,
    epoch,
    device,
    incarnation: 1,
    schema: 1,
    app: 'bench',
    nonce,
    heartbeat: heartbeat(ops.at(-1)),
    ops,
  })
}

export const heartbeat = (last: WireOp | undefined): Heartbeat => ({
  outboxDepth: 0,
  oldestAt: null,
  headSeq: last?.seq ?? 0,
  headLink: last?.link ?? '',
  receiptCounter: last?.seq ?? 0,
  app: 'bench',
  persisted: true,
  quotaBytes: 1_000_000_000,
  usedBytes: 10_000_000,
  clockSkewMs: 12,
  mismatches: 0,
})

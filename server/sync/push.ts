import type { PushAccepted, PushRefused, PushRequest, WireOp } from '#shared/sync/protocol.ts'
import { StorageFailure } from '#server/db/errors.ts'
import { incarnationOf } from '#server/tables/incarnation.ts'
import type { Incoming } from './incoming.ts'
import type { Ledger } from './ledger.ts'

/** The device that a request's token names. */
export type PushingDevice = {
  readonly id: string
  readonly store: string
  readonly revokedAt: number | null
}

export type PushAnswer =
  | { readonly status: 200; readonly body: PushAccepted }
  | { readonly status: 409; readonly body: PushRefused }
  | { readonly status: 503; readonly retryAfterSeconds: number }

/**
 * Stores what a device sends, exactly once. Business and schema never refuse: an operation is stored and its outcome comes
 * by pull. Under another epoch nothing is stored: the device first learns of the epoch and of what is durable now.
 */
export async function push(ledger: Ledger, device: PushingDevice, request: PushRequest): Promise<PushAnswer> {
  const { incarnation } = request
  const { backend, epoch } = ledger.settings
  const echo = { nonce: request.nonce, backend, epoch }
  if (request.backend !== backend || request.epoch !== epoch) {
    const head = await ledger.db.read(() => incarnationOf(device.id, incarnation))
    return { status: 409, body: { ...echo, expect: (head?.durableSeq ?? 0) + 1 } }
  }
  if (ledger.writer.isFull) return { status: 503, retryAfterSeconds: 5 }
  ledger.heartbeats.note({ device: device.id, incarnation, heartbeat: request.heartbeat })
  try {
    const origin = { is: 'device', device: device.id, incarnation, store: device.store } as const
    const ingested = await ledger.writer.submit({ origin, ops: request.ops.map(incoming) })
    switch (ingested.is) {
      case 'expect':
        ledger.meter('gaps')
        return { status: 409, body: { ...echo, expect: ingested.seq } }
      case 'fork':
        ledger.meter('forks')
        return { status: 409, body: { ...echo, fork: ingested.seq } }
      case 'stored': {
        const { durableSeq, coveredSeq, acceptances } = ingested
        return {
          status: 200,
          body: { ...echo, durableSeq, coveredSeq, acceptances: [...acceptances], at: ledger.now() },
        }
      }
    }
  } catch (error) {
    if (error instanceof StorageFailure) throw error
    return { status: 503, retryAfterSeconds: 5 }
  }
}

const incoming = (op: WireOp): Incoming => ({
  body: op.body,
  sidecars: op.sidecars ?? [],
  place: { seq: op.seq, link: op.link },
})

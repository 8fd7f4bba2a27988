import { discrepancy } from '#shared/domain/discrepancy.ts'
import { put } from '#shared/sync/change.ts'
import { discrepancyKey } from '#shared/sync/given.ts'
import type { IncarnationAnswer } from '#shared/sync/protocol.ts'
import { storeScope } from '#shared/sync/scope.ts'
import type { Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import type { DeviceRow } from '#server/tables/device.ts'
import {
  incarnationOfNonce,
  insertIncarnation,
  lastIncarnation,
  rememberNonce,
} from '#server/tables/device-life.ts'
import { incarnationOf } from '#server/tables/incarnation.ts'
import { lockRegister } from '#server/tables/register.ts'
import { nextLetter } from './letter.ts'

export type NextRequest = { readonly nonce: string; readonly after: number }
type Life = { readonly incarnation: number; readonly letter: string }

/**
 * A new chain for a device whose old one forked or is unknown here. Two copies of one tablet ask with the same `after`, but
 * each with a nonce of its own: each gets an incarnation that nobody else has. The same nonce again is the same request.
 */
export async function nextIncarnation(
  ledger: Ledger,
  device: DeviceRow,
  request: NextRequest,
): Promise<IncarnationAnswer> {
  const { backend, epoch } = ledger.settings
  const { life, forked } = await ledger.db.write(() => begun(device, request))
  if (forked) await nameFork(ledger, device, request.after)
  return { nonce: request.nonce, backend, epoch, ...life }
}

/** The store is told: a tablet that goes by another's name should be enrolled again. */
async function nameFork(ledger: Ledger, device: DeviceRow, incarnation: number): Promise<void> {
  const about = { op: `${device.id}/${incarnation}`, at: ledger.now() }
  const row = discrepancy('device-forked', about, { device: device.name })
  await putRows(ledger, [
    put(storeScope(device.store), 'discrepancy', [
      discrepancyKey('device-forked', device.id, incarnation),
      row,
    ]),
  ])
}

/** `forked`: the chain that the device leaves is known here, so somebody else writes it, or it was set back. */
function* begun(
  device: DeviceRow,
  { nonce, after }: NextRequest,
): Step<{ readonly life: Life; readonly forked: boolean }> {
  yield* lockRegister(device.register)
  const before = yield* incarnationOfNonce(device.id, nonce)
  // A tablet that was set back asks again what was answered long ago: that life has been lived, and its numbers are given.
  if (before?.durableSeq === 0) {
    const { incarnation, letter } = before
    return { life: { incarnation, letter }, forked: false }
  }
  // A restored server may not know the incarnation that the device has reached.
  const incarnation = Math.max(yield* lastIncarnation(device.id), after) + 1
  const letter = yield* nextLetter(device.register)
  yield* insertIncarnation({ device: device.id, incarnation, letter })
  yield* rememberNonce({ device: device.id, nonce, incarnation })
  const left = yield* incarnationOf(device.id, after)
  return { life: { incarnation, letter }, forked: left !== undefined && left.durableSeq > 0 }
}

import { randomBytes } from 'node:crypto'
import { known } from '#shared/base/assert.ts'
import { timeOrderedId } from '#shared/base/id.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import type { Enrolled, EnrolRequest } from '#shared/sync/protocol.ts'
import type { Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { type DeviceRow, insertDevice } from '#server/tables/device.ts'
import { insertIncarnation } from '#server/tables/device-life.ts'
import { countTry, lockCode, useCode } from '#server/tables/enrolment-code.ts'
import { lockRegister, type Register, registerById } from '#server/tables/register.ts'
import { type EnrolmentCode, readCode } from './code-text.ts'
import { nextLetter } from './letter.ts'
import { nameMissing } from './missing-operations.ts'
import { newToken, secretHash } from './token.ts'
import type { Tries } from './tries.ts'

const TRIES_MAX = 5

export type EnrolRefusal =
  | { readonly is: 'code-unknown' | 'code-used' | 'code-expired' }
  | { readonly is: 'too-many-tries'; readonly waitMs: number }

/** Makes whoever knows an open code the tablet of its register. What a former tablet there never handed in is named. */
export async function enrol(
  ledger: Ledger,
  request: EnrolRequest,
  tries: Tries,
): Promise<Result<Enrolled, EnrolRefusal>> {
  const at = ledger.now()
  const waitMs = tries.waitMs(at)
  if (waitMs > 0) return failure({ is: 'too-many-tries', waitMs })
  const token = newToken()
  const code = readCode(request.code)
  const made = code
    ? await ledger.db.write(() => enrolled(code, { at, token, name: request.name }))
    : unknownCode
  if (!made.ok) {
    tries.failed(at)
    return made
  }
  const { device, letter, register } = made.value
  await nameMissing(ledger, register.id)
  return success(answer(ledger, { device, letter, register, token }))
}

type Made = { readonly device: DeviceRow; readonly letter: string; readonly register: Register }
const unknownCode = failure({ is: 'code-unknown' } as const)

function* enrolled(
  code: EnrolmentCode,
  { at, token, name }: { readonly at: number; readonly token: string; readonly name: string | undefined },
): Step<Result<Made, EnrolRefusal>> {
  const row = yield* lockCode(code.label)
  if (!row || row.tries >= TRIES_MAX) return unknownCode
  if (row.codeHash !== secretHash(code.whole)) {
    yield* countTry(code.label)
    return unknownCode
  }
  if (row.usedAt !== null) return failure({ is: 'code-used' })
  if (row.expiresAt <= at) return failure({ is: 'code-expired' })
  yield* useCode(code.label, at)
  yield* lockRegister(row.register)
  const register = known(yield* registerById(row.register), 'the register of an enrolment code')
  const device: DeviceRow = {
    id: timeOrderedId(at, randomBytes(10)),
    store: register.store.id,
    register: register.id,
    name: name ?? register.name,
    enrolledAt: at,
    revokedAt: null,
  }
  const letter = yield* nextLetter(register.id)
  yield* insertDevice(device, secretHash(token))
  yield* insertIncarnation({ device: device.id, incarnation: 1, letter })
  return success({ device, letter, register })
}

function answer({ settings }: Ledger, made: Made & { readonly token: string }): Enrolled {
  const { chainName, cardPattern, utcOffsetMinutes, buckets, receiptKey, backend, epoch } = settings
  const { register } = made
  return {
    device: made.device.id,
    token: made.token,
    incarnation: 1,
    letter: made.letter,
    store: register.store,
    register: { id: register.id, name: register.name },
    chain: { name: chainName, cardPattern, utcOffsetMinutes },
    buckets,
    receiptKey,
    backend,
    epoch,
  }
}

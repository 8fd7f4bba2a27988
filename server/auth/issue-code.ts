import { MINUTE_MS } from '#shared/base/time.ts'
import type { Database, Step } from '#server/db/query.ts'
import { closeCodes, forgetCodes, insertCode } from '#server/tables/enrolment-code.ts'
import { registerById } from '#server/tables/register.ts'
import { type EnrolmentCode, newCode, shownCode } from './code-text.ts'
import { secretHash } from './token.ts'

/** ASVS 5.0 6.5.5: an out-of-band code lives ten minutes. */
export const CODE_LIFE_MS = 10 * MINUTE_MS
const KEPT_AFTER_EXPIRY_MS = 60 * MINUTE_MS
/** Labels are few (400): one that is taken is passed over. */
const ATTEMPTS_MAX = 200

export type CodeOrder = { readonly register: string; readonly at: number; readonly lifeMs?: number }

/** A new code for a register, as it is shown; older open ones are closed. Undefined when there is no such register. */
export async function issueCode(db: Database, order: CodeOrder): Promise<string | undefined> {
  const candidates = Array.from({ length: ATTEMPTS_MAX }, newCode)
  const code = await db.write(() => issue(order, candidates))
  return code && shownCode(code)
}

function* issue(
  { register, at, lifeMs = CODE_LIFE_MS }: CodeOrder,
  candidates: readonly EnrolmentCode[],
): Step<EnrolmentCode | undefined> {
  if (!(yield* registerById(register))) return undefined
  yield* forgetCodes(at - KEPT_AFTER_EXPIRY_MS)
  yield* closeCodes(register, at)
  for (const code of candidates) {
    const row = { label: code.label, codeHash: secretHash(code.whole), register, expiresAt: at + lifeMs }
    if (yield* insertCode(row)) return code
  }
  throw new Error('too many enrolment codes are open; wait until some have run out')
}

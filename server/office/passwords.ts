import { randomInt } from 'node:crypto'
import { failure, type Result, success } from '#shared/base/result.ts'
import { type PasswordProblem, passwordProblem } from '#shared/domain/secret-rules.ts'
import type { SignedInPerson } from '#server/auth/person.ts'
import { isSecret, pinVerifier } from '#server/auth/pin.ts'
import { failedTry, passwordTries, rightTry, waitBeforeTry } from '#server/auth/sign-in-tries.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { forgetTries } from '#server/tables/sign-in-try.ts'
import { lockStaff, staffById } from '#server/tables/staff.ts'
import { writeStaff } from './write-staff.ts'

/** Without characters that look alike; 20 of 31 are 99 bits. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz2345679'
const LENGTH = 20

export type PasswordRefusal =
  | { readonly is: 'sign-in-refused' }
  | { readonly is: 'too-many-sign-ins'; readonly waitMs: number }
  | { readonly is: 'password'; readonly reason: PasswordProblem | 'same' }

/** As it is shown once: `abcde-fghij-kmnpq-rstuv`. */
export function newPassword(): string {
  const letters = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return (letters.match(/.{1,5}/g) ?? []).join('-')
}

/** For one sign-in, after which another is chosen. `by` null: somebody at the server's own machine. */
export async function givePassword(
  ledger: Pick<Ledger, 'db' | 'now'>,
  staff: string,
  by: string | null,
): Promise<Result<string, 'not-found' | 'not-a-leader'>> {
  const password = newPassword()
  const verifier = await pinVerifier(password)
  const at = ledger.now()
  return await ledger.db.write(function* () {
    const before = yield* lockStaff(staff)
    if (!before?.active) return failure('not-found' as const)
    if (before.role === 'associate') return failure('not-a-leader' as const)
    const after = { ...before, password: verifier, passwordOnce: true }
    yield* writeStaff({ before, after, by, what: 'password-given' }, at)
    yield* forgetTries(passwordTries(staff))
    return success(password)
  })
}

/** One's own, with the present one asked again; every other session of the person ends. */
export async function choosePassword(
  ledger: Ledger,
  person: SignedInPerson,
  { current, next }: { readonly current: string; readonly next: string },
): Promise<Result<true, PasswordRefusal>> {
  const problem = current === next ? 'same' : passwordProblem(next, person.id)
  if (problem) return failure({ is: 'password', reason: problem })
  const at = ledger.now()
  const subject = passwordTries(person.id)
  const waitMs = await ledger.db.write(() => waitBeforeTry(subject, at))
  if (waitMs > 0) return failure({ is: 'too-many-sign-ins', waitMs })
  const known = await ledger.db.read(() => staffById(person.id))
  if (!(await isSecret(current, known?.password))) {
    await ledger.db.write(() => failedTry(at))
    return failure({ is: 'sign-in-refused' })
  }
  const verifier = await pinVerifier(next)
  return await ledger.db.write(function* () {
    yield* rightTry(subject)
    const before = yield* lockStaff(person.id)
    // Given a new one meanwhile, by somebody else: that one stands.
    if (before?.password?.hash !== known?.password?.hash || !before)
      return failure({ is: 'sign-in-refused' } as const)
    const after = { ...before, password: verifier, passwordOnce: false }
    yield* writeStaff({ before, after, by: person.id, what: 'password-chosen', kept: person.tokenHash }, at)
    return success(true as const)
  })
}

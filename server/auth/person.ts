import type { Person } from '#shared/domain/policy.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { personOfSession } from '#server/tables/staff-session.ts'
import { bearerToken, secretHash } from './token.ts'

/** Who asks, by the token of a session. `mustChange`: may do nothing but choose a password. */
export type SignedInPerson = Person & {
  readonly name: string
  readonly mustChange: boolean
  readonly tokenHash: string
}

/** Read anew for every request: a role that was taken away is gone with the next one. */
export async function personOf(
  ledger: Ledger,
  authorization: string | undefined,
): Promise<SignedInPerson | undefined> {
  const token = bearerToken(authorization)
  if (token === undefined) return undefined
  const tokenHash = secretHash(token)
  const at = ledger.now()
  const found = await ledger.db.read(() => personOfSession(tokenHash, at))
  if (!found) return undefined
  const { id, name, role, stores, passwordOnce } = found.staff
  return { id, name, role, stores, tokenHash, mustChange: passwordOnce && found.device === null }
}

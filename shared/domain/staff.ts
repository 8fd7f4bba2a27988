import type { Id } from '../base/id.ts'

/** argon2id (RFC 9106) of the PIN: what a tablet needs to let staff in without a network. Salt and hash are hex. */
export type PinVerifier = {
  readonly salt: string
  readonly hash: string
  readonly memoryKiB: number
  readonly passes: number
}

export type Role = 'associate' | 'manager' | 'admin'

export type Staff = {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly pin: PinVerifier
  /** Their own membership: nobody gives back to themselves (R29). */
  readonly member?: Id
}

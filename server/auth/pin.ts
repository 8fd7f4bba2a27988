import { randomBytes } from 'node:crypto'
import { argon2id } from 'hash-wasm'
import type { PinVerifier } from '#shared/domain/staff.ts'

/** OWASP's smallest setting for argon2id; a cheap tablet takes a third of a second for it. */
const MEMORY_KIB = 19 * 1024
const PASSES = 2
const HASH_BYTES = 32

/** What a tablet needs to let staff in without a network. The PIN itself is stored nowhere. */
export async function pinVerifier(pin: string): Promise<PinVerifier> {
  const salt = randomBytes(16)
  const hash = await argon2id({
    password: pin,
    salt,
    memorySize: MEMORY_KIB,
    iterations: PASSES,
    parallelism: 1,
    hashLength: HASH_BYTES,
    outputType: 'hex',
  })
  return { salt: salt.toString('hex'), hash, memoryKiB: MEMORY_KIB, passes: PASSES }
}

import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import type { PinVerifier } from '#shared/domain/staff.ts'

/** OWASP's smallest setting for argon2id; a cheap tablet takes a third of a second for it. */
const MEMORY_KIB = 19 * 1024
const PASSES = 2
const HASH_BYTES = 32

/** What a tablet needs to let staff in without a network, and what the server keeps of a password. The secret itself is stored nowhere. */
export async function pinVerifier(secret: string): Promise<PinVerifier> {
  const settings = { salt: randomBytes(16).toString('hex'), memoryKiB: MEMORY_KIB, passes: PASSES }
  return { ...settings, hash: (await hashed(secret, settings)).toString('hex') }
}

/** Whether it is the secret. Without a verifier as much is computed as with one, and the answer is no. */
export async function isSecret(secret: string, verifier: PinVerifier | null | undefined): Promise<boolean> {
  const against = verifier ?? NOBODYS
  const hash = await hashed(secret, against)
  const wanted = Buffer.from(against.hash, 'hex')
  return hash.length === wanted.length && timingSafeEqual(hash, wanted) && against !== NOBODYS
}

const NOBODYS: PinVerifier = {
  salt: '00'.repeat(16),
  hash: '00'.repeat(HASH_BYTES),
  memoryKiB: MEMORY_KIB,
  passes: PASSES,
}

/** Node's own, in a thread beside the event loop: hash-wasm would hold up every push for a tenth of a second. */
function hashed(secret: string, { salt, memoryKiB, passes }: Omit<PinVerifier, 'hash'>): Promise<Buffer> {
  const parameters = {
    message: secret,
    nonce: Buffer.from(salt, 'hex'),
    parallelism: 1,
    tagLength: HASH_BYTES,
    memory: memoryKiB,
    passes,
  }
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, hash) => (error ? reject(error) : resolve(hash)))
  })
}

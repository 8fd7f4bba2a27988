import { argon2 } from 'node:crypto'
import { parseJson } from '#shared/base/json.ts'
import type { Proofs } from '#shared/domain/pickup.ts'
import { NO_PROOFS, type Secret } from '#shared/domain/proof.ts'
import { secretsToHash } from '#shared/sync/home/allocate.ts'
import { readOperation } from '#shared/sync/operation.ts'
import { type Incoming, sha256 } from './incoming.ts'

/** Hex. */
export type SlowHash = (secret: Omit<Secret, 'kind'>) => Promise<string>

const HASH_BYTES = 32

/** Node's own argon2id, in a thread beside the event loop. */
export const slowHash: SlowHash = ({ text, salt, memoryKiB, passes }) => {
  const parameters = {
    message: text,
    nonce: Buffer.from(salt, 'hex'),
    parallelism: 1,
    tagLength: HASH_BYTES,
    memory: memoryKiB,
    passes,
  }
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, hash) => (error ? reject(error) : resolve(hash.toString('hex'))))
  })
}

/** A shop tells its orders again with every change: so many of the last are not hashed again. */
const KNOWN_MAX = 2000

/**
 * R35: what buyers can say of their pickups, hashed slowly before the writer's transaction and never in it. Whoever waits for
 * the writer waits for nobody's hash.
 */
export class ProofDesk {
  readonly #hash: SlowHash
  /** By salt, which is one pickup's and one contact's. */
  readonly #known = new Map<string, { readonly text: string; readonly hash: Promise<string> }>()

  constructor(hash: SlowHash) {
    this.#hash = hash
  }

  /** Undefined, at once, for what needs no hash: nearly everything. */
  prepare(ops: readonly Incoming[]): Promise<readonly Incoming[]> | undefined {
    return ops.some(mayPromise) ? this.#preparedInTurn(ops) : undefined
  }

  /** One after the other: the threads are also everybody's who signs in. */
  async #preparedInTurn(ops: readonly Incoming[]): Promise<readonly Incoming[]> {
    const prepared: Incoming[] = []
    for (const op of ops) prepared.push(await this.#prepared(op))
    return prepared
  }

  async #prepared(op: Incoming): Promise<Incoming> {
    const reading = mayPromise(op) ? readOperation(parseJson(op.body)) : undefined
    if (reading?.is !== 'operation') return op
    const { operation } = reading
    const secrets = secretsToHash({ operation, sidecars: op.sidecars, sha256 })
    if (secrets.size === 0) return op
    const proofs = new Map<string, Proofs>()
    for (const [pickup, all] of secrets) {
      const made = await Promise.all(
        all.map(async ({ kind, text, ...settings }) => {
          const hash = await this.#hashOf({ kind, text, ...settings })
          return [kind, { ...settings, hash }] as const
        }),
      )
      proofs.set(pickup, { ...NO_PROOFS, ...Object.fromEntries(made) })
    }
    return { ...op, proofs }
  }

  #hashOf(secret: Secret): Promise<string> {
    const known = this.#known.get(secret.salt)
    if (known?.text === secret.text) return known.hash
    const hash = this.#hash(secret)
    this.#known.set(secret.salt, { text: secret.text, hash })
    hash.catch(() => this.#known.delete(secret.salt))
    const [oldest] = this.#known.keys()
    if (this.#known.size > KNOWN_MAX && oldest !== undefined) this.#known.delete(oldest)
    return hash
  }
}

/** Without reading it: few operations have a contact. */
const mayPromise = ({ body, sidecars }: Incoming): boolean =>
  sidecars.length > 0 && body.includes('"contact":"')

import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import type { Random } from './random.ts'

const real = { randomBytes: crypto.randomBytes, randomInt: crypto.randomInt }

/** The server draws tokens, keys and epochs from node:crypto: in a simulated world they come from the seed. */
export function seedChance(random: Random): void {
  replace({
    randomBytes: (size: number) => Buffer.from(random.bytes(size)),
    randomInt: (low: number, high?: number) =>
      high === undefined ? random.int(low) : low + random.int(high - low),
  })
}

export function unseedChance(): void {
  replace(real)
}

function replace(functions: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(functions)) {
    Object.defineProperty(crypto, name, { value, configurable: true, writable: true, enumerable: true })
  }
  syncBuiltinESMExports()
}

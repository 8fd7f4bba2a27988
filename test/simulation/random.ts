/**
 * Seeded randomness for the simulation: sfc32, whose stream is the same on every machine.
 * `fork` gives an independent stream by name, so that one more draw in the network does not change what the shops sell.
 */
export class Random {
  readonly #state: Uint32Array
  readonly #key: number

  constructor(seed: number | string) {
    this.#key = hashText(String(seed))
    this.#state = new Uint32Array(4)
    // splitmix32 spreads the key over the whole state; a state of nearly all zeroes would need hundreds of draws to mix.
    let x = this.#key
    for (let i = 0; i < 4; i++) {
      x = (x + 0x9e3779b9) | 0
      let z = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      this.#state[i] = z ^ (z >>> 15)
    }
    for (let i = 0; i < 12; i++) this.uint32()
  }

  uint32(): number {
    const s = this.#state
    const a = s[0] ?? 0
    const b = s[1] ?? 0
    const c = s[2] ?? 0
    const d = s[3] ?? 0
    const out = (a + b + d) | 0
    s[3] = d + 1
    s[0] = b ^ (b >>> 9)
    s[1] = c + (c << 3)
    s[2] = ((c << 21) | (c >>> 11)) + out
    return out >>> 0
  }

  /** In [0, 1), 32 bits of it. */
  float(): number {
    return this.uint32() / 4294967296
  }

  /** A whole number in [0, below). */
  int(below: number): number {
    if (!(below >= 1)) throw new RangeError(`int(${below}): nothing to choose from`)
    return Math.floor(this.float() * below)
  }

  /** A whole number in [low, high], both included. */
  between(low: number, high: number): number {
    return low + this.int(high - low + 1)
  }

  chance(probability: number): boolean {
    return this.float() < probability
  }

  pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    const at = this.int(values.length)
    for (const value of values.slice(at, at + 1)) return value
    throw new RangeError('pick from nothing')
  }

  /** Pick by weight; the weights need not sum to one. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T {
    let left = this.float() * choices.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, value] of choices) {
      left -= weight
      if (left < 0) return value
    }
    for (const [, value] of choices.slice(-1)) return value
    throw new RangeError('weighted choice from nothing')
  }

  shuffle<T>(values: readonly T[]): T[] {
    const rest = [...values]
    const out: T[] = []
    while (rest.length > 0) out.push(...rest.splice(this.int(rest.length), 1))
    return out
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(count)
    for (let i = 0; i < count; i++) out[i] = this.uint32() >>> 24
    return out
  }

  /** Exponential with this mean; for delays and gaps. */
  exponential(mean: number): number {
    return -Math.log(1 - this.float()) * mean
  }

  fork(name: number | string): Random {
    return new Random(`${this.#key}/${name}`)
  }
}

/** FNV-1a with a final avalanche: names that differ in one letter give unrelated streams. */
export function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

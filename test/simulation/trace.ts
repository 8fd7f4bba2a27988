import { hashText } from './random.ts'

const tailLength = 400

/** What happened in a run, folded into 64 bits: the same seed must give the same hash. The last notes are kept for a failing seed's print. */
export class Trace {
  #low = 0x9e3779b9
  #high = 0x85ebca6b
  #steps = 0
  readonly #tail: string[] = []

  /** One number of an event. Cheap enough for every task. */
  add(value: number): void {
    const v = value | 0
    this.#low = Math.imul((this.#low ^ v) + 0x165667b1, 0x9e3779b1)
    this.#low ^= this.#low >>> 15
    this.#high = Math.imul((this.#high + v) ^ (this.#low >>> 3), 0xc2b2ae3d)
    this.#high ^= this.#high >>> 13
    this.#steps++
  }

  note(text: string): void {
    this.add(hashText(text))
    this.#tail.push(text)
    if (this.#tail.length > 2 * tailLength) this.#tail.splice(0, tailLength)
  }

  get hash(): string {
    const hex = (n: number): string => (n >>> 0).toString(16).padStart(8, '0')
    return hex(this.#high ^ this.#steps) + hex(this.#low)
  }

  get tail(): readonly string[] {
    return this.#tail.slice(-tailLength)
  }
}

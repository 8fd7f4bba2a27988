import type { Buyer, Shown } from './promises.ts'

/** Who is one person: enrolments that share a credential, however often and wherever. A union-find over names. */
export class People {
  readonly #parent = new Map<string, string>()
  readonly #owned = new Set<Shown>()
  readonly #members = new Set<string>()

  enrol(member: string, shown: readonly Shown[]): void {
    this.#members.add(member)
    this.#root(member)
    for (const one of shown) {
      this.#owned.add(one)
      this.#parent.set(this.#root(one), this.#root(member))
    }
  }

  /** The person, or undefined when nobody owns what was shown. */
  of(buyer: Buyer): string | undefined {
    if (buyer === null) return undefined
    if ('member' in buyer) return this.#root(buyer.member)
    return this.#owned.has(buyer.shown) ? this.#root(buyer.shown) : undefined
  }

  /** Member ids by person. */
  groups(): Map<string, string[]> {
    const groups = new Map<string, string[]>()
    for (const member of this.#members) {
      const root = this.#root(member)
      groups.set(root, [...(groups.get(root) ?? []), member])
    }
    return groups
  }

  #root(name: string): string {
    let at = name
    for (let up = this.#parent.get(at); up !== undefined && up !== at; up = this.#parent.get(at)) at = up
    return at
  }
}

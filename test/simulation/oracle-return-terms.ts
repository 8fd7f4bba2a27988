import { fields, rowsOf, type ServerView } from './oracle-view.ts'
import { People } from './people.ts'
import type { Attempt, Promises } from './promises.ts'
import { returnsUnder, type Rulings } from './rulings.ts'
import { Broken } from './told.ts'

type Returning = Extract<Attempt, { kind: 'return' | 'exchange' }>

/** What the terms say of a return that names its receipt; undefined where this oracle cannot tell which of them count. */
export class ReturnTerms {
  readonly #days: ReadonlyMap<string, number>
  readonly #promises: Promises
  readonly #rulings: Rulings

  constructor(view: ServerView, promises: Promises, rulings: Rulings) {
    this.#days = new Map(view.ops.map(({ id, body }) => [id, dayOf(body)]))
    this.#promises = promises
    this.#rulings = rulings
  }

  /** R26: by the terms that it was sold under, however late the server heard of either. */
  isLate(attempt: Returning, ref: string): boolean | undefined {
    const sale = this.#promises.attempts.get(ref)
    // A distance sale has seven days at least, and nobody here waits so long.
    if (sale === undefined) return false
    const [sold, back] = [this.#days.get(ref), this.#days.get(attempt.id)]
    if (sold === undefined || back === undefined || sale.kind === 'place') return undefined
    return this.#under(sale, ({ days }) => back - sold > days)
  }

  /** R25: no more cash than they allow. */
  isTooMuchCash(attempt: Returning, ref: string): boolean | undefined {
    if (attempt.kind === 'exchange' && worthLess(attempt)) return false
    const cash = attempt.tenders.reduce((sum, { kind, amount }) => sum + (kind === 'cash' ? amount : 0), 0)
    return this.#under(this.#promises.attempts.get(ref), ({ cashMax }) => cash > cashMax)
  }

  #under(
    sale: Attempt | undefined,
    holds: (terms: ReturnType<typeof returnsUnder>) => boolean,
  ): boolean | undefined {
    const { versions, isSteady } = this.#rulings
    const { terms } = sale ?? {}
    if (terms !== undefined && isSteady && versions.includes(terms)) return holds(returnsUnder(terms))
    const all = new Set(versions.map((version) => holds(returnsUnder(version))))
    return all.size === 1 ? all.has(true) : undefined
  }
}

const worthLess = ({ lines, back }: Extract<Attempt, { kind: 'exchange' }>): boolean =>
  worthOf(lines) >= worthOf(back)

const worthOf = (lines: readonly { readonly quantity: number; readonly unitPrice: number }[]): number =>
  lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0)

/** Days since 1970. */
const dayOf = (body: string): number =>
  Date.parse(String(fields(JSON.parse(body))['businessDate'])) / 86_400_000

type Loose = {
  readonly id: string
  readonly store: string
  readonly day: number
  readonly amount: number
  readonly person: string | undefined
  /** Of the terms that counted when the server heard of it. */
  readonly version: number | undefined
}

/** R29: what comes back without a receipt, by how much and how often the terms allow it to one person. */
export function checkUnverified(view: ServerView, promises: Promises, rulings: Rulings): void {
  const all = looseIn(view, promises, rulings)
  const named = new Set(rowsOf(view, 'discrepancy').map(({ scope, key }) => `${scope} ${key}`))
  const demand = (one: Loose, code: string, isDue: boolean): void => {
    if (named.has(`store:${one.store} ${code}:${one.id}`) !== isDue)
      throw new Broken(`R29 ${one.id} of ${one.amount} is ${isDue ? 'not ' : ''}named as ${code}`)
  }
  for (const one of all) {
    if (one.version === undefined) continue
    const { amountMax, timesMax, periodDays } = returnsUnder(one.version)
    demand(one, 'unverified-above-limit', one.amount > amountMax)
    const before = all.filter((other) => isBefore(other, one) && one.day - other.day < periodDays)
    const isOften = one.person !== undefined && before.length >= timesMax
    demand(one, 'unverified-too-often', isOften)
  }
}

const isBefore = (other: Loose, one: Loose): boolean =>
  other.person === one.person && (other.day < one.day || (other.day === one.day && other.id < one.id))

function looseIn(view: ServerView, promises: Promises, rulings: Rulings): Loose[] {
  const people = new People()
  const applied = view.ops.filter(({ status }) => status === 'applied')
  for (const { id } of applied) {
    const attempt = promises.attempts.get(id)
    if (attempt?.kind === 'enrol') people.enrol(id, attempt.shown)
  }
  return applied.flatMap(({ id, body, receivedAt }): Loose[] => {
    const attempt = promises.attempts.get(id)
    if (attempt?.kind !== 'return') return []
    const lines = attempt.lines.filter(({ of }) => of === null)
    if (lines.length === 0) return []
    const version = rulings.at(receivedAt)?.version
    const about = { id, store: attempt.store, day: dayOf(body), amount: worthOf(lines) }
    return [{ ...about, person: people.of(attempt.buyer), version }]
  })
}

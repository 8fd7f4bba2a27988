import type { Database } from '#server/db/query.ts'
import { rowsAt } from '#server/tables/replica-row.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { money } from '#shared/domain/money.ts'
import type { Role, Staff } from '#shared/domain/staff.ts'
import { DEFAULT_TERMS, type Proof, type Terms, TERMS_KEY, termsKey } from '#shared/domain/terms.ts'
import { type Change, put } from '#shared/sync/change.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import type { Random } from './random.ts'

/** How long what is ready is kept, in ms: minutes, so that deadlines come while people work; a day is kept to the end of the next. */
export const keptMs = 120_000

/** What head office lets the counters give back, by the version of its terms: every few of them are stricter in something. */
export const returnsUnder = (version: number) => ({
  /** Below zero: what was sold under them does not come back. */
  days: version % 3 === 2 ? -1 : 14,
  cashMax: version % 2 === 1 ? 400 : 20_000,
  amountMax: version % 2 === 1 ? 500 : 3000,
  timesMax: version % 2,
  periodDays: 90,
})

/** Leads the stores, as long as head office does not say otherwise. */
export const leader = 'max'

/** What head office has said: the terms in short, and whether the leader leads. */
export type Rule = {
  readonly version: number
  readonly keptMs: number
  /** Any pickup asks for this proof at least. */
  readonly atLeast: Proof
  readonly leads: boolean
}

export const firstRule: Rule = { version: 1, keptMs, atLeast: 'document', leads: true }

/** Head office changes its mind about one thing. */
export function nextRule(rule: Rule, random: Random): Rule {
  if (random.chance(0.5)) return { ...rule, leads: !rule.leads }
  const version = rule.version + 1
  return { ...rule, version, keptMs: random.pick([keptMs, keptMs / 2, DAY_MS]), atLeast: random.pick(proofs) }
}

const proofs: readonly Proof[] = ['qr', 'code', 'document']

export function rowsOfRule({ leads, ...rule }: Rule, stores: readonly string[]): Change[] {
  const terms = termsOf(rule)
  const role: Role = leads ? 'manager' : 'associate'
  return [
    put(CATALOG, 'terms', [TERMS_KEY, terms]),
    put(CATALOG, 'terms', [termsKey(terms.version), terms]),
    ...stores.flatMap((store) => [
      put(storeScope(store), 'staff', ['amy', person('amy', 'associate')]),
      put(storeScope(store), 'staff', [leader, person(leader, role)]),
    ]),
  ]
}

const termsOf = ({ version, keptMs: kept, atLeast }: Omit<Rule, 'leads'>): Terms => ({
  ...DEFAULT_TERMS,
  version,
  returns: returnsOf(version),
  pickups: {
    ...DEFAULT_TERMS.pickups,
    keptDays: kept / DAY_MS,
    remindDays: kept / 2 / DAY_MS,
    proofs: [{ from: money(0), atLeast }],
  },
})

function returnsOf(version: number): Terms['returns'] {
  const { days, cashMax, amountMax, timesMax, periodDays } = returnsUnder(version)
  const unverified = { timesMax, periodDays, amountMax: money(amountMax), priceDays: 30 }
  return {
    ...DEFAULT_TERMS.returns,
    days: { store: days, distance: 14 },
    cashMax: money(cashMax),
    unverified,
  }
}

const person = (id: string, role: Role): Staff => ({
  id,
  name: id,
  role,
  pin: { salt: '', hash: '', memoryKiB: 8, passes: 1 },
})

/** When each rule came into force, by the server's clock. A server that is set back goes by what it said then. */
export class Rulings {
  readonly #all: { readonly from: number; readonly to: number; readonly rule: Rule }[] = []
  /** What could not be run at first is run later, under the rules of that time; a wrong clock says nothing of what was ruled when. */
  readonly #isLate: () => boolean
  #since: number | undefined

  constructor(isLate: () => boolean) {
    this.#isLate = isLate
  }

  /** Whether a version is known to be what stood under it all the time: none was lost with a server that was set back. */
  get isSteady(): boolean {
    return this.#all.every(({ rule }, n) => rule.version >= (this.#all[n - 1]?.rule.version ?? 0))
  }

  /** All the versions that ever counted. */
  get versions(): readonly number[] {
    return [...new Set(this.#all.map(({ rule }) => rule.version))]
  }

  get last(): Rule {
    return this.#all.at(-1)?.rule ?? firstRule
  }

  /** Somebody is at it, and whoever dies over it has said it or not. */
  get isRuling(): boolean {
    return this.#since !== undefined
  }

  /** False when somebody is at it already. */
  begin(nowMs: number): boolean {
    if (this.isRuling) return false
    this.#since = Math.floor(nowMs)
    return true
  }

  ruled(rule: Rule, nowMs: number): void {
    const to = Math.floor(nowMs)
    this.#all.push({ rule, from: this.#since ?? to, to })
    this.#since = undefined
  }

  /** The rule for what the server received at this moment; undefined when nobody can tell. */
  at(receivedAt: number): Rule | undefined {
    if (this.#isLate() && this.#all.length > 1) return undefined
    if (this.#all.some(({ from, to }, n) => n > 0 && receivedAt >= from && receivedAt <= to)) return undefined
    return this.#all.findLast(({ to }) => to < receivedAt)?.rule ?? this.#all[0]?.rule
  }
}

/** As the disk says it. */
export async function ruleOnDisk(db: Database, store: string): Promise<Rule> {
  const rows = await db.read(() =>
    rowsAt([
      { scope: CATALOG, table: 'terms', key: TERMS_KEY },
      { scope: storeScope(store), table: 'staff', key: leader },
    ]),
  )
  const [terms, staff] = ['terms', 'staff'].map((table) => rows.find((row) => row.table === table)?.value)
  // Trusted: `rowsOfRule` wrote both.
  const { version, pickups } = JSON.parse(terms ?? '{}') as Terms
  const { role } = JSON.parse(staff ?? '{}') as Staff
  return {
    version,
    keptMs: Math.round(pickups.keptDays * DAY_MS),
    atLeast: pickups.proofs[0]?.atLeast ?? 'document',
    leads: role === 'manager',
  }
}

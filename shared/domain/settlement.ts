import * as z from 'zod/mini'
import { MOMENT_MAX } from '../base/time.ts'
import { Fact } from './discrepancy.ts'
import { MONEY_MAX, MoneyText } from './money.ts'
import { type Action, may } from './policy.ts'
import { treatmentOf } from './remedy.ts'
import type { Role } from './staff.ts'
import { IdText } from './who.ts'

/**
 * What people do about a discrepancy stands in a row of its own beside it, by the operations that did it. The rule that found
 * the discrepancy may tell it again whenever it likes: it writes its own row, and takes nothing back of what was done.
 */

export const SETTLEMENT_NOTE_LENGTH_MAX = 200
const FACTS_MAX = 4

export const SettlementKey = z.string().check(z.regex(/^[^\p{Cc}]{1,160}$/u))
const Word = z.string().check(z.regex(/^[^\p{Cc}]{1,100}$/u))
const Moment = z.number().check(z.gte(-MOMENT_MAX), z.lte(MOMENT_MAX))
const Amount = z.int().check(z.gte(-MONEY_MAX), z.lte(MONEY_MAX))
const Text = z.string().check(z.maxLength(1000))
const Note = z.string().check(z.maxLength(SETTLEMENT_NOTE_LENGTH_MAX))
const StorePlace = z.string().check(z.regex(/^store:[^\p{Cc}]{1,64}$/u))
export const Home = z.string().check(z.regex(/^(store|channel):[^\p{Cc}]{1,64}$/u))

/** The discrepancy as whoever decided saw it: a decision keeps what it was about, also when the row is gone. */
export const Seen = z.object({
  code: Word,
  op: Word,
  params: z.record(
    z.string().check(z.maxLength(40)),
    z.union([z.string().check(z.maxLength(200)), z.number()]),
  ),
  text: z.object({ 'zh-TW': Text, en: Text }),
  at: Moment,
  facts: z.optional(z.array(Fact).check(z.maxLength(FACTS_MAX))),
  cost: z.optional(Amount),
})
export type Seen = Readonly<z.infer<typeof Seen>>

/** Who bears it. */
const Bearer = z.string().check(z.regex(/^(staff|store):[^\p{Cc}]{1,64}$/u))

export const Deed = z.discriminatedUnion('did', [
  z.object({ did: z.literal('take') }),
  /** `limit`: the loss that anybody could accept when it was done, by the terms (their version) that the tablet held. */
  z.object({ did: z.literal('accept'), limit: MoneyText, terms: z.optional(z.int().check(z.gte(1))) }),
  z.object({ did: z.literal('correct'), by: IdText }),
  z.object({ did: z.literal('ask'), store: StorePlace }),
  /** `home` is where the question came from. */
  z.object({ did: z.literal('answer'), home: Home }),
  z.object({ did: z.literal('charge-back'), to: Bearer, amount: MoneyText }),
  z.object({ did: z.literal('reopen') }),
])
export type Deed = Readonly<z.infer<typeof Deed>>
export type Did = Deed['did']

/** `turn` is one more than the last one that was seen: it orders what was done by cause, whatever the clocks said. */
export const SettleArgs = z.object({
  key: SettlementKey,
  turn: z.int().check(z.gte(1), z.lte(1_000_000)),
  note: Note,
  deed: Deed,
  seen: Seen,
})
export type SettleArgs = Readonly<z.infer<typeof SettleArgs>>

/** One thing that was done. `where` is `store:…`, or `channel:…` where head office did it; `at` in Unix ms by whoever did it. */
export const Step = z.extend(z.omit(SettleArgs, { key: true }), {
  op: IdText,
  at: Moment,
  where: Home,
  staff: z.nullable(z.string()),
  approver: z.nullable(z.string()),
})
export type Step = Readonly<z.infer<typeof Step>>

/** All that was done about the discrepancy `key` of `home`. */
export type Settlement = {
  readonly key: string
  readonly home: string
  readonly steps: Readonly<Record<string, Step>>
}

/** In the home's scope it goes by the discrepancy's key; in the store that is asked, by where the question came from as well. */
export const questionKey = ({ home, key }: Pick<Settlement, 'home' | 'key'>): string => `${home} ${key}`

/** Both sides' steps: told twice, or in any order, it is the same. */
export function joined(one: Settlement | null, other: Settlement): Settlement {
  return { ...other, steps: { ...one?.steps, ...other.steps } }
}

export function stepsOf(settlement: Settlement | undefined): Step[] {
  const steps = Object.values(settlement?.steps ?? {})
  return steps.sort((a, b) => a.turn - b.turn || a.at - b.at || (a.op < b.op ? -1 : 1))
}

export type Standing = {
  readonly state: 'open' | 'waiting' | 'closed'
  /** A staff id; null as long as nobody took it. */
  readonly owner: string | null
  /** The store that owes an answer. */
  readonly asked: string | null
  /** The step that closed it. */
  readonly closedBy: Step | null
}

const AT_FIRST: Standing = { state: 'open', owner: null, asked: null, closedBy: null }

/** Where it stands after these steps. Of two decisions that did not know of each other the later one counts; both stay. */
export function standingOf(steps: readonly Step[]): Standing {
  return steps.reduce((standing, step): Standing => {
    switch (step.deed.did) {
      case 'take':
        return { ...standing, owner: step.staff }
      case 'accept':
      case 'correct':
      case 'charge-back':
        return { ...standing, state: 'closed', asked: null, closedBy: step }
      case 'ask':
        return { ...standing, state: 'waiting', asked: step.deed.store, closedBy: null }
      case 'answer':
        return standing.state === 'waiting' ? { ...standing, state: 'open', asked: null } : standing
      case 'reopen':
        return { ...standing, state: 'open', asked: null, closedBy: null }
    }
  }, AT_FIRST)
}

/** Who bears how much: the one charge that stands, however many were made without knowing of each other. */
export function chargeOf(steps: readonly Step[]): { readonly to: string; readonly amount: number } | null {
  const deed = standingOf(steps).closedBy?.deed
  return deed?.did === 'charge-back' ? { to: deed.to, amount: deed.amount } : null
}

/** The stores that are asked, or have to bear it: each is told all that was done. */
export function storesToTell(settlement: Settlement): string[] {
  const stores = stepsOf(settlement).flatMap(({ deed }) => {
    if (deed.did === 'ask') return [deed.store]
    return deed.did === 'charge-back' && deed.to.startsWith('store:') ? [deed.to] : []
  })
  return [...new Set(stores)].filter((store) => store !== settlement.home)
}

/** The right that a deed takes beyond being signed in; undefined when none. */
export function rightFor(deed: Deed, { code, cost }: Pick<Seen, 'code' | 'cost'>): Action | undefined {
  switch (deed.did) {
    case 'charge-back':
      return 'charge-back'
    case 'reopen':
      return 'reopen-discrepancy'
    case 'accept':
      return isAbove(deed.limit, { code, cost }) ? 'accept-loss' : undefined
    case 'take':
    case 'correct':
    case 'ask':
    case 'answer':
      return undefined
  }
}

/** What nobody can put a number to is decided by the people of the store, unless it is grave: then it may be any loss. */
const isAbove = (limit: number, { code, cost }: Pick<Seen, 'code' | 'cost'>): boolean =>
  cost === undefined ? treatmentOf(code).severity === 'high' : cost > limit

/** Whether one of those who stand for it may do it. */
export const isApproved = (right: Action | undefined, roles: readonly (Role | undefined)[]): boolean =>
  right === undefined || roles.some((role) => role !== undefined && may(role, right))

import { canonicalJson } from '../base/canonical-json.ts'
import type { Discrepancy } from './discrepancy.ts'
import { treatmentOf } from './remedy.ts'
import {
  chargeOf,
  type Did,
  type Seen,
  type Settlement,
  type Standing,
  standingOf,
  type Step,
  stepsOf,
} from './settlement.ts'

/** A discrepancy with all that was done about it. `home` is whose it is, which is not always who looks at it. */
export type InboxEntry = {
  readonly home: string
  readonly key: string
  /** As it is told now, or as whoever dealt with it last saw it. */
  readonly seen: Seen | Discrepancy
  readonly steps: readonly Step[]
  /** The rule that found it has taken it back: the other half of the news came. */
  readonly isOver: boolean
}

type Rows = {
  readonly discrepancies: ReadonlyMap<string, Discrepancy>
  readonly settlements: readonly Settlement[]
  readonly questions: readonly Settlement[]
}

/** R46: the one inbox of a home: what is discrepant there, what was, and what others ask it. */
export function inboxOf(home: string, { discrepancies, settlements, questions }: Rows): InboxEntry[] {
  const done = new Map(settlements.map((settlement) => [settlement.key, settlement]))
  const told = [...discrepancies].filter(([, { settled }]) => !settled)
  const live = new Set(told.map(([key]) => key))
  return [
    ...told.map(([key, seen]): InboxEntry => {
      return { home, key, seen, steps: stepsOf(done.get(key)), isOver: false }
    }),
    ...settlements.filter(({ key }) => !live.has(key)).flatMap((one) => remembered(one, true)),
    ...questions.flatMap((one) => remembered(one, false)),
  ]
}

/** Known only by what was done about it. */
function remembered(settlement: Settlement, isOver: boolean): InboxEntry[] {
  const { home, key } = settlement
  const steps = stepsOf(settlement)
  const last = steps.at(-1)
  return last ? [{ home, key, seen: last.seen, steps, isOver }] : []
}

export function standing({ seen, steps, isOver }: InboxEntry): Standing {
  const stands = standingOf(steps)
  if (isOver) return { ...stands, state: 'closed', asked: null }
  const { closedBy } = stands
  // What was decided was about other numbers: the rule knows more by now.
  const isNews = closedBy !== null && canonicalJson(closedBy.seen.params) !== canonicalJson(seen.params)
  return isNews ? { ...stands, state: 'open', closedBy: null } : stands
}

/** The turn of whatever is done next. */
export const nextTurn = ({ steps }: Pick<InboxEntry, 'steps'>): number => (steps.at(-1)?.turn ?? 0) + 1

/** Somebody else's question that this store has not answered, or a charge that it has not said anything about. */
export function owesAnswer(entry: InboxEntry, here: string): boolean {
  if (entry.home === here) return false
  const { state, asked, closedBy } = standing(entry)
  if (state === 'waiting') return asked === here
  const isCharged = chargeOf(entry.steps)?.to === here
  const answered = entry.steps.some(
    ({ deed, where, turn }) => deed.did === 'answer' && where === here && turn > (closedBy?.turn ?? 0),
  )
  return isCharged && !answered
}

export type Shelf = 'open' | 'asked' | 'closed'

/** Where an entry is looked for. What others wait for stands with what is open here. */
export function shelfOf(entry: InboxEntry, here: string): Shelf {
  if (owesAnswer(entry, here)) return 'open'
  if (entry.home !== here) return 'closed'
  const { state } = standing(entry)
  return state === 'waiting' ? 'asked' : state
}

/** R46: what can be done about it now, by whoever looks. */
export function deedsFor(entry: InboxEntry, here: string): Did[] {
  if (entry.home !== here) return owesAnswer(entry, here) ? ['answer'] : []
  if (entry.isOver) return []
  if (standing(entry).state === 'closed') return ['reopen']
  return ['take', ...treatmentOf(entry.seen.code).remedies]
}

const lossOf = ({ seen }: InboxEntry): number => seen.cost ?? 0

export const byNewest = (one: InboxEntry, other: InboxEntry): number =>
  other.seen.at - one.seen.at || lossOf(other) - lossOf(one) || (one.key < other.key ? -1 : 1)

export const byDearest = (one: InboxEntry, other: InboxEntry): number =>
  lossOf(other) - lossOf(one) || byNewest(one, other)

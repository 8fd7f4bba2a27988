import { canonicalJson } from '../../base/canonical-json.ts'
import {
  isApproved,
  joined,
  questionKey,
  rightFor,
  type SettleArgs,
  type Settlement,
  type Step,
  storesToTell,
} from '../../domain/settlement.ts'
import { acceptMaxOf, TERMS_KEY, termsKey } from '../../domain/terms.ts'
import { type Applied, type Message, put, type RowKey, type View } from '../change.ts'
import { factOf, flag, type Given, homeOf } from '../given.ts'
import type { SettleOperation } from '../operation.ts'
import { CATALOG, scopeKind, toScope } from '../scope.ts'
import { termsOf } from './approval.ts'

/** An answer stands beside the question; everything else beside the discrepancy itself. */
function placeOf({ args, store, channel }: SettleOperation) {
  const here = homeOf({ store, channel })
  const { key, deed } = args
  const home: string = deed.did === 'answer' ? deed.home : here
  const isAnswer = deed.did === 'answer' && home !== here
  const row = isAnswer
    ? ({ scope: here, table: 'question', key: questionKey({ home, key }) } as const)
    : ({ scope: here, table: 'settlement', key } as const)
  return { here, home, isAnswer, row }
}

/** People who stand for it: their roles are looked up in the store, as its tablets know them. */
const peopleOf = ({ staff, approver }: SettleOperation): string[] =>
  [staff, approver].flatMap((id) => id ?? [])

export function settleNeeds(operation: SettleOperation): RowKey[] {
  const { here, row } = placeOf(operation)
  const people = peopleOf(operation).map((key): RowKey => ({ scope: here, table: 'staff', key }))
  return [row, ...people, ...lossNeeds(operation)]
}

/** What the ledger itself knows of the loss that is accepted, and of how much anybody may. */
function lossNeeds({ args, store, channel }: SettleOperation): RowKey[] {
  const { deed, key } = args
  if (deed.did !== 'accept') return []
  const versions = [TERMS_KEY, ...(deed.terms === undefined ? [] : [termsKey(deed.terms)])]
  return [
    { scope: homeOf({ store, channel }), table: 'discrepancy', key },
    ...versions.map((version): RowKey => ({ scope: CATALOG, table: 'terms', key: version })),
  ]
}

/** R46, R47: a step more. Onward: the stores that are asked or have to bear it; an answer goes back to who asked. */
export function applySettle(given: Given<SettleOperation>, view: View): Applied {
  const { operation } = given
  const { id, args, at, staff, approver } = operation
  const { here, home, isAnswer, row } = placeOf(operation)
  const step: Step = {
    op: id,
    at: at.wall,
    where: here,
    staff: staff ?? null,
    approver: approver ?? null,
    turn: args.turn,
    note: args.note,
    deed: args.deed,
    seen: args.seen,
  }
  const only: Settlement = { key: args.key, home, steps: { [id]: step } }
  const known = view.get(row.scope, row.table, row.key) ?? null
  const settlement = joined(known, only)
  const told = isAnswer
    ? [toldTo(home, 'settlement', only)]
    : storesToTell(settlement).map((store) => toldTo(store, 'question', settlement))
  const changes = [put(row.scope, row.table, [row.key, settlement])]
  if (isAllowed(operation, view)) return { changes, messages: told, codes: [] }
  const code = 'settled-without-approval'
  const { cost } = judged(operation, view).seen
  const own = factOf(operation, { is: 'operation' })
  const found = {
    code,
    ...(cost === undefined ? {} : { cost }),
    facts: [...(args.seen.facts ?? []).slice(0, 3), own],
  } as const
  return {
    changes: [...changes, flag(given, found, { staff: staff ?? '' })],
    messages: told,
    codes: [code],
  }
}

const toldTo = (to: string, table: 'settlement' | 'question', settlement: Settlement): Message => ({
  to: toScope(to),
  is: 'settled',
  table,
  settlement,
})

/** R48: done without the right is done all the same, and named. Head office was asked for its right at its own door. */
function isAllowed(operation: SettleOperation, view: View): boolean {
  const here = homeOf(operation)
  if (scopeKind(here) !== 'store') return true
  const { deed, seen } = judged(operation, view)
  const right = rightFor(deed, seen)
  const roles = peopleOf(operation).map((person) => view.get(here, 'staff', person)?.role)
  return isApproved(right, roles)
}

/**
 * R48: not by the tablet's word: the loss is the one that the rule tells, the limit that of the chain's terms. A decision about other
 * numbers than those closes nothing (R47), and what the rule has taken back costs nothing more: these are judged as they were seen.
 */
function judged({ args, store, channel }: SettleOperation, view: View): Pick<SettleArgs, 'deed' | 'seen'> {
  const { deed, seen, key } = args
  if (deed.did !== 'accept') return { deed, seen }
  const terms = termsOf(view, deed.terms)
  const told = view.get(homeOf({ store, channel }), 'discrepancy', key)
  const isSame = told && told.code === seen.code && canonicalJson(told.params) === canonicalJson(seen.params)
  return {
    deed: terms === undefined ? deed : { ...deed, limit: acceptMaxOf(terms) },
    seen: isSame ? { ...seen, cost: told.cost } : seen,
  }
}

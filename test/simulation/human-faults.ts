import { fields, list, rowsOf, type ServerView } from './oracle-view.ts'
import { type Promises, soldBy, takenBackBy } from './promises.ts'

/**
 * What people do that no machine prevents. Each is found by what they did and not by what the rules say of it, comes in three hundred
 * seeds, and is shown in the inbox of the store under one of these codes. H6 is of shifts, which there are none of yet; H8 is
 * `cache-cleared` and `set-back` among the faults of the world.
 */
export const humanFaults = {
  'H1-handed-over-by-two': ['handed-over-twice', 'handed-over-leased-elsewhere'],
  'H1-handed-over-after-its-end': ['handed-over-late', 'handed-over-cancelled', 'handed-over-twice'],
  'H2-returned-in-two-stores': ['returned-more-than-sold', 'refund-exceeds-price'],
  // Points are not spent yet: what is spent on two tablets is store credit.
  'H3-credit-spent-on-two': ['credit-overspent'],
  'H4-last-piece-sold-twice': ['oversold'],
  'H5-approved-by-who-may-not': ['approval-missing', 'settled-without-approval'],
  // An approval is a part of the operation that it is for: said twice it is one.
  'H5-handed-over-for-too-little': ['proof-too-weak'],
  'H7-approval-tapped-twice': ['approval-missing'],
  'H7-approval-of-something-else': ['approval-missing'],
  'H9-other-goods-arrived': ['transfer-differs'],
  'H9-told-for-another-store': ['operation-not-allowed'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type HumanFault = keyof typeof humanFaults
// Trusted: the keys of the object above.
export const humanFaultNames = Object.keys(humanFaults) as HumanFault[]

/** How often each came in what the server holds in the end. */
export function humanFaultsIn(view: ServerView, promises: Promises): Record<HumanFault, number> {
  return {
    'H1-handed-over-by-two': handedOverByTwo(view, promises),
    'H1-handed-over-after-its-end': handedOverAfterItsEnd(view),
    'H2-returned-in-two-stores': returnedInTwoStores(view, promises),
    'H3-credit-spent-on-two': spentOnTwo(view, promises),
    'H4-last-piece-sold-twice': oversold(view),
    'H5-approved-by-who-may-not': named(view, humanFaults['H5-approved-by-who-may-not']),
    'H5-handed-over-for-too-little': named(view, humanFaults['H5-handed-over-for-too-little']),
    'H7-approval-tapped-twice': promises.approvedTwice.size,
    'H7-approval-of-something-else': approvedForOther(view, promises),
    'H9-other-goods-arrived': named(view, humanFaults['H9-other-goods-arrived']),
    'H9-told-for-another-store': named(view, humanFaults['H9-told-for-another-store']),
  }
}

const named = (view: ServerView, codes: readonly string[]): number =>
  rowsOf(view, 'discrepancy').filter(({ value }) => codes.includes(String(value['code']))).length

/** The leader's yes stands in it, and was given for something else. */
const approvedForOther = (view: ServerView, promises: Promises): number =>
  rowsOf(view, 'discrepancy').filter(({ value }) => {
    const attempt = promises.attempts.get(String(value['op']))
    return value['code'] === 'approval-missing' && !value['settled'] && attempt?.isCopied === true
  }).length

const tabletsOf = (promises: Promises, ops: readonly string[]): Set<string> =>
  new Set(ops.flatMap((op) => promises.attempts.get(op)?.tablet ?? []))

/** More of a line left than there was of it, and not all from one tablet. */
function handedOverByTwo(view: ServerView, promises: Promises): number {
  return rowsOf(view, 'pickup').filter(({ value }) => {
    const handovers = fields(value['handovers'])
    const given = Object.values(handovers).flatMap((one) => list(fields(one)['lines']))
    const isOver = list(value['lines']).some(({ line, quantity }) => {
      const units = given.reduce((sum, one) => sum + (one['line'] === line ? Number(one['quantity']) : 0), 0)
      return units > Number(quantity)
    })
    return isOver && tabletsOf(promises, Object.keys(handovers)).size > 1
  }).length
}

/** What had expired, or was cancelled, left all the same: some pieces ended twice. */
function handedOverAfterItsEnd(view: ServerView): number {
  return rowsOf(view, 'pickup').filter(({ value }) => {
    const given = Object.values(fields(value['handovers'])).flatMap((one) => list(fields(one)['lines']))
    return list(value['lines']).some((row) => {
      const units = given.reduce(
        (sum, one) => sum + (one['line'] === row['line'] ? Number(one['quantity']) : 0),
        0,
      )
      const ended = Number(row['cancelled']) + Number(row['expired'])
      return units > 0 && ended > 0 && units + ended > Number(row['quantity'])
    })
  }).length
}

/** More of a line came back than was sold, and not all to one store. */
function returnedInTwoStores(view: ServerView, promises: Promises): number {
  const backs = new Map<string, { units: number; readonly stores: Set<string> }>()
  for (const { id, status } of view.ops) {
    const attempt = promises.attempts.get(id)
    if (attempt === undefined || status !== 'applied') continue
    for (const { of, quantity } of takenBackBy(attempt)) {
      if (of === null) continue
      const place = `${of.ref} ${of.line}`
      const back = backs.get(place) ?? { units: 0, stores: new Set<string>() }
      backs.set(place, back)
      back.units += quantity
      back.stores.add(attempt.store)
    }
  }
  return [...backs].filter(
    ([place, { units, stores }]) => stores.size > 1 && units > (soldAt(place, promises) ?? Infinity),
  ).length
}

function soldAt(place: string, promises: Promises): number | undefined {
  const [ref = '', line = ''] = place.split(' ')
  const sale = promises.attempts.get(ref)
  const order = [...promises.orders.values()].find((one) => one.ref === ref)
  return (sale ? soldBy(sale) : order?.lines)?.[Number(line)]?.quantity
}

function spentOnTwo(view: ServerView, promises: Promises): number {
  return rowsOf(view, 'credit').filter(({ value }) => {
    const spent = fields(value['spent'])
    const gone = Object.values(spent).reduce<number>((sum, one) => sum + Number(fields(one)['amount']), 0)
    const isOver = gone > Number(fields(value['issued'])['amount'] ?? 0)
    return isOver && tabletsOf(promises, Object.keys(spent)).size > 1
  }).length
}

const oversold = (view: ServerView): number =>
  rowsOf(view, 'stock').filter(({ value }) => value['countedAt'] !== null && Number(value['onHand']) < 0)
    .length

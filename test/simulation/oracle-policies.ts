import { fields, rowsOf, type ServerView } from './oracle-view.ts'
import type { Attempt, Promises } from './promises.ts'
import { leader, type Rulings } from './rulings.ts'
import { Broken } from './told.ts'

/** From the surest down. */
const ladder = ['qr', 'code', 'order', 'document']

/** `isWhole`: the server never lost what it had heard. */
type Case = { readonly rulings: Rulings; readonly isWhole: boolean }
type Done<Kind extends Attempt['kind']> = {
  readonly attempt: Extract<Attempt, { kind: Kind }>
  readonly at: number
}

/** R26, R35, R39, R50: what head office had said when the server heard of it decides, and a sale keeps the terms it was made under. */
export function checkPolicies(view: ServerView, promises: Promises, of: Case): void {
  const done = view.ops.flatMap(({ id, status, receivedAt }) => {
    const attempt = promises.attempts.get(id)
    return attempt && status === 'applied' ? [{ attempt, at: receivedAt }] : []
  })
  const only = <Kind extends Attempt['kind']>(kind: Kind): Done<Kind>[] =>
    done.filter((one): one is Done<Kind> => one.attempt.kind === kind)
  checkTerms(view, [...only('sale'), ...only('exchange')])
  checkOrderTerms(view, promises, of)
  for (const one of only('handover')) checkProof(view, one, of)
  checkKeptUntil(view, only('step'), of)
}

function checkTerms(view: ServerView, sales: readonly (Done<'sale'> | Done<'exchange'>)[]): void {
  const receipts = new Map(rowsOf(view, 'receipt').map(({ key, value }) => [key, value]))
  for (const { attempt } of sales) {
    const kept = receipts.get(attempt.id)?.['terms']
    if (kept !== attempt.terms)
      throw new Broken(
        `R26 ${attempt.id} was sold under terms ${attempt.terms} and is kept under ${String(kept)}`,
      )
  }
}

/** What was ruled when the server first heard of it; a server that was set back heard of it again. */
function checkOrderTerms(view: ServerView, promises: Promises, { rulings, isWhole }: Case): void {
  if (!isWhole) return
  const receipts = new Map(rowsOf(view, 'receipt').map(({ key, value }) => [key, value]))
  for (const { externalId, ref } of promises.orders.values()) {
    const told = view.ops.filter(({ kind, status, body }) => {
      const { args } = fields(JSON.parse(body))
      return kind === 'order.record' && status === 'applied' && fields(args)['externalId'] === externalId
    })
    const first = told.toSorted((a, b) => a.place - b.place)[0]
    const rule = first && rulings.at(first.receivedAt)
    const kept = receipts.get(ref)?.['terms']
    if (rule && kept !== rule.version)
      throw new Broken(`R26 ${externalId} was told under ${rule.version} and is kept under ${String(kept)}`)
  }
}

const isNamed = (view: ServerView, store: string, key: string): boolean =>
  rowsOf(view, 'discrepancy').some((row) => row.scope === `store:${store}` && row.key === key)

function checkProof(view: ServerView, { attempt, at }: Done<'handover'>, { rulings }: Case): void {
  const rule = rulings.at(at)
  if (rule === undefined || waitsForOrder(view, attempt)) return
  // R50: not by whoever does it.
  const isAllowed = attempt.approver === leader && rule.leads
  const isWeak = ladder.indexOf(attempt.proof) > ladder.indexOf(rule.atLeast) && !isAllowed
  const said = isNamed(view, attempt.store, `proof-too-weak:${attempt.id}`)
  if (said === isWeak) return
  throw new Broken(
    `R35 ${attempt.id} was handed over for ${attempt.proof}, asked was ${rule.atLeast}, and it is ${said ? '' : 'not '}named`,
  )
}

/** A server that was set back may have lost the order, and its shop may not have told it again. */
const waitsForOrder = (view: ServerView, { store, pickup }: Done<'handover'>['attempt']): boolean =>
  rowsOf(view, 'pickup').some(
    ({ scope, key, value }) => scope === `store:${store}` && key === pickup && value['from'] === '',
  )

/** Part of a day is that long; a day ends with the next one of the store, whose clock is eight hours ahead. */
function keptBy(keptMs: number, readyAt: number): number {
  const dayMs = 86_400_000
  if (keptMs < dayMs) return readyAt + keptMs
  const hereMs = readyAt + 8 * 3_600_000
  return readyAt + dayMs - (hereMs % dayMs) - 1 + keptMs
}

/** Nobody can extend it without a word. */
function checkKeptUntil(view: ServerView, steps: readonly Done<'step'>[], { rulings }: Case): void {
  const extended = new Set(
    steps.flatMap(({ attempt: { step, store, pickup } }) =>
      step === 'extend' ? [`store:${store} ${pickup}`] : [],
    ),
  )
  const timesReady = (place: string): number =>
    steps.filter(
      ({ attempt: { step, store, pickup } }) => step === 'ready' && place === `store:${store} ${pickup}`,
    ).length
  for (const { scope, key, value } of rowsOf(view, 'pickup')) {
    const { readyAt, keptUntil, kind } = value
    if (typeof readyAt !== 'number') continue
    if (kind === 'ship' && keptUntil !== null) throw new Broken(`R39 ${key} is a parcel, and has a last day`)
    if (kind === 'ship' || extended.has(`${scope} ${key}`)) continue
    const rule = rulings.at(readyAt)
    if (rule === undefined) continue
    const least = keptBy(rule.keptMs, readyAt)
    // More of it may have been found when it was said to be ready again.
    const isLater = timesReady(`${scope} ${key}`) > 1 && Number(keptUntil) > least
    if (keptUntil !== least && !isLater)
      throw new Broken(
        `R39 ${key} was ready at ${readyAt} and is kept until ${String(keptUntil)}, under ${rule.keptMs}`,
      )
  }
}

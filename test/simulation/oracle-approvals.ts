import { rowsOf, type ServerView } from './oracle-view.ts'
import type { Attempt, Promises } from './promises.ts'
import { ReturnTerms } from './oracle-return-terms.ts'
import { leader, type Rulings } from './rulings.ts'
import { Broken } from './told.ts'

type Done = { readonly attempt: Attempt; readonly at: number }

/** R50: whatever needed somebody else's yes and has none is named once in the end, and nothing else is. */
export function checkApprovals(view: ServerView, promises: Promises, rulings: Rulings): void {
  const done = view.ops.flatMap(({ id, status, receivedAt }): Done[] => {
    const attempt = promises.attempts.get(id)
    return attempt && status === 'applied' ? [{ attempt, at: receivedAt }] : []
  })
  const named = namings(view)
  const known = {
    sales: new Map(done.map(({ attempt }) => [attempt.id, attempt])),
    disputed: disputedIn(view),
    terms: new ReturnTerms(view, promises, rulings),
  }
  for (const { attempt, at } of done) {
    const { id, kind } = attempt
    if (kind !== 'return' && kind !== 'exchange') continue
    const times = named.get(id) ?? 0
    if (times > 1) throw new Broken(`R50 ${id} is named ${times} times for its approval`)
    const isDue = isLacking(attempt, rulings.at(at)?.leads, known)
    if (isDue !== undefined && isDue !== (times === 1))
      throw new Broken(
        `R50 ${id} ${isDue ? 'has no approval and is not' : 'needs no other approval and is'} named`,
      )
  }
}

/** How often each operation is named, whatever stands in the store of it. A word that was taken back is none. */
function namings(view: ServerView): Map<string, number> {
  const named = new Map<string, number>()
  for (const { value } of rowsOf(view, 'discrepancy')) {
    const isOne = value['code'] === 'approval-missing' && value['settled'] !== true
    const op = String(value['op'])
    if (isOne) named.set(op, (named.get(op) ?? 0) + 1)
  }
  return named
}

const disputedIn = (view: ServerView): ReadonlySet<string> =>
  new Set(rowsOf(view, 'dispute').map(({ value }) => String(value['op'])))

type Known = {
  readonly sales: ReadonlyMap<string, Attempt>
  readonly disputed: ReadonlySet<string>
  readonly terms: ReturnTerms
}

type Backing = Extract<Attempt, { kind: 'return' | 'exchange' }>

/** Undefined: this oracle cannot tell. */
function isLacking(attempt: Backing, leads: boolean | undefined, known: Known): boolean | undefined {
  const { approver, allowed = [] } = attempt
  if (approver !== undefined && approver !== leader) return true
  if (approver !== undefined && leads !== true) return leads === undefined ? undefined : true
  const lacks = Object.entries(needsOf(attempt, known))
    .filter(([need]) => !allowed.includes(need))
    .map(([, isNeeded]) => isNeeded)
  if (lacks.includes(true)) return true
  return lacks.includes(undefined) ? undefined : false
}

/** What somebody else has to allow; undefined where this oracle cannot tell. */
function needsOf(attempt: Backing, known: Known): Record<string, boolean | undefined> {
  const [first] = attempt.kind === 'return' ? attempt.lines : attempt.back
  if (first === undefined || first.of === null) return { unverified: true }
  // By its code it is judged by the terms that its tablet knew.
  if (first.byCode) return { unverified: true, late: undefined }
  const { ref } = first.of
  return {
    late: known.terms.isLate(attempt, ref),
    cash: known.terms.isTooMuchCash(attempt, ref),
    tender: isOtherWay(attempt, ref, known),
  }
}

/** Only of what was all paid in cash it is plain how it goes back. */
function isOtherWay(attempt: Backing, ref: string, { sales, disputed }: Known): boolean | undefined {
  if (attempt.kind === 'exchange') return undefined
  const sale = sales.get(ref)
  const isPaidInCash = sale?.kind === 'sale' && sale.tenders.every(({ kind }) => kind === 'cash')
  if (!isPaidInCash || disputed.has(attempt.id)) return undefined
  return attempt.tenders.some(({ kind, amount }) => kind !== 'cash' && amount > 0)
}

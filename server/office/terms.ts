import { canonicalJson } from '#shared/base/canonical-json.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import type { Category } from '#shared/domain/product.ts'
import { acceptMaxOf, DEFAULT_TERMS, PROOFS, type Terms, TERMS_KEY, termsKey } from '#shared/domain/terms.ts'
import {
  type PickupTerms,
  pickupTermsProblem,
  type PickupTermsProblem,
  type ReturnTerms,
  type TermsRequest,
  termsProblem,
  type TermsProblem,
} from '#shared/office/terms.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import { WorkingSet } from '#server/sync/working-set.ts'
import { rowsAt, rowsOfTable } from '#server/tables/replica-row.ts'
import { type Acting, noteChange, type Viewing } from './acting.ts'

type Told = {
  readonly version: number
  readonly terms: ReturnTerms
  readonly pickups: PickupTerms
  readonly categories: readonly Category[]
}

/** What the chain promises, and what its categories are called. */
export async function readTerms({ ledger }: Viewing): Promise<Told> {
  return await ledger.db.read(function* () {
    const [row] = yield* rowsAt([{ scope: CATALOG, table: 'terms', key: TERMS_KEY }])
    const found = yield* rowsOfTable('category', CATALOG)
    // Trusted: rows of the catalogue are written by importers and by this room.
    const terms = row && !row.deleted ? (JSON.parse(row.value) as Terms) : DEFAULT_TERMS
    const categories = found.map(({ value }) => JSON.parse(value) as Category)
    const { version, pickups } = terms
    return { version, terms: returnTermsOf(terms), pickups: pickupTermsOf(pickups), categories }
  })
}

/**
 * R26: a new version; the one before stays beside it, for what was sold under it. Two who change the same version: the second is
 * told. What is the same already makes no version.
 */
export async function changeTerms(
  { ledger, person }: Acting,
  { before, terms: asked, pickups }: TermsRequest,
): Promise<Result<true, TermsProblem | PickupTermsProblem | 'terms-changed'>> {
  const problem = termsProblem(asked) ?? pickupTermsProblem(pickups)
  if (problem) return failure(problem)
  const at = ledger.now()
  const written = await ledger.db.write(function* () {
    const set = new WorkingSet()
    yield* set.load([{ scope: CATALOG, table: 'terms', key: TERMS_KEY }])
    const old = set.get(CATALOG, 'terms', TERMS_KEY) ?? DEFAULT_TERMS
    if (old.version !== before) return failure('terms-changed' as const)
    const { acceptMax, ...returns } = asked
    const next = { returns, pickups, discrepancies: { acceptMax } }
    const after: Terms = { ...old, version: old.version + 1, ...next }
    if (promised(old) === promised(after)) return success(undefined)
    yield* set.load([{ scope: CATALOG, table: 'terms', key: termsKey(old.version) }])
    set.change([
      put(CATALOG, 'terms', [termsKey(old.version), old]),
      put(CATALOG, 'terms', [TERMS_KEY, after]),
    ])
    set.accept()
    const noted = { by: person.id, what: 'terms-changed', about: String(after.version), store: null }
    yield* noteChange({ ...noted, before: shown(old), after: shown(after) }, at)
    return success(yield* set.flush(at))
  })
  if (!written.ok) return written
  if (written.value) ledger.meter('pokes', ledger.pokes.tell(written.value))
  return success(true as const)
}

const returnTermsOf = (terms: Terms): ReturnTerms => ({
  ...terms.returns,
  conditionDays: terms.returns.conditionDays ?? {},
  acceptMax: acceptMaxOf(terms),
})

const pickupTermsOf = ({ proofs, ...pickups }: Terms['pickups']): PickupTerms => ({
  ...pickups,
  proofs: [...proofs],
})

const promised = (terms: Terms): string =>
  canonicalJson({ returns: returnTermsOf(terms), pickups: pickupTermsOf(terms.pickups) })

const listed = (days: Readonly<Record<string, number>>): string =>
  Object.entries(days)
    .map(([name, own]) => `${name} ${own}`)
    .sort()
    .join(', ')

/** For the audit: one line a promise. */
function shown(terms: Terms): JsonObject {
  const { days, categoryDays, conditionDays, cashMax, unverified, acceptMax } = returnTermsOf(terms)
  const { proofs, ...pickups } = terms.pickups
  return {
    storeDays: days.store,
    distanceDays: days.distance,
    categoryDays: listed(categoryDays),
    conditionDays: listed(conditionDays),
    cashMax,
    acceptMax,
    ...unverified,
    ...pickups,
    ...Object.fromEntries(
      PROOFS.map((proof) => [`${proof}From`, proofs.find(({ atLeast }) => atLeast === proof)?.from ?? '–']),
    ),
  }
}

import { canonicalJson } from '#shared/base/canonical-json.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import type { Category } from '#shared/domain/product.ts'
import { acceptMaxOf, DEFAULT_TERMS, type Terms, TERMS_KEY, termsKey } from '#shared/domain/terms.ts'
import { type ReturnTerms, type TermsRequest, termsProblem, type TermsProblem } from '#shared/office/terms.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import { WorkingSet } from '#server/sync/working-set.ts'
import { rowsAt, rowsOfTable } from '#server/tables/replica-row.ts'
import { type Acting, noteChange, type Viewing } from './acting.ts'

type Told = {
  readonly version: number
  readonly terms: ReturnTerms
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
    return { version: terms.version, terms: returnTermsOf(terms), categories }
  })
}

/**
 * R26: a new version; the one before stays beside it, for what was sold under it. Two who change the same version: the second is
 * told. What is the same already makes no version.
 */
export async function changeTerms(
  { ledger, person }: Acting,
  { before, terms: asked }: TermsRequest,
): Promise<Result<true, TermsProblem | 'terms-changed'>> {
  const problem = termsProblem(asked)
  if (problem) return failure(problem)
  const at = ledger.now()
  const written = await ledger.db.write(function* () {
    const set = new WorkingSet()
    yield* set.load([{ scope: CATALOG, table: 'terms', key: TERMS_KEY }])
    const old = set.get(CATALOG, 'terms', TERMS_KEY) ?? DEFAULT_TERMS
    if (old.version !== before) return failure('terms-changed' as const)
    const [was, is] = [returnTermsOf(old), asked]
    if (canonicalJson(was) === canonicalJson(is)) return success(undefined)
    const { acceptMax, ...returns } = asked
    const after: Terms = { ...old, version: old.version + 1, returns, discrepancies: { acceptMax } }
    yield* set.load([{ scope: CATALOG, table: 'terms', key: termsKey(old.version) }])
    set.change([
      put(CATALOG, 'terms', [termsKey(old.version), old]),
      put(CATALOG, 'terms', [TERMS_KEY, after]),
    ])
    set.accept()
    const noted = { by: person.id, what: 'terms-changed', about: String(after.version), store: null }
    yield* noteChange({ ...noted, before: shown(was), after: shown(is) }, at)
    return success(yield* set.flush(at))
  })
  if (!written.ok) return written
  if (written.value) ledger.meter('pokes', ledger.pokes.tell(written.value))
  return success(true as const)
}

const returnTermsOf = (terms: Terms): ReturnTerms => ({ ...terms.returns, acceptMax: acceptMaxOf(terms) })

/** For the audit: one line a promise. */
const shown = ({ days, categoryDays, cashMax, unverified, acceptMax }: ReturnTerms): JsonObject => ({
  storeDays: days.store,
  distanceDays: days.distance,
  categoryDays: Object.entries(categoryDays)
    .map(([category, own]) => `${category} ${own}`)
    .sort()
    .join(', '),
  cashMax,
  acceptMax,
  ...unverified,
})

import { randomBytes } from 'node:crypto'
import { timeOrderedId } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { isEverywhere, type Person } from '#shared/domain/policy.ts'
import type { Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { insertAudit } from '#server/tables/audit.ts'

/** Who changes the chain's own affairs; the policy said already that the role may, what follows asks where. */
export type Acting = { readonly ledger: Ledger; readonly person: Person }

/** Who only looks. */
export type Viewing = { readonly ledger: Pick<Ledger, 'db'>; readonly person: Person }

/** Whoever runs a command on the server's own machine. */
export const THE_SERVER: Person = { id: '', role: 'admin', stores: [] }

/** The name under a change in the audit. */
export const authorOf = (person: Person): string | null => (person === THE_SERVER ? null : person.id)

/** The stores that a person's questions are about; undefined means all. */
export const reachOf = (person: Person): readonly string[] | undefined =>
  isEverywhere(person) ? undefined : person.stores

export type Changed = {
  /** Null: a command on the server's own machine. */
  readonly by: string | null
  readonly what: string
  readonly about: string
  /** Null: of the chain, or of several stores. */
  readonly store: string | null
  readonly before?: JsonObject
  readonly after?: JsonObject
}

/** In the transaction of the change itself: neither is there without the other. No secret is ever in it. */
export function* noteChange({ by, what, about, store, before, after }: Changed, at: number): Step<void> {
  yield* insertAudit({
    id: timeOrderedId(at, randomBytes(10)),
    at,
    staff: by,
    store,
    what,
    about,
    before: before ?? null,
    after: after ?? null,
  })
}

import { type Id } from '#shared/base/id.ts'
import { deedsFor, inboxOf, type InboxEntry, nextTurn } from '#shared/domain/inbox.ts'
import { money } from '#shared/domain/money.ts'
import { may } from '#shared/domain/policy.ts'
import { type Deed, type Did, rightFor } from '#shared/domain/settlement.ts'
import { acceptMaxOf, DEFAULT_TERMS, TERMS_KEY } from '#shared/domain/terms.ts'
import { storeScope } from '#shared/sync/scope.ts'
import type { Intent } from '#client/sync/intent.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import type { At, Attempt, Promises } from './promises.ts'
import type { Random } from './random.ts'
import { leader } from './rulings.ts'

type Settled = { readonly intent: Intent; readonly attempt: Attempt }

/** Deals with what stands in the inbox of the tablet, as its screen offers it. */
export class SettleClerk {
  readonly #random: Random
  readonly #promises: Promises

  constructor(random: Random, promises: Promises) {
    this.#random = random
    this.#promises = promises
  }

  async work(tablet: Tablet, base: At): Promise<Settled | undefined> {
    const random = this.#random
    const here = storeScope(base.store)
    const [discrepancies, settlements, questions, terms] = await Promise.all([
      tablet.rows.keyed('discrepancy'),
      tablet.rows.list('settlement'),
      tablet.rows.list('question'),
      tablet.rows.get('terms', TERMS_KEY),
    ])
    const entries = inboxOf(here, { discrepancies, settlements, questions })
      .filter((entry) => deedsFor(entry, here).length > 0)
      .toSorted((a, b) => (`${a.home} ${a.key}` < `${b.home} ${b.key}` ? -1 : 1))
    if (entries.length === 0) return undefined
    const entry = random.pick(entries)
    const deed = this.#deed(random.pick(deedsFor(entry, here)), entry, {
      here,
      limit: money(acceptMaxOf(terms ?? DEFAULT_TERMS)),
    })
    const needsManager = rightFor(deed, entry.seen) !== undefined
    const known = await tablet.rows.get('staff', leader)
    if (needsManager && !(known && may(known.role, 'accept-loss'))) return undefined
    const { home, key, seen } = entry
    const told = toldBy(deed)
    return {
      intent: {
        id: base.id as Id,
        kind: 'discrepancy.resolve',
        staff: 'amy',
        ...(needsManager ? { approver: leader } : {}),
        key,
        turn: nextTurn(entry),
        note: 'talked about it',
        deed,
        seen,
      },
      attempt: {
        ...base,
        kind: 'settle',
        home,
        key,
        did: deed.did,
        needsManager,
        ...(needsManager ? { approver: leader } : {}),
        ...(told === undefined ? {} : { told }),
      },
    }
  }

  #deed(did: Did, entry: InboxEntry, at: { here: string; limit: ReturnType<typeof money> }): Deed {
    const random = this.#random
    const other = at.here === 'store:s1' ? 'store:s2' : 'store:s1'
    switch (did) {
      case 'take':
      case 'reopen':
        return { did }
      case 'accept':
        return { did, limit: at.limit }
      case 'correct': {
        const done = [...this.#promises.kept.keys()].slice(-3)
        return done.length > 0 ? { did, by: random.pick(done) as Id } : { did: 'take' }
      }
      case 'ask':
        return { did, store: other }
      case 'answer':
        return { did, home: entry.home }
      case 'charge-back':
        return { did, to: random.pick(['staff:amy', other]), amount: money(random.between(1, 500)) }
    }
  }
}

function toldBy(deed: Deed): string | undefined {
  if (deed.did === 'ask') return deed.store
  return deed.did === 'charge-back' && deed.to.startsWith('store:') ? deed.to : undefined
}

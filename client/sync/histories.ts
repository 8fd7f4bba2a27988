import * as z from 'zod/mini'
import type { Id } from '#shared/base/id.ts'
import { VISITOR_KEPT_MS } from '#shared/domain/timeline.ts'
import { MemberHistory } from '#shared/sync/history.ts'
import type { Cache, KeptHistory } from '../db/cache.ts'
import type { TabletEnv } from './env.ts'
import { get } from './transport.ts'

/** Fresh from the server, or why not. `refused`: this person, or this tablet, may not see it. */
export type FreshHistory =
  | { readonly is: 'fresh'; readonly kept: KeptHistory }
  | { readonly is: 'unreachable' | 'refused' | 'unknown' }

/** The histories of members: asked for when somebody looks, kept for a while for when the line is cut. */
export class Histories {
  readonly #env: TabletEnv
  readonly #cache: Cache

  constructor(env: TabletEnv, cache: Cache) {
    this.#env = env
    this.#cache = cache
  }

  /** As last told; R15: not longer than a visitor stays on the tablet. */
  async kept(member: Id): Promise<KeptHistory | undefined> {
    await forgetOldHistories(this.#cache, this.#env.now())
    return await this.#cache.histories.get(member)
  }

  /** All of it for a person whom the policy lets see it (their session's token), what came last for the tablet's own token. */
  async fetch(
    member: Id,
    by: { readonly device: string } | { readonly staff: string },
  ): Promise<FreshHistory> {
    const [path, token] = 'staff' in by ? ['history', by.staff] : ['timeline', by.device]
    const heard = await get(this.#env, `/members/${member}/${path}`, { authorization: `Bearer ${token}` })
    if (heard.is === 'unauthorised') return { is: 'refused' }
    if (heard.is === 'refused') return { is: 'unknown' }
    if (heard.is !== 'answer') return { is: 'unreachable' }
    const history = z.safeParse(MemberHistory, heard.body)
    if (!history.success) return { is: 'unreachable' }
    const kept: KeptHistory = { member, at: this.#env.now(), history: history.data }
    // What cannot be kept is shown all the same.
    await this.#cache.histories.put(kept).catch(() => undefined)
    return { is: 'fresh', kept }
  }
}

/** R15: they leave with the visitor they belong to. */
export async function forgetOldHistories(cache: Cache, now: number): Promise<void> {
  await cache.histories
    .where('at')
    .below(now - VISITOR_KEPT_MS)
    .delete()
}

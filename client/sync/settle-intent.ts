import * as z from 'zod/mini'
import type { JsonObject } from '#shared/base/json.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import type { InboxEntry } from '#shared/domain/inbox.ts'
import { type Deed, rightFor, SettleArgs } from '#shared/domain/settlement.ts'
import { looksLikeCardNumber } from '#shared/domain/tender.ts'

/** What somebody wants to do about a discrepancy of this store, or answers another one about theirs. */
export type SettleWish = {
  readonly key: string
  readonly turn: number
  readonly note: string
  readonly deed: Deed
  readonly seen: InboxEntry['seen']
  readonly approver?: string
}

type SettleRefusal =
  | 'reason-missing'
  | 'note-looks-like-card'
  | 'nothing-to-record'
  | 'approval-missing'
  | 'too-large'

/** What closes it without anything else being done, and what somebody else has to understand, has its reason written down. */
const saysWhy = ({ did }: Deed): boolean => did !== 'take' && did !== 'correct'

/** R48: who may is asked where the roles are known; here an approval has to be there where one is needed. */
export function settleArgs({ approver, ...wish }: SettleWish): Result<JsonObject, SettleRefusal> {
  const { key, turn, deed } = wish
  const note = wish.note.trim()
  if (saysWhy(deed) && note === '') return failure('reason-missing')
  if (looksLikeCardNumber(note)) return failure('note-looks-like-card')
  if (deed.did === 'charge-back' && deed.amount <= 0) return failure('nothing-to-record')
  if (rightFor(deed, wish.seen) && approver === undefined) return failure('approval-missing')
  const args = z.safeParse(SettleArgs, { key, turn, note, deed, seen: wish.seen })
  // Trusted: what was parsed has members of JSON only.
  return args.success ? success(args.data as JsonObject) : failure('too-large')
}

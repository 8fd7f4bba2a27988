/** What the tablet's own index of receipts has of a member, as a timeline would tell it. */
import { credentialKey } from '#shared/domain/credential.ts'
import { totalOf } from '#shared/domain/line.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { isDistanceSale } from '#shared/domain/return-window.ts'
import type { Recent } from '#shared/domain/timeline.ts'
import type { Who } from '#shared/domain/who.ts'
import { whoWord } from '#client/db/find-words.ts'
import type { CounterTablet, Member } from './tablet.ts'
import type { Present } from './visitor.ts'

/** Newest first: more than somebody buys while receipts stay on a tablet. */
const shownMax = 200

/** Who stands here may be known by nothing but a number: it is whose their orders are (R9). */
export const whose = (present: Present): Pick<Member, 'credentials'> & Partial<Pick<Member, 'id'>> =>
  present.kind === 'known' ? present.member : { credentials: [present.credential] }

/** A purchase may be known by nothing but the card that was shown for it. */
export async function receiptsOf(
  rows: Pick<CounterTablet['rows'], 'find'>,
  { id, credentials }: ReturnType<typeof whose>,
): Promise<Receipt[]> {
  const owners: Who[] = [
    ...(id === undefined ? [] : [{ member: id }]),
    ...credentials.map((credential) => ({ credential: credentialKey(credential) })),
  ]
  const found: Receipt[] = []
  for (const who of owners) found.push(...(await rows.find('receipt', whoWord(who), shownMax)))
  return found
}

/** One that waits for its sale cannot be opened. */
export function entryOf(receipt: Receipt): Recent[] {
  const { ref, lines, where, at, businessDate: date, revision } = receipt
  if (lines === null || where === null) return []
  const kind = isDistanceSale(receipt) ? 'order' : 'sale'
  const what = { id: ref, thread: ref, op: ref, kind, at, date, where, revision } as const
  return [{ ...what, amount: totalOf(lines), lineCount: lines.length }]
}

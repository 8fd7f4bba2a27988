import type { Scheduler } from './scheduler.ts'
import type { OwnOp, Tab } from './tablet-site.ts'
import { Broken } from './told.ts'

/** How many of the last own operations are looked at: enough to see one that left too early. */
const lookedAt = 4
/** How long a message between tabs may take. */
const betweenTabsMs = 5_000
const recentMax = 12

/** What is missing must be missing twice: while rows and overlay change places, a screen is drawn once more. */
const lookAgainMs = 400

/**
 * Y8: what this tablet's screen has promised stays on its screen, at every moment, in the journal and (while it is among the
 * recent ones) in the member's timeline.
 */
export async function checkShown(tab: Tab, time: Scheduler): Promise<void> {
  const missing = await firstMissing(tab, time.now())
  if (missing === undefined) return
  await time.sleep(tab.actor, lookAgainMs)
  const still = await firstMissing(tab, time.now())
  if (still !== undefined) throw new Broken(`Y8 ${tab.actor} ${still}`)
}

async function firstMissing(tab: Tab, nowMs: number): Promise<string | undefined> {
  const { tablet, site } = tab
  if (tablet === undefined) return undefined
  const looked = site.own
    .filter((own) => own.actor === tab.actor || nowMs - own.atMs > betweenTabsMs)
    .slice(-lookedAt)
  await tablet.settled()
  for (const own of looked) {
    const row = await tablet.rows.get('ticket', own.key)
    const twin = row?.op === own.id ? row : await tablet.rows.get('ticket', `${own.key}~${own.id}`)
    if (twin?.op !== own.id) {
      if (!isOfThisLife(own, tab)) continue
      return `does not show ${own.key} (${own.id}) any more`
    }
    if (own.member === null) continue
    const member = await tablet.directory.byId(own.member)
    if (member === undefined) continue
    const visitor = await tablet.visitor(member.id)
    // While a deferred relay carries a member's history to another one, it is in neither place.
    const hasMoved = visitor?.member !== own.member
    if (hasMoved && !site.showsMerges) continue
    const isPast = visitor !== undefined && visitor.recent.length >= recentMax
    if (!isPast && visitor?.recent.some(({ op }) => op === own.id) !== true && isOfThisLife(own, tab))
      return `shows ${own.member} (now ${member.id}) without ${own.key} (${own.id}), but with ${visitor?.recent.length ?? 'no'} others`
  }
  return undefined
}

/** After a fork, what stayed behind in the earlier life is durable and comes back with the next pull. */
function isOfThisLife(own: OwnOp, { site, tablet }: Tab): boolean {
  const ops = site.operations()
  return ops.find(({ id }) => id === own.id)?.incarnation === tablet?.device?.incarnation
}

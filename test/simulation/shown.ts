import type { Tab } from './tablet-site.ts'
import { Broken } from './told.ts'

/** How many of the last own operations are looked at: enough to see one that left too early. */
const lookedAt = 6
/** How long a message between tabs may take. */
const betweenTabsMs = 5_000
const recentMax = 12

/**
 * Y8: what this tablet's screen has promised stays on its screen, at every moment, in the journal and (while it is among the
 * recent ones) in the member's timeline.
 */
export async function checkShown(tab: Tab, nowMs: number): Promise<void> {
  const { tablet, site } = tab
  if (tablet === undefined) return
  const looked = site.own
    .filter((own) => own.actor === tab.actor || nowMs - own.atMs > betweenTabsMs)
    .slice(-lookedAt)
  await tablet.settled()
  for (const own of looked) {
    const row = await tablet.rows.get('ticket', own.key)
    const twin = row?.op === own.id ? row : await tablet.rows.get('ticket', `${own.key}~${own.id}`)
    if (twin?.op !== own.id) throw new Broken(`Y8 ${tab.actor} does not show ${own.key} (${own.id}) any more`)
    if (own.member === null) continue
    const member = await tablet.directory.byId(own.member as Parameters<typeof tablet.visitor>[0])
    if (member === undefined) continue
    const visitor = await tablet.visitor(member.id)
    if (visitor === undefined || (visitor.recent.length < recentMax && !visitor.recent.some(({ op }) => op === own.id)))
      throw new Broken(`Y8 ${tab.actor} shows ${own.member} without ${own.key} (${own.id})`)
  }
}

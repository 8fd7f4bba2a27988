// Every member's history as a manager at a tablet may ask the server for it, in the words of the books.

import * as z from 'zod'
import type { TimelineEntry, TimelineLine } from './books.ts'
import { wallOf } from '#server/import/online-retail/clock.ts'
import { manager } from './chain.ts'
import type { Papers } from './papers.ts'

const atOnce = 8

const Item = z.object({
  id: z.string(),
  kind: z.enum(['sale', 'return', 'order', 'cancellation', 'refund']),
  at: z.number(),
  where: z.string(),
  amount: z.number(),
  op: z.string(),
  lines: z.array(
    z.object({
      sku: z.string(),
      quantity: z.number(),
      amount: z.number(),
      of: z.nullable(z.object({ ref: z.string(), line: z.number() })),
    }),
  ),
})
type Item = z.infer<typeof Item>
const Timeline = z.object({ member: z.string(), points: z.number(), entries: z.array(Item) })

export type FoundTimelines = {
  readonly timelines: ReadonlyMap<string, readonly TimelineEntry[]>
  readonly points: ReadonlyMap<string, number>
}

type Desk = { readonly url: string; readonly token: string; readonly papers: Papers }

/** `cards`: member id → card number. */
export async function fetchTimelines(
  desk: Desk,
  cards: ReadonlyMap<string, string>,
): Promise<FoundTimelines> {
  const timelines = new Map<string, TimelineEntry[]>()
  const points = new Map<string, number>()
  const left = [...cards]
  const token = await signIn(desk)
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [member, card] = next
      const found = await fetchTimeline(desk.url, token, member)
      timelines.set(card, entriesOf(found.entries, desk.papers))
      points.set(card, found.points)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { timelines, points }
}

/** As a manager does on the tablet: the device's token, and who they are. */
async function signIn({ url, token }: Desk): Promise<string> {
  const response = await fetch(`${url}/staff/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ staff: manager.id, pin: manager.pin }),
  })
  if (!response.ok) throw new Error(`the manager's sign-in: ${response.status} ${await response.text()}`)
  return z.parse(z.object({ token: z.string() }), await response.json()).token
}

async function fetchTimeline(url: string, token: string, member: string): Promise<z.infer<typeof Timeline>> {
  const response = await fetch(`${url}/members/${member}/history`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`the timeline of ${member}: ${response.status} ${text.slice(0, 300)}`)
  return Timeline.parse(JSON.parse(text))
}

/** A `C` invoice comes back in parts, one for each receipt it gives back from: in the log it is one. */
function entriesOf(items: readonly Item[], papers: Papers): TimelineEntry[] {
  const entries = new Map<string, TimelineEntry>()
  for (const item of items) {
    const kind = item.kind === 'sale' || item.kind === 'order' ? 'sale' : 'return'
    const sign = kind === 'sale' ? 1 : -1
    const invoice = invoiceOf(item, papers)
    const lines = item.lines.map(({ sku, quantity, amount, of }): TimelineLine => ({
      sku,
      quantity: quantity * sign,
      amount: amount * sign,
      of: of === null ? '' : `${papers.invoiceOf(of.ref)}/${of.line + 1}`,
    }))
    const name = `${kind} ${invoice}`
    const same = entries.get(name)
    entries.set(name, {
      at: wallOf(item.at),
      where: item.where.slice(item.where.indexOf(':') + 1),
      kind,
      invoice,
      amount: (same?.amount ?? 0) + item.amount * sign,
      lines: [...(same?.lines ?? []), ...lines],
    })
  }
  return [...entries.values()]
}

/** A refund is known by the number that the online shop gave it. */
function invoiceOf({ id, kind, op }: Item, papers: Papers): string {
  if (kind === 'order') return papers.invoiceOf(id)
  if (kind === 'refund') return id.slice(id.lastIndexOf(':') + 1)
  return papers.invoiceOf(op)
}

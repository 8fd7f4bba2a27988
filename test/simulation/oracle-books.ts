import { endsOfOrders } from './oracle-orders.ts'
import { fields, rowsOf, type ServerView } from './oracle-view.ts'
import { People } from './people.ts'
import { type Attempt, type Buyer, type Promises, takenBackBy, worth } from './promises.ts'
import { Broken } from './told.ts'

type Entry = {
  readonly id: string
  readonly thread: string
  readonly amount: number
  readonly buyer: Buyer
  readonly store: string | null
}

/** I10: each person's threads, points and picture, folded from what the screens and the web shop said. */
export function checkBooks(view: ServerView, promises: Promises): void {
  const done = view.ops.flatMap(({ id, status }) => {
    const attempt = promises.attempts.get(id)
    return attempt && status === 'applied' ? [attempt] : []
  })
  const people = new People()
  for (const attempt of done) if (attempt.kind === 'enrol') people.enrol(attempt.id, attempt.shown)
  const entries = [...entriesOf(done, promises), ...endedEntries(view, promises)]
  checkWaiting(
    view,
    entries.filter((entry) => entry.buyer !== null && people.of(entry.buyer) === undefined),
  )
  const expected = new Map<string, Entry[]>()
  for (const entry of entries) {
    const person = people.of(entry.buyer)
    if (person !== undefined) expected.set(person, [...(expected.get(person) ?? []), entry])
  }
  const accounts = new Map(rowsOf(view, 'account').map((row) => [row.key, row.value]))
  const threads = threadsByMember(view)
  for (const [person, members] of people.groups()) {
    const root = rootOf(members, accounts)
    checkThreads(root, expected.get(person) ?? [], threads.get(root) ?? new Map())
    const points = pointsOf(expected.get(person) ?? [])
    const account = accounts.get(root)
    if (account !== undefined && Number(account['points']) !== points)
      throw new Broken(`R6 ${root} has ${String(account['points'])} points, not ${points}`)
    checkPictures(view, root, { points, entries: expected.get(person) ?? [] })
    expected.delete(person)
    threads.delete(root)
  }
  for (const person of expected.keys()) throw new Broken(`R9 purchases of ${person}, who never enrolled`)
  for (const member of threads.keys()) throw new Broken(`R8 ${member} went elsewhere and still holds threads`)
}

function entriesOf(done: readonly Attempt[], promises: Promises): Entry[] {
  const buyers = new Map<string, Buyer>()
  for (const attempt of done)
    if ('buyer' in attempt && attempt.kind !== 'return') buyers.set(attempt.id, attempt.buyer)
  for (const order of promises.orders.values()) buyers.set(order.ref, order.buyer)
  const entries: Entry[] = []
  for (const attempt of done) {
    const { id } = attempt
    const store = attempt.store
    if (attempt.kind === 'handover' && attempt.lines.length > 0)
      entries.push({ id, thread: id, amount: worth(attempt.lines), buyer: attempt.buyer, store })
    if (attempt.kind === 'sale' || attempt.kind === 'exchange' || attempt.kind === 'place')
      entries.push({ id, thread: id, amount: worth(attempt.lines), buyer: attempt.buyer, store })
    if (attempt.kind !== 'return' && attempt.kind !== 'exchange') continue
    const byRef = new Map<string | null, number>()
    for (const line of takenBackBy(attempt)) {
      const ref = line.of?.ref ?? null
      byRef.set(ref, (byRef.get(ref) ?? 0) - line.quantity * line.unitPrice)
    }
    for (const [ref, amount] of byRef) {
      const buyer = attempt.buyer ?? (ref === null ? null : (buyers.get(ref) ?? null))
      entries.push({ id: ref === null ? id : `${id}/${ref}`, thread: ref ?? id, amount, buyer, store })
    }
  }
  for (const { ref, buyer, lines, parts } of promises.orders.values()) {
    const amount = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0)
    entries.push({ id: ref, thread: ref, amount, buyer, store: null })
    for (const part of parts)
      entries.push({
        id: `${ref}/${part.kind}:${part.id}`,
        thread: ref,
        amount: 0 - part.amount,
        buyer,
        store: null,
      })
  }
  return entries
}

/** What an order that a counter took lost again is of its thread, and its buyer's. */
function endedEntries(view: ServerView, promises: Promises): Entry[] {
  return endsOfOrders(view, promises).map(({ id, ref, amount }) => {
    const order = promises.attempts.get(ref)
    const buyer = order?.kind === 'place' ? order.buyer : null
    return { id: `${ref}/cancellation:${id}`, thread: ref, amount: 0 - amount, buyer, store: null }
  })
}

/** R6: one point for every whole hundred dollars net of a thread; what is given back beyond a purchase takes nothing else (R28). */
function pointsOf(entries: readonly Entry[]): number {
  const net = new Map<string, number>()
  for (const { thread, amount } of entries) net.set(thread, (net.get(thread) ?? 0) + amount)
  for (const { id, thread, amount } of entries)
    if (id === thread && amount >= 0) net.set(thread, Math.max(0, net.get(thread) ?? 0))
  return [...net.values()].reduce((points, dollars) => points + (dollars - (dollars % 100)) / 100, 0)
}

function threadsByMember(view: ServerView): Map<string, Map<string, number>> {
  const threads = new Map<string, Map<string, number>>()
  for (const row of rowsOf(view, 'thread')) {
    const [member = ''] = row.key.split('/')
    const known = threads.get(member) ?? new Map<string, number>()
    for (const [id, entry] of Object.entries(fields(row.value['entries'])))
      known.set(id, Number(fields(entry)['amount']))
    threads.set(member, known)
  }
  return threads
}

/** R8: all members of a person have gone to one of them. */
function rootOf(
  members: readonly string[],
  accounts: ReadonlyMap<string, ReturnType<typeof fields>>,
): string {
  const roots = new Set(
    members.map((member) => {
      let at = member
      for (let hops = 0; hops < 50; hops++) {
        const into = fields(accounts.get(at)?.['redirect'])['member']
        if (typeof into !== 'string') return at
        at = into
      }
      return `a ring at ${at}`
    }),
  )
  const [root = '', other] = roots
  if (other !== undefined)
    throw new Broken(`R8 ${members.join(' and ')} are one person and ended as ${root} and ${other}`)
  return root
}

function checkThreads(member: string, expected: readonly Entry[], found: ReadonlyMap<string, number>): void {
  for (const { id, amount } of expected) {
    if (found.get(id) !== amount)
      throw new Broken(`I10 the timeline of ${member} says ${found.get(id)} for ${id}, not ${amount}`)
  }
  if (found.size !== expected.length) {
    const wanted = new Set(expected.map(({ id }) => id))
    const extra = [...found.keys()].filter((id) => !wanted.has(id))
    throw new Broken(`I10 the timeline of ${member} has ${extra.join(', ')} beside what was bought`)
  }
}

/** What the tablets of each store that saw the person show. */
function checkPictures(
  view: ServerView,
  member: string,
  person: { points: number; entries: readonly Entry[] },
): void {
  const stores = new Set(person.entries.flatMap(({ store }) => (store === null ? [] : [store])))
  for (const store of stores) {
    const row = rowsOf(view, 'visitor').find((one) => one.scope === `store:${store}` && one.key === member)
    if (row === undefined) throw new Broken(`Y10 store ${store} does not know its visitor ${member}`)
    if (Number(row.value['points']) !== person.points)
      throw new Broken(
        `R6 store ${store} shows ${String(row.value['points'])} points of ${member}, not ${person.points}`,
      )
  }
}

/** R9: what was bought with a credential that nobody owns waits for its owner. */
function checkWaiting(view: ServerView, expected: readonly Entry[]): void {
  const waiting = new Map<string, number>()
  for (const row of rowsOf(view, 'claim')) {
    const found = row.value['waiting']
    if (!Array.isArray(found)) continue
    for (const put of found) {
      const entry = fields(fields(put)['entry'])
      waiting.set(String(entry['id']), Number(entry['amount']))
    }
  }
  for (const { id, amount } of expected) {
    if (waiting.get(id) !== amount)
      throw new Broken(`R9 ${id} should wait for its owner with ${amount}, not ${waiting.get(id)}`)
  }
  if (waiting.size !== expected.length)
    throw new Broken(`R9 ${waiting.size} purchases wait, not ${expected.length}`)
}

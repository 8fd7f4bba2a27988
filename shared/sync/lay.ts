import { assert } from '../base/assert.ts'
import type { Id } from '../base/id.ts'
import {
  newestFirst,
  pointsOf,
  RECENT_MAX,
  type TimelinePut,
  type Visitor,
  withEntry,
  withRecent,
} from '../domain/timeline.ts'
import { isPayment } from '../domain/receipt.ts'
import type { Movement } from '../domain/stock.ts'
import { attributed } from './address.ts'
import { apply } from './apply.ts'
import { type Change, type Message, put, type View } from './change.ts'
import { deliver } from './deliver.ts'
import { type Given, homeOf } from './given.ts'
import { REDIRECTS_MAX } from './member-now.ts'
import { directoryScope, isReplicated, type Scope, scopeKind } from './scope.ts'

/**
 * What an operation changes among the rows that its own tablet holds, until the server's rows say the same: its home, what
 * it sends on to replicated scopes, and the picture of its member. Everything is put by key, so that laying an operation
 * over rows that contain it already changes nothing. What it moves in its own store is told to `moves`.
 */
export function lay(given: Given, view: View, moves: (movement: Movement) => void = () => {}): Change[] {
  // A lease is for the server to give: until it says so, nobody has it.
  if (given.operation.kind === 'pickup.lease' && !given.operation.args.givesBack) return []
  const home = homeOf(given.operation)
  const layer = new Layer(view)
  const { changes, messages } = apply(given, layer)
  layer.change(changes)
  for (const message of messages) layMessage({ message, given, home, moves }, layer)
  return layer.changes
}

type Laying = {
  readonly message: Message
  readonly given: Given
  readonly home: Scope
  readonly moves: (movement: Movement) => void
}

function layMessage({ message, given, home, moves }: Laying, layer: Layer): void {
  if (message.is === 'timeline') {
    const member = whoIsNow(message.member, { given, home }, layer)
    const known = layer.get(home, 'visitor', member)
    layer.change([put(home, 'visitor', [member, pictured(known, member, message.put)])])
    return
  }
  // A sum is not put by key: laid over a row that contains it, it would count twice. Whoever shows stock counts these on top.
  if (message.is === 'moved' && message.to === home) moves(message.movement)
  if (!isLaid(message, home)) return
  const effects = deliver(message, layer, { buckets: given.buckets, threads: () => [] })
  layer.change(effects.changes)
  for (const next of [...effects.messages, ...toldBefore(message, given, layer)])
    layMessage({ message: next, given, home, moves }, layer)
}

/** A receipt whose row counts the return already has told the member's timeline, which may still be on its way here. */
function toldBefore(message: Message, given: Given, view: View): Message[] {
  if (message.is !== 'returned' || isPayment(message.returned)) return []
  const receipt = view.get(message.to, 'receipt', message.ref)
  return attributed(message.who ?? receipt?.who ?? null, message.put, given.buckets)
}

/** A member who went elsewhere is shown there, and so is what was just bought; directory and store may hear of it in any order. */
function whoIsNow(member: Id, { given, home }: { given: Given; home: Scope }, view: View): Id {
  let now = member
  for (let hops = 0; hops < REDIRECTS_MAX; hops++) {
    const entry = view.get(directoryScope(now, given.buckets), 'member', now)
    const known = view.get(home, 'visitor', now)
    if (entry && 'redirect' in entry) now = entry.redirect
    else if (known && 'redirect' in known) now = known.redirect
    else break
  }
  return now
}

/** Only what this tablet holds: its own store and the chain-wide scopes. */
const isLaid = (message: Message, home: Scope): boolean =>
  message.is !== 'moved' &&
  isReplicated(message.to) &&
  (scopeKind(message.to) !== 'store' || message.to === home)

/** The member's picture with an entry that the server's picture does not have yet; its points are a forecast. */
function pictured(known: Visitor | null | undefined, member: Id, told: TimelinePut): Visitor {
  if (known && 'redirect' in known) return known
  const before = known ?? { member, name: null, points: 0, recent: [], at: told.receivedAt, version: 0 }
  const oldest = before.recent.length < RECENT_MAX ? undefined : before.recent.at(-1)
  // An entry older than all that is shown was in the picture before: it must not earn again.
  const wasShown = oldest !== undefined && newestFirst(oldest, told.entry) < 0
  if (wasShown || before.recent.some((recent) => recent.id === told.entry.id)) return before
  const thread = {
    thread: told.thread,
    entries: Object.fromEntries(
      before.recent.filter((one) => one.thread === told.thread).map((one) => [one.id, one]),
    ),
  }
  const unverified = told.entry.unverified
    ? [...(before.unverified ?? []), told.entry.date]
    : before.unverified
  const points = before.points + pointsOf(withEntry(thread, told.thread, told.entry)) - pointsOf(thread)
  const recent = withRecent(before.recent, [{ ...told.entry, thread: told.thread }])
  return { ...before, points, recent, ...(unverified ? { unverified } : {}) }
}

/** A view with changes of its own over another one. */
class Layer implements View {
  readonly changes: Change[] = []
  readonly #below: View
  readonly #own = new Map<string, Change>()

  constructor(below: View) {
    this.#below = below
  }

  get: View['get'] = (scope, table, key) => {
    const own = this.#own.get(`${scope}\n${table}\n${key}`)
    if (!own) return this.#below.get(scope, table, key)
    assert(own.table === table, 'a row is found under its own table')
    // Trusted: the name holds the table, so the value is that table's.
    return own.value as never
  }

  change(changes: readonly Change[]): void {
    for (const change of changes) {
      this.changes.push(change)
      this.#own.set(`${change.scope}\n${change.table}\n${change.key}`, change)
    }
  }
}

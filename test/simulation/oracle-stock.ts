import { leftWithPickups } from './oracle-pickups.ts'
import { fields, rowsOf, type SeenOp, type ServerView } from './oracle-view.ts'
import { type Attempt, carriedOut, type Promises, soldBy, takenBackBy } from './promises.ts'
import { Broken } from './told.ts'

/** Units that moved, or what somebody counted. */
type Event = { readonly op: string; readonly moved?: number; readonly counted?: number }
/** What the events of a shelf come to. `found` is what each count found otherwise, by its operation. */
type Shelf = { onHand: number; isCounted: boolean; readonly found: Map<string, readonly [number, number]> }

/** I10, R40, R41, R43: what a store has of each article is the sum of what people saw leave and come since it was counted. */
export function checkStock(view: ServerView, promises: Promises): void {
  const shelves = shelvesOf(view, promises)
  const found = new Map(
    rowsOf(view, 'stock').map((row) => [`${row.scope} ${row.key}`, Number(row.value['onHand'])]),
  )
  const oversold = namedAs(view, 'oversold')
  for (const [place, { onHand, isCounted }] of shelves) {
    if (found.get(place) !== onHand)
      throw new Broken(`I10 ${place} is ${found.get(place)} on hand, and ${onHand} by what people did`)
    if (oversold.has(place) !== (isCounted && onHand < 0))
      throw new Broken(`R43 ${place} has ${onHand} and is ${oversold.has(place) ? '' : 'not '}named oversold`)
  }
  for (const [place, units] of found)
    if (units !== 0 && !shelves.has(place))
      throw new Broken(`I10 ${place} moved by ${units} and nobody touched it`)
  checkReserved(view, shelves)
  checkDifferences(view, shelves)
}

const namedAs = (view: ServerView, code: string): Map<string, number> =>
  new Map(
    rowsOf(view, 'discrepancy').flatMap(({ scope, value }) => {
      const params = fields(value['params'])
      return value['code'] === code
        ? [[`${scope} ${String(params['sku'])}`, Number(params['units'])] as const]
        : []
    }),
  )

/** R43: what is set aside for orders is there, or named. How much that is, R34 asks of the orders. */
function checkReserved(view: ServerView, shelves: ReadonlyMap<string, Shelf>): void {
  const named = namedAs(view, 'reserved-short')
  for (const { scope, key, value } of rowsOf(view, 'stock')) {
    const place = `${scope} ${key}`
    const { onHand, isCounted } = shelves.get(place) ?? { onHand: 0, isCounted: false }
    const short = Number(value['reserved']) - onHand
    const isShort = isCounted && onHand >= 0 && Number(value['reserved']) > 0 && short > 0
    if ((named.get(place) ?? 0) !== (isShort ? short : 0))
      throw new Broken(`R43 ${place} is short of ${short} set aside, and named ${named.get(place) ?? 0}`)
    named.delete(place)
  }
  for (const place of named.keys())
    throw new Broken(`R43 ${place} is named short, and nothing is known of it`)
}

/** R41: what a count found otherwise than what was thought to be there is kept. */
function checkDifferences(view: ServerView, shelves: ReadonlyMap<string, Shelf>): void {
  const kept = new Map(
    rowsOf(view, 'difference').map(({ scope, key, value }) => [
      `${scope} ${key}`,
      `${Number(value['expected'])} ${Number(value['counted'])}`,
    ]),
  )
  for (const [place, { found }] of shelves) {
    const [scope = '', sku = ''] = place.split(' ')
    for (const [op, [expected, counted]] of found) {
      const name = `${scope} ${op}/${sku}`
      if (kept.get(name) !== `${expected} ${counted}`)
        throw new Broken(`R41 ${name} found ${counted} for ${expected}, kept is ${kept.get(name)}`)
      kept.delete(name)
    }
  }
  for (const name of kept.keys()) throw new Broken(`R41 ${name} is kept as a difference, and there is none`)
}

/** Everything that happened to each shelf, in the order in which the server received it, then by the tablet's chain. */
function shelvesOf(view: ServerView, promises: Promises): Map<string, Shelf> {
  const events = new Map<string, Event[]>()
  const add = (place: string, event: Event): void => {
    const known = events.get(place) ?? []
    events.set(place, known)
    known.push(event)
  }
  const left = Map.groupBy(leftWithPickups(view), ({ op }) => op)
  for (const { id, status } of inOrder(view.ops)) {
    const attempt = promises.attempts.get(id)
    if (status !== 'applied') continue
    for (const { place, units } of left.get(id) ?? []) add(place, { op: id, moved: 0 - units })
    if (attempt === undefined) continue
    for (const [sku, units] of movesOf(attempt))
      add(`store:${attempt.store} ${sku}`, { op: id, moved: units })
    if (attempt.kind !== 'count') continue
    for (const { sku, counted, since } of attempt.lines)
      add(`store:${attempt.store} ${sku}`, { op: id, counted: counted + since })
  }
  return new Map([...events].map(([place, all]) => [place, shelfAfter(all)]))
}

function inOrder(ops: readonly SeenOp[]): SeenOp[] {
  const walls = new Map(
    ops.map(({ id, body }) => [id, Number(fields(fields(JSON.parse(body))['at'])['wall'])]),
  )
  const wall = ({ id }: SeenOp): number => walls.get(id) ?? 0
  return ops.toSorted(
    (a, b) => a.receivedAt - b.receivedAt || a.seq - b.seq || wall(a) - wall(b) || (a.id < b.id ? -1 : 1),
  )
}

function shelfAfter(events: readonly Event[]): Shelf {
  const shelf: Shelf = { onHand: 0, isCounted: false, found: new Map() }
  for (const { op, moved = 0, counted } of events) {
    if (counted === undefined) {
      shelf.onHand += moved
      continue
    }
    if (shelf.isCounted && counted !== shelf.onHand) shelf.found.set(op, [shelf.onHand, counted])
    shelf.onHand = counted
    shelf.isCounted = true
  }
  return shelf
}

function movesOf(attempt: Attempt): (readonly [sku: string, units: number])[] {
  if (attempt.kind === 'stock') return [[attempt.sku, attempt.units]]
  if (attempt.kind === 'transfer') {
    if (attempt.step !== 'send' && attempt.step !== 'receive') return []
    const sign = attempt.step === 'send' ? -1 : 1
    return attempt.lines.map(({ sku, quantity }) => [sku, sign * quantity] as const)
  }
  // What is in a part of an order leaves with its pickup.
  const sold =
    attempt.kind === 'place' ? carriedOut(attempt).filter(({ quantity }) => quantity > 0) : soldBy(attempt)
  return [
    ...sold.map(({ sku, quantity }) => [sku, 0 - quantity] as const),
    ...takenBackBy(attempt).flatMap(({ sku, quantity, restocked }) =>
      restocked ? [[sku, quantity] as const] : [],
    ),
  ]
}

/** How goods of a basket get to whoever buys them, when they are not carried out at once. Pure. */
import type { PickupPart } from '#shared/domain/order.ts'

export type Destination = { readonly is: 'collect'; readonly store: string } | { readonly is: 'ship' }

const keyOf = (to: Destination): string => (to.is === 'ship' ? 'ship' : `collect ${to.store}`)
export const isSameDestination = (one?: Destination, other?: Destination): boolean =>
  (one && keyOf(one)) === (other && keyOf(other))

/** A line of the basket, as far as it matters where it goes. */
type GoingLine = { readonly sku: string; readonly quantity: number; readonly to?: Destination }

/** What the parts of an order depend on besides its lines. */
type Wishes = {
  readonly paysLater: boolean
  /** Who is asked to send, in this order. */
  readonly senders: readonly string[]
}

/**
 * One part for every store that goods are collected in, and one for all that are sent: nobody is at the door to be paid, so
 * those are paid at once.
 */
export function orderParts(lines: readonly GoingLine[], { paysLater, senders }: Wishes): PickupPart[] {
  const groups = new Map<string, { readonly to: Destination; readonly lines: PickupPart['lines'] }>()
  lines.forEach(({ to, quantity }, line) => {
    if (to === undefined) return
    const group = groups.get(keyOf(to)) ?? { to, lines: [] }
    group.lines.push({ line, quantity })
    groups.set(keyOf(to), group)
  })
  const [sender = '', ...others] = senders
  return [...groups.values()].map(({ to, lines: own }, place) => {
    const part = { part: place + 1, lines: own }
    return to.is === 'ship'
      ? { ...part, kind: 'ship', store: sender, others: others.slice(0, othersMax), paid: true }
      : { ...part, kind: 'collect', store: to.store, paid: !paysLater }
  })
}

const othersMax = 20

/** Pieces of each article that go there; undefined: carried out here. */
export function piecesFor(
  lines: readonly GoingLine[],
  to: Destination | undefined,
): ReadonlyMap<string, number> {
  const pieces = new Map<string, number>()
  for (const line of lines)
    if (isSameDestination(line.to, to)) pieces.set(line.sku, (pieces.get(line.sku) ?? 0) + line.quantity)
  return pieces
}

/** What a store can give of an article; null where nobody has counted, or nobody has told. */
export type AvailableIn = (store: string, sku: string) => number | null

type Enough = 'yes' | 'no' | 'unknown'

function enoughIn(store: string, wanted: ReadonlyMap<string, number>, available: AvailableIn): Enough {
  const answers = [...wanted].map(([sku, quantity]): Enough => {
    const there = available(store, sku)
    if (there === null) return 'unknown'
    return there >= quantity ? 'yes' : 'no'
  })
  if (answers.includes('no')) return 'no'
  return answers.includes('unknown') ? 'unknown' : 'yes'
}

/** Who can send all of it: who is known to have it before who may, and nobody who is known not to. */
export function sendersOf(
  stores: readonly string[],
  wanted: ReadonlyMap<string, number>,
  available: AvailableIn,
): string[] {
  const answers = stores.map((store) => ({ store, enough: enoughIn(store, wanted, available) }))
  return (['yes', 'unknown'] as const).flatMap((wish) =>
    answers.flatMap(({ store, enough }) => (enough === wish ? [store] : [])),
  )
}

/** The first article that a store is known not to have enough of. */
export const missingIn = (
  store: string,
  wanted: ReadonlyMap<string, number>,
  available: AvailableIn,
): string | undefined =>
  [...wanted].find(([sku, quantity]) => (available(store, sku) ?? quantity) < quantity)?.[0]

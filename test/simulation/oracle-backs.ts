import { endsOfOrders } from './oracle-orders.ts'
import type { limitsOf } from './oracle-limits.ts'
import type { ServerView } from './oracle-view.ts'
import { type BackLine, type Promises, soldBy, type SoldLine, takenBackBy } from './promises.ts'

/** Goods that a store took back of a line. */
export type StoreBack = {
  readonly store: string
  readonly ref: string
  readonly line: number
  readonly quantity: number
  readonly amount: number
}

type Done = BackLine & { readonly id: string; readonly store: string }
type Taken = Omit<StoreBack, 'store' | 'ref'>

/**
 * R13: what was given back by a receipt's code is of whichever line of its article is open, after those whose line was named: one
 * of the same price first; what is open nowhere is too much of the last line of its article.
 */
export function backsOf(
  view: ServerView,
  promises: Promises,
  limits: ReturnType<typeof limitsOf>,
): StoreBack[] {
  const done = view.ops.flatMap(({ id, status }): Done[] => {
    const attempt = promises.attempts.get(id)
    if (attempt === undefined || status !== 'applied') return []
    return takenBackBy(attempt).map((line) => ({ ...line, id, store: attempt.store }))
  })
  const named = done.flatMap(({ of, store, quantity, unitPrice, byCode }): StoreBack[] =>
    of === null || byCode ? [] : [{ store, ...of, quantity, amount: quantity * unitPrice }],
  )
  const open = new Map([...limits].map(([place, { quantity }]) => [place, quantity]))
  const ended = endsOfOrders(view, promises).flatMap(({ ref, lines }) =>
    lines.map((one) => ({ ref, ...one })),
  )
  for (const { ref, line, quantity } of [...named, ...ended])
    open.set(`${ref} ${line}`, (open.get(`${ref} ${line}`) ?? 0) - quantity)
  const coded = done.filter(({ byCode }) => byCode).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return [
    ...named,
    ...coded.flatMap((back): StoreBack[] => {
      const { of, store } = back
      const sale = of && promises.attempts.get(of.ref)
      if (!of || !sale) return []
      return taken(back, soldBy(sale), (line, units) => {
        const place = `${of.ref} ${line}`
        const fit = Math.max(0, Math.min(units, open.get(place) ?? 0))
        open.set(place, (open.get(place) ?? 0) - fit)
        return fit
      }).map((one) => ({ store, ref: of.ref, ...one }))
    }),
  ]
}

function taken(
  { sku, quantity, unitPrice }: Done,
  lines: readonly SoldLine[],
  take: (line: number, units: number) => number,
): Taken[] {
  const places = lines.flatMap((one, line) => (one.sku === sku ? [line] : []))
  const isSame = (line: number): boolean => lines[line]?.unitPrice === unitPrice
  const found: Taken[] = []
  let rest = quantity
  for (const line of [...places.filter(isSame), ...places.filter((one) => !isSame(one))]) {
    const units = take(line, rest)
    rest -= units
    if (units > 0) found.push({ line, quantity: units, amount: units * unitPrice })
  }
  const last = places.at(-1) ?? lines.length
  return rest === 0 ? found : [...found, { line: last, quantity: rest, amount: rest * unitPrice }]
}

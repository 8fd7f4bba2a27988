import { backsOf } from './oracle-backs.ts'
import { endsOfOrders } from './oracle-orders.ts'
import { limitsOf } from './oracle-limits.ts'
import { rowsOf, type ServerView } from './oracle-view.ts'
import type { Promises } from './promises.ts'
import { Broken } from './told.ts'

type Books = { paid: number; sold: number; refunded: number; back: number }

/** I4, R28: in the books of every line, refunds less what is disputed stay within what was paid, and so do the units. */
export function checkDisputes(view: ServerView, promises: Promises): void {
  const books = new Map<string, Books>()
  const of = (place: string): Books => {
    const known = books.get(place) ?? { paid: 0, sold: 0, refunded: 0, back: 0 }
    books.set(place, known)
    return known
  }
  const limits = limitsOf(view, promises)
  for (const [place, { quantity, amount }] of limits)
    Object.assign(of(place), { paid: amount, sold: quantity })
  for (const { ref, line, quantity, amount } of backsOf(view, promises, limits)) {
    const known = of(`${ref} ${line}`)
    known.refunded += amount
    known.back += quantity
  }
  for (const { ref, parts } of promises.orders.values()) {
    for (const { line, quantity, amount } of parts.flatMap((part) => part.lines)) {
      const known = of(`${ref} ${line}`)
      known.refunded += amount
      known.back += quantity
    }
  }
  for (const { ref, lines } of endsOfOrders(view, promises))
    for (const { line, quantity, amount } of lines) {
      const known = of(`${ref} ${line}`)
      known.refunded += amount
      known.back += quantity
    }
  const disputed = new Map<string, { amount: number; quantity: number }>()
  for (const { value } of rowsOf(view, 'dispute')) {
    const place = `${String(value['ref'])} ${Number(value['line'])}`
    const known = disputed.get(place) ?? { amount: 0, quantity: 0 }
    disputed.set(place, {
      amount: known.amount + Number(value['amount']),
      quantity: known.quantity + Number(value['quantity']),
    })
  }
  for (const [place, { paid, sold, refunded, back }] of books) {
    const over = { amount: Math.max(0, refunded - paid), quantity: Math.max(0, back - sold) }
    const said = disputed.get(place) ?? { amount: 0, quantity: 0 }
    if (said.amount !== over.amount || said.quantity !== over.quantity)
      throw new Broken(
        `R28 of ${place} ${said.quantity} for ${said.amount} are disputed, and ${over.quantity} for ${over.amount} came back too much`,
      )
  }
  for (const [place, { amount, quantity }] of disputed)
    if (!books.has(place) && (amount !== 0 || quantity !== 0))
      throw new Broken(`R28 ${place} is disputed and nobody gave it back`)
}

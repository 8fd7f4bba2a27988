import { backsOf } from './oracle-backs.ts'
import { endsOfOrders } from './oracle-orders.ts'
import { limitsOf } from './oracle-limits.ts'
import { fields, list, rowsOf, type ServerView } from './oracle-view.ts'
import type { Promises } from './promises.ts'
import { Broken } from './told.ts'

type Back = { quantity: number; amount: number; readonly homes: Set<string> }

/** I4, R4, R5: what came back of each line, over all stores and the web shop; what exceeds is flagged at every home. */
export function checkReceipts(view: ServerView, promises: Promises): void {
  const backs = new Map<string, Back>()
  const take = (
    ref: string,
    line: number,
    back: { quantity: number; amount: number; home: string },
  ): void => {
    const known = backs.get(`${ref} ${line}`) ?? { quantity: 0, amount: 0, homes: new Set() }
    known.quantity += back.quantity
    known.amount += back.amount
    known.homes.add(back.home)
    backs.set(`${ref} ${line}`, known)
  }
  const limits = limitsOf(view, promises)
  for (const { ref, line, store, ...back } of backsOf(view, promises, limits))
    take(ref, line, { ...back, home: `store:${store}` })
  for (const order of promises.orders.values()) {
    for (const part of order.parts)
      for (const back of part.lines) take(order.ref, back.line, { ...back, home: 'channel:web' })
  }
  for (const { ref, home, lines } of endsOfOrders(view, promises))
    for (const back of lines) take(ref, back.line, { ...back, home })
  const found = returnedRows(view)
  for (const [place, back] of backs) {
    const stored = found.get(place)
    if (stored?.quantity !== back.quantity || stored.amount !== back.amount)
      throw new Broken(
        `I4 of ${place} came back ${back.quantity} for ${back.amount}, stored ${stored?.quantity} for ${stored?.amount}`,
      )
    const limit = limits.get(place)
    if (limit === undefined) throw new Broken(`I4 ${place} was given back and never sold`)
    const isOver = back.quantity > limit.quantity || back.amount > limit.amount
    checkFlagged(view, place, { ...back, isOver })
  }
  if (found.size !== backs.size) throw new Broken(`I4 ${found.size} lines came back, not ${backs.size}`)
  const unknown = rowsOf(view, 'discrepancy').find((row) => row.value['code'] === 'return-of-unknown-sale')
  if (unknown) throw new Broken(`R5 ${unknown.key} is flagged although its sale has come`)
}

function returnedRows(view: ServerView): Map<string, { quantity: number; amount: number }> {
  const found = new Map<string, { quantity: number; amount: number }>()
  for (const row of rowsOf(view, 'receipt')) {
    for (const returned of Object.values(fields(row.value['returned']))) {
      for (const back of list(fields(returned)['lines'])) {
        const place = `${row.key} ${Number(back['line'])}`
        const known = found.get(place) ?? { quantity: 0, amount: 0 }
        found.set(place, {
          quantity: known.quantity + Number(back['quantity']),
          amount: known.amount + Number(back['amount']),
        })
      }
    }
  }
  return found
}

const excessCodes = ['returned-more-than-sold', 'refund-exceeds-price']

function checkFlagged(view: ServerView, place: string, back: Back & { readonly isOver: boolean }): void {
  const [ref = '', line = ''] = place.split(' ')
  for (const home of back.homes) {
    const flagged = rowsOf(view, 'discrepancy').some(
      ({ scope, value }) =>
        scope === home &&
        value['op'] === ref &&
        value['settled'] === undefined &&
        excessCodes.includes(String(value['code'])) &&
        fields(value['params'])['line'] === Number(line) + 1,
    )
    if (flagged !== back.isOver)
      throw new Broken(
        `R4 ${back.isOver ? 'too much' : 'no more than was handed over'} of ${place} came back (${back.quantity} for ${back.amount}) and ${home} says ${flagged ? 'otherwise' : 'nothing'}`,
      )
  }
}

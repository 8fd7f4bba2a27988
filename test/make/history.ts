import fc from 'fast-check'
import type { Id } from '#shared/base/id.ts'
import { madeId } from './ids.ts'
import { snapshot } from './orders.ts'
import {
  type Customer,
  enrolment,
  exchange,
  giveBack,
  line,
  type Made,
  sale,
  stockFound,
} from './operations.ts'
import { arrived, counted, sent } from './shelves.ts'

type Gesture =
  | { readonly is: 'enrol'; readonly phone: number; readonly card: number; readonly store: number }
  | { readonly is: 'sale'; readonly who: number; readonly quantity: number; readonly store: number }
  | {
      readonly is: 'return'
      readonly of: number
      readonly who: number
      readonly quantity: number
      readonly store: number
    }
  | { readonly is: 'exchange'; readonly of: number; readonly quantity: number; readonly store: number }
  | { readonly is: 'order'; readonly order: number; readonly revision: number }
  | { readonly is: 'stock'; readonly quantity: number; readonly store: number }
  | { readonly is: 'count'; readonly quantity: number; readonly store: number }
  | {
      readonly is: 'send' | 'arrive'
      readonly of: number
      readonly quantity: number
      readonly store: number
    }

const few = fc.integer({ min: 0, max: 3 })
const gesture: fc.Arbitrary<Gesture> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ is: fc.constant('enrol' as const), phone: few, card: few, store: few }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('sale' as const),
      who: fc.integer({ min: 0, max: 12 }),
      quantity: fc.integer({ min: 1, max: 3 }),
      store: few,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('return' as const),
      of: fc.integer({ min: 0, max: 14 }),
      who: fc.integer({ min: 0, max: 12 }),
      quantity: fc.integer({ min: 1, max: 2 }),
      store: few,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant('exchange' as const),
      of: fc.integer({ min: 0, max: 14 }),
      quantity: fc.integer({ min: 1, max: 2 }),
      store: few,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('order' as const),
      order: few,
      revision: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('stock' as const), quantity: few, store: few }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('count' as const), quantity: few, store: few }) },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constantFrom('send' as const, 'arrive' as const),
      of: fc.integer({ min: 0, max: 14 }),
      quantity: fc.integer({ min: 1, max: 3 }),
      store: few,
    }),
  },
)

/**
 * A few days of a few stores: members who share phones and cards, sales to them, to cards that nobody owns yet and to nobody,
 * returns of sales that were, and of sales that are yet to come; snapshots of online orders in any order.
 */
export const histories: fc.Arbitrary<Made[]> = fc
  .array(gesture, { minLength: 1, maxLength: 14 })
  .map((gestures) => {
    const enrolled = gestures.flatMap((one, n) => (one.is === 'enrol' ? [madeId(n + 1)] : []))
    return gestures.map((one, n) => madeOf(one, n + 1, { enrolled, length: gestures.length }))
  })

function madeOf(one: Gesture, n: number, all: { enrolled: readonly Id[]; length: number }): Made {
  const store = 'store' in one ? one.store % 2 : 0
  const scene = { store: `S${store}`, register: `R${store}` }
  switch (one.is) {
    case 'enrol':
      return enrolment(
        n,
        {
          name: `會員${n}`,
          ...(one.phone ? { phone: phoneOf(one.phone) } : {}),
          ...(one.card ? { card: `M${one.card}` } : {}),
        },
        scene,
      )
    case 'sale':
      return sale(n, {
        ...scene,
        ...customerOf(one.who, all.enrolled),
        lines: [line('A1', 90, one.quantity), line('B2', 60)],
      })
    case 'return': {
      const back =
        one.of < all.length ? { ref: madeId(one.of + 1), quantity: one.quantity } : { quantity: one.quantity }
      return giveBack(n, [{ ...back, price: 90 }], { ...scene, ...customerOf(one.who, all.enrolled) })
    }
    case 'exchange': {
      const back = { ref: madeId((one.of % all.length) + 1), quantity: one.quantity, price: 90 }
      return exchange(n, { back: [back], lines: [line('C3', 120)] }, scene)
    }
    case 'order':
      return orderOf(one.order % 2, one.revision)
    case 'stock':
      return stockFound(n, one.quantity, scene)
    case 'count':
      return counted(n, { A1: one.quantity, B2: 1 }, scene)
    case 'send':
      return sent(n, { to: `S${1 - store}`, goods: { A1: one.quantity } }, scene)
    case 'arrive': {
      const about = { from: `S${1 - store}`, goods: { A1: one.quantity }, transfer: madeId(one.of + 1) }
      return arrived(n, about, scene)
    }
  }
}

/** The shop's snapshots of an order: first as ordered, then with a line cancelled, then with a unit refunded as well. */
function orderOf(order: number, revision: number): Made {
  return snapshot(`N${order}`, {
    revision,
    ...(order === 1 ? { account: 'mei' } : {}),
    cancellations: revision > 1 ? [{ id: 'c1', line: 1, amount: 400 }] : [],
    refunds: revision > 2 ? [{ id: 'r1', amount: 150 }] : [],
  })
}

const phoneOf = (n: number): string => `091234567${n}`

/** 0 … 4 name a member, 5 … 8 a card or a phone that somebody may own, more are nobody. */
function customerOf(who: number, enrolled: readonly Id[]): { customer?: Customer } {
  const member = enrolled[who]
  if (who < 5 && member) return { customer: { member } }
  if (who === 5 || who === 6) return { customer: { kind: 'card', value: `M${who - 4}` } }
  if (who === 7 || who === 8) return { customer: { kind: 'phone', value: phoneOf(who - 6) } }
  return {}
}

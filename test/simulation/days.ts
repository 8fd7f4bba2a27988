import type { Gesture } from './clerk.ts'
import type { Random } from './random.ts'

type Mix = readonly (readonly [number, Gesture])[]

export type Day = { readonly orders: number; readonly more: number; readonly mix: Mix }

/** One world is too short for everything: on some days the orders of the shop are collected, on others the shelves are counted. */
const days: readonly Day[] = [
  {
    orders: 0,
    more: 0,
    mix: [
      [36, 'sale'],
      [16, 'return'],
      [7, 'exchange'],
      [8, 'pickup'],
      [13, 'enrol'],
      [10, 'stock'],
      [6, 'settle'],
    ],
  },
  {
    orders: 3,
    more: 8,
    mix: [
      [10, 'sale'],
      [8, 'return'],
      [3, 'exchange'],
      [70, 'pickup'],
      [3, 'enrol'],
      [8, 'stock'],
      [6, 'settle'],
    ],
  },
  {
    orders: 0,
    more: 0,
    mix: [
      [24, 'sale'],
      [8, 'return'],
      [3, 'exchange'],
      [8, 'pickup'],
      [5, 'enrol'],
      [40, 'stock'],
      [10, 'settle'],
    ],
  },
]

/** The counters take orders themselves, and the same people come back for them. */
const ordersDay: Day = {
  orders: 1,
  more: 8,
  mix: [
    [8, 'sale'],
    [14, 'return'],
    [5, 'exchange'],
    [44, 'pickup'],
    [22, 'place'],
    [3, 'enrol'],
    [6, 'stock'],
    [3, 'settle'],
  ],
}

/** A fork of its own decides on the day of orders, so that the other days stay as they are. */
export const dayOf = (random: Random): Day => {
  const day = random.pick(days)
  return random.fork('orders').chance(0.25) ? ordersDay : day
}

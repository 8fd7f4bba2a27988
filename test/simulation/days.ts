import type { Gesture } from './clerk.ts'

type Mix = readonly (readonly [number, Gesture])[]

/** One world is too short for everything: on some days the orders of the shop are collected, on others the shelves are counted. */
export const days: readonly { readonly orders: number; readonly more: number; readonly mix: Mix }[] = [
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

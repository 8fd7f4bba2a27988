import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#shared/base/time.ts'
import { readyOf } from '#shared/domain/pickup-units.ts'
import {
  ageOf,
  alarmOf,
  boardOf,
  columnOf,
  extensionOf,
  openPieces,
  stillToFind,
} from '#client/state/pickup-view.ts'
import { mug } from '../../../make/counter.ts'
import { pickupLine, pickupOf } from '../../../make/pickup-rows.ts'

const now = 3 * DAY_MS

describe('the board', () => {
  it('has a column for what is to pick, ready, overdue and done', () => {
    expect(columnOf(pickupOf(1, { state: 'allocated', keptUntil: null }), now)).toBe('to-pick')
    expect(columnOf(pickupOf(1, { state: 'picking', keptUntil: null }), now)).toBe('to-pick')
    expect(columnOf(pickupOf(1, { keptUntil: now + 2 * DAY_MS }), now)).toBe('ready')
    expect(columnOf(pickupOf(1, { state: 'partly-collected', keptUntil: now }), now)).toBe('overdue')
    expect(columnOf(pickupOf(1, { state: 'collected' }), now)).toBe('done')
  })

  it.each([
    [
      'nobody has picked for hours',
      { state: 'allocated', placedAt: now - 4 * HOUR_MS },
      ['unpicked', 'to-pick'],
    ],
    ['nobody sends', { kind: 'ship', readyAt: now - DAY_MS, keptUntil: null }, ['unsent', 'ready']],
    ['is over its time', { keptUntil: now }, ['past', 'overdue']],
    ['is on its last day', { keptUntil: now + HOUR_MS }, ['last-day', 'overdue']],
    ['is kept for hours only', { readyAt: now, keptUntil: now + HOUR_MS }, [undefined, 'ready']],
    ['was reminded of', { keptUntil: now + 2 * DAY_MS, remindedAt: now - 1 }, ['reminded', 'overdue']],
    ['was fetched and has expired', { state: 'expired' }, ['put-back', 'overdue']],
    ['was fetched and is cancelled', { state: 'cancelled' }, ['put-back', 'overdue']],
    ['was put back', { state: 'expired', lines: [pickupLine(0, mug, { picked: 0 })] }, [undefined, 'done']],
  ] as const)('R39 says what somebody must see to: what %s', (_, over, expected) => {
    const pickup = pickupOf(1, over)
    expect([alarmOf(pickup, now), columnOf(pickup, now)]).toEqual(expected)
  })

  it('R38 says what is still to find of what lies ready', () => {
    const lines = [pickupLine(0, mug, { quantity: 3, picked: 1, cancelled: 1 })]
    expect(stillToFind(pickupOf(1, { lines }))).toBe(1)
    expect(stillToFind(pickupOf(1, { lines, state: 'cancelled' }))).toBe(0)
  })

  it('shows the oldest order, the soonest deadline and the latest handover first', () => {
    const pickups = [
      pickupOf(3, { state: 'allocated', placedAt: 30 }),
      pickupOf(4, { state: 'picking', placedAt: 20 }),
      pickupOf(5, { keptUntil: now + 3 * DAY_MS }),
      pickupOf(6, { keptUntil: now + 2 * DAY_MS }),
      pickupOf(7, { state: 'collected', endedAt: now - 2000 }),
      pickupOf(8, { state: 'shipped', endedAt: now - 1000 }),
    ]
    const board = boardOf(pickups, now)
    const numbers = (column: keyof typeof board): string[] => board[column].map(({ number }) => number)
    expect(numbers('to-pick')).toEqual(['W-1004', 'W-1003'])
    expect(numbers('ready')).toEqual(['W-1006', 'W-1005'])
    expect(numbers('done')).toEqual(['W-1008', 'W-1007'])
  })

  it('finds by number, masked name and shelf, in any width of the letters', () => {
    const pickups = [pickupOf(1, { shelf: 'A-3' }), pickupOf(2, { buyer: '林○芳' })]
    const found = (search: string): string[] =>
      boardOf(pickups, now, search).ready.map(({ number }) => number)
    expect(found('ｗ-1001')).toEqual(['W-1001'])
    expect(found('林')).toEqual(['W-1002'])
    expect(found('a-3 陳')).toEqual(['W-1001'])
    expect(found('nobody')).toEqual([])
  })

  it('keeps what was done for a week, and longer for whoever asks by name', () => {
    const old = [pickupOf(1, { state: 'collected', endedAt: now - 8 * DAY_MS })]
    expect(boardOf(old, now).done).toEqual([])
    expect(boardOf(old, now, '1001').done).toHaveLength(1)
  })

  it('tells an age in the unit that says enough', () => {
    expect(ageOf(now - 59 * MINUTE_MS, now)).toEqual({ unit: 'minutes', n: 59 })
    expect(ageOf(now - 47 * HOUR_MS, now)).toEqual({ unit: 'hours', n: 47 })
    expect(ageOf(now - 50 * HOUR_MS, now)).toEqual({ unit: 'days', n: 2 })
    // A tablet whose clock is behind the server's has no pickups from the future.
    expect(ageOf(now + HOUR_MS, now)).toEqual({ unit: 'minutes', n: 0 })
  })

  it('is quick with a long list', () => {
    const one = pickupOf(1)
    const many = Array.from({ length: 5000 }, (_, place) => ({ ...one, key: `${place}`, placedAt: place }))
    const before = performance.now()
    expect(boardOf(many, now).ready).toHaveLength(5000)
    expect(performance.now() - before).toBeLessThan(500)
  })
})

describe('what is left of a pickup', () => {
  const handed = {
    op: pickupOf(1).ref,
    at: 0,
    date: '2026-11-22',
    lines: [{ line: 0, quantity: 1, amount: mug.price }],
    staff: 'S001',
    register: 'R01',
    proof: 'code',
    delegate: false,
    receipt: null,
    paid: pickupOf(1).due,
  } as const

  it('is what was ordered less what was handed over, cancelled and expired', () => {
    const pickup = pickupOf(1, { handovers: { a: handed } })
    expect(openPieces(pickup)).toBe(2)
    expect(pickup.lines.map((line) => readyOf(pickup, line))).toEqual([1, 1])
  })

  it('lies ready only when it was picked', () => {
    const line = pickupLine(0, mug, { quantity: 3, picked: 2, cancelled: 1 })
    expect(readyOf(pickupOf(1), line)).toBe(2)
    expect(readyOf({ handovers: { a: handed }, shipments: {} }, line)).toBe(1)
  })

  it('R39 is kept for whole days longer when it is extended, also after its time', () => {
    const day = (days: number): number => days * DAY_MS - 8 * HOUR_MS - 1
    const at = { days: 7, utcOffsetMinutes: 480 }
    const ready = pickupOf(1, { keptUntil: day(10) })
    expect(extensionOf(ready, { ...at, now: day(5) })).toBe(day(17))
    expect(extensionOf(ready, { ...at, now: day(12) + HOUR_MS })).toBe(day(20))
    // Where the terms add no day there is none to offer, and none for what is sent or over.
    expect(extensionOf(ready, { ...at, days: 0, now: day(5) })).toBeUndefined()
    for (const over of [{ kind: 'ship' }, { state: 'expired' }] as const)
      expect(extensionOf({ ...ready, ...over }, { ...at, now: day(5) })).toBeUndefined()
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { money } from '#shared/domain/money.ts'
import { differences, goodsMoves, onShelf, type OwnMove } from '#shared/domain/shelf.ts'
import {
  afterMove,
  isOversold,
  LAST_MOVES_MAX,
  type Move,
  type Movement,
  type MoveKind,
  type Stock,
} from '#shared/domain/stock.ts'
import { madeId } from '../../../make/ids.ts'

type Step = { readonly movement: Movement; readonly move: Move }

/** The nth movement of the store; a count says what is there. */
function step(n: number, kind: MoveKind, units: number): Step {
  const id = madeId(n)
  const move =
    kind === 'count'
      ? { sku: 'A1', onHand: 0, reserved: 0, counted: units, unitPrice: money(150) }
      : { sku: 'A1', onHand: units, reserved: kind === 'reservation' ? 1 : 0 }
  return { movement: { id, kind, op: id, at: n * 1000, receivedAt: n, seq: n, moves: [move] }, move }
}

const stockOf = (steps: readonly Step[]): Stock | null =>
  steps.reduce<Stock | null>((stock, { movement, move }) => afterMove(stock, movement, move), null)

const sold = (n: number, units = 1) => step(n, 'sale', -units)
const counted = (n: number, units: number) => step(n, 'count', units)

describe('the stock of an article', () => {
  test('R40 is the sum of its movements', () => {
    const stock = stockOf([step(1, 'transfer-in', 10), sold(2, 3), step(3, 'reservation', 0)])
    expect(stock).toMatchObject({ onHand: 7, reserved: 1, countedAt: null })
  })

  test('R40 is the same in whatever order they arrive, and the last ones add up to it', () => {
    const steps = fc.array(
      fc.record({
        kind: fc.constantFrom<MoveKind>('sale', 'return', 'adjustment', 'reservation', 'count'),
        units: fc.integer({ min: 0, max: 9 }),
        late: fc.nat({ max: LAST_MOVES_MAX - 1 }),
      }),
      { minLength: 1, maxLength: 40 },
    )
    fc.assert(
      fc.property(steps, (drawn) => {
        const right = drawn.map(({ kind, units }, n) => step(n + 1, kind, kind === 'sale' ? -units : units))
        // A movement is overtaken by fewer others than the row remembers.
        const mixed = right
          .map((one, n) => ({ one, place: n + (drawn[n]?.late ?? 0) }))
          .toSorted((a, b) => a.place - b.place)
          .map(({ one }) => one)
        const stock = stockOf(right)
        expect(stockOf(mixed)).toEqual(stock)
        const sum = (stock?.last ?? []).reduce((units, { onHand }) => units + onHand, stock?.base.onHand ?? 0)
        expect(stock?.onHand).toBe(sum)
      }),
      { seed: 40, numRuns: 300 },
    )
  })

  test('R40 without counts it is the same in any order at all', () => {
    const all = Array.from({ length: 30 }, (_, n) => sold(n + 1, (n % 4) + 1))
    expect(stockOf(all.toReversed())).toEqual(stockOf(all))
  })

  test('R41 a count sets what is there, and what comes after it still counts', () => {
    expect(stockOf([sold(1), counted(2, 8), sold(3)])).toMatchObject({ onHand: 7, countedAt: 2000 })
  })

  test('R41 a sale from before a count that arrives after it changes nothing on the shelf', () => {
    const stock = stockOf([counted(1, 10), counted(3, 8), sold(2, 2)])
    expect(stock).toMatchObject({ onHand: 8 })
    expect(stock?.last.map(({ onHand }) => onHand)).toEqual([0, -2, 10])
  })

  test('R41 what a count found is kept with its value, and put right by what arrives late', () => {
    const first = stockOf([counted(1, 10), sold(2), counted(4, 7)])
    const key = `${madeId(4)}/A1`
    expect(first && differences(first).get(key)).toEqual({
      op: madeId(4),
      sku: 'A1',
      at: 4000,
      expected: 9,
      counted: 7,
      value: -300,
    })
    const { movement, move } = sold(3, 2)
    expect(differences(afterMove(first, movement, move)).get(key)).toBeNull()
  })

  test('R41 the first count of all finds no difference', () => {
    const stock = stockOf([sold(1), counted(2, 8)])
    expect(stock && [...differences(stock).values()]).toEqual([null])
  })

  test('R43 below zero of what nobody counted says nothing', () => {
    expect(isOversold(stockOf([sold(1)]))).toBe(false)
    expect(isOversold(stockOf([counted(1, 0), sold(2)]))).toBe(true)
    expect(isOversold(stockOf([counted(1, 1), sold(2)]))).toBe(false)
  })
})

describe('what a ticket takes from the shelf', () => {
  const line = { sku: 'A1', name: '茶', quantity: 2, kind: 'goods' }

  test('R40 goods by the piece, what was weighed as one, services not at all', () => {
    const weighed = { ...line, sku: 'F1', quantity: 1, grams: 640 }
    const service = { ...line, sku: 'S1', kind: 'service' }
    expect(goodsMoves([line, weighed, service, line], -1)).toEqual([
      { sku: 'A1', name: '茶', onHand: -4, reserved: 0 },
      { sku: 'F1', name: '茶', onHand: -1, reserved: 0 },
    ])
  })
})

describe('this tablet’s own movements', () => {
  const own = (n: number, units: number): OwnMove => ({
    seq: n,
    id: madeId(n),
    kind: 'sale',
    at: n,
    onHand: units,
    reserved: 0,
  })

  test('R42 count at once, before the server knows of anything', () => {
    expect(onShelf(null, [own(1, -2), own(2, -1)])).toMatchObject({ onHand: -3, available: -3, own: 2 })
  })

  test('R42 are not counted again when the row contains them, nor what came before those', () => {
    const row = stockOf([counted(1, 10), sold(2), sold(3)])
    const pending = [own(1, -1), own(2, -1), own(3, -1), own(4, -1)]
    expect(onShelf(row, pending)).toMatchObject({ onHand: 7, own: 1 })
  })

  test('R42 a count of its own sets what is there, and its later sales come after', () => {
    const count = { ...own(8, 0), kind: 'count' as const, counted: 5 }
    const shelf = onShelf(stockOf([counted(1, 10)]), [own(7, -1), count, own(9, -2)])
    expect(shelf).toMatchObject({ onHand: 3, countedAt: 8 })
    expect(shelf.last.map(({ onHand }) => onHand)).toEqual([-2, -4, -1, 10])
  })
})

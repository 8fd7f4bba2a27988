import { describe, expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import {
  isSettled,
  lineToTick,
  pickedOf,
  pickLines,
  type Stand,
  substituteOf,
  withPicked,
} from '#client/state/pick-lines.ts'
import { mug, pen } from '../../../make/counter.ts'
import { fakeProduct } from '../../../make/fake-tablet.ts'
import { pickupLine, pickupOf } from '../../../make/pickup-rows.ts'

const categories = new Map([
  [mug.sku, 'kitchen'],
  [pen.sku, 'desk'],
])
const standOf = (sku: string): Stand => {
  const category = categories.get(sku)
  return category === undefined ? {} : { category }
}
const fresh = (place: number) =>
  pickupOf(place, {
    state: 'allocated',
    lines: [pickupLine(0, mug, { quantity: 2, picked: 0 }), pickupLine(1, pen, { picked: 0 })],
  })
const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('not there')
  return value
}

describe('a pick list', () => {
  it('goes along the shelves: by category, then by article, the older order first', () => {
    const lines = pickLines([fresh(2), fresh(1)], standOf)
    expect(lines.map(({ number, line }) => `${line.sku} ${number}`)).toEqual([
      'PEN-01 W-1001',
      'PEN-01 W-1002',
      'CUP-01 W-1001',
      'CUP-01 W-1002',
    ])
  })

  it('R38 goes by place before category, and a number in a place is a number', () => {
    const skus = ['P-1', 'P-2', 'P-3', 'P-4']
    const stands: Record<string, Stand> = {
      'P-1': { category: 'a' },
      'P-2': { place: 'B-10', category: 'a' },
      'P-3': { place: 'B-2', category: 'z' },
      'P-4': { place: 'A-30' },
    }
    const goods = skus.map((sku, line) =>
      pickupLine(line, fakeProduct(sku, sku, { price: 10 }), { picked: 0 }),
    )
    const lines = pickLines([pickupOf(1, { lines: goods })], (sku) => stands[sku] ?? {})
    expect(lines.map(({ line, place }) => [line.sku, place])).toEqual([
      ['P-4', 'A-30'],
      ['P-3', 'B-2'],
      ['P-2', 'B-10'],
      ['P-1', undefined],
    ])
  })

  it('leaves out what nobody gets any more, and services', () => {
    const lines = [
      pickupLine(0, mug, { quantity: 2, cancelled: 2 }),
      pickupLine(1, { ...pen, kind: 'service' }),
    ]
    expect(pickLines([pickupOf(1, { lines })], standOf)).toEqual([])
  })

  it('ticks the first line that still wants the article', () => {
    const [, , first, second] = pickLines([fresh(1), fresh(2)], standOf)
    expect(lineToTick([known(first), known(second)], mug.sku)?.number).toBe('W-1001')
    const full = withPicked(known(first), 9, undefined)
    expect(full.picked).toBe(2)
    expect(lineToTick([full, known(second)], mug.sku)?.number).toBe('W-1002')
    expect(lineToTick([full], 'TEA-01')).toBeUndefined()
  })

  it('says absolute counts, and what happens with the rest', () => {
    const [line] = pickLines([fresh(1)], (sku) => ({ category: sku === mug.sku ? 'a' : 'b' }))
    const one = withPicked(known(line), 1, undefined)
    expect(isSettled(one)).toBe(false)
    expect(pickedOf([one])).toEqual([{ line: 0, picked: 1 }])
    expect(pickedOf([{ ...one, missing: { how: 'refund' } }])).toEqual([
      { line: 0, picked: 1, missing: { how: 'refund', quantity: 1 } },
    ])
    expect(pickedOf([{ ...one, missing: { how: 'wait' } }])).toEqual([
      { line: 0, picked: 1, missing: { how: 'wait' } },
    ])
    expect(pickedOf([known(line)])).toEqual([])
  })

  it('puts nothing in the place of anything before the buyer agrees, and never at a higher price', () => {
    const [line] = pickLines([fresh(1)], (sku) => ({ category: sku === mug.sku ? 'a' : 'b' }))
    const dear = fakeProduct('CUP-02', '骨瓷杯', { price: 490 })
    const cheap = fakeProduct('CUP-03', '玻璃杯', { price: 90 })
    expect(substituteOf(known(line), dear)).toMatchObject({ sku: 'CUP-02', unitPrice: 290, quantity: 2 })
    const by = substituteOf(known(line), cheap)
    expect(by.unitPrice).toBe(money(90))
    const unasked = { ...known(line), missing: { how: 'substitute', by, agreed: false } } as const
    expect(isSettled(unasked)).toBe(false)
    expect(pickedOf([unasked])).toEqual([])
    const agreed = { ...unasked, missing: { ...unasked.missing, agreed: true } }
    expect(isSettled(agreed)).toBe(true)
    expect(pickedOf([agreed])).toMatchObject([
      {
        line: 0,
        picked: 0,
        missing: { how: 'substitute', quantity: 2, by: { sku: 'CUP-03' }, agreed: true },
      },
    ])
  })
})

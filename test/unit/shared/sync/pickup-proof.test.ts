import { describe, expect, test } from 'vitest'
import { line } from '../../../make/operations.ts'
import { snapshot } from '../../../make/orders.ts'
import { handover, keyOf, part, pickupIn, teasAndCups, worldWithStores } from '../../../make/pickups.ts'
import type { World } from '../../../make/world.ts'

const N1 = keyOf('N1')
const allocated = (over: Parameters<typeof snapshot>[1] = {}): World =>
  worldWithStores()
    .take(snapshot('N1', { lines: teasAndCups, parts: [part()], ...over }))
    .deliver()
const codesIn = (world: World): string[] => world.list('discrepancy').map(({ code }) => code)

describe('proof', () => {
  test('R50 whoever hands over does not approve too little proof themselves', () => {
    const world = allocated({
      lines: [line('A1', 30_000)],
      parts: [part({ lines: [{ line: 0, quantity: 1 }] })],
    })
    const pickup = pickupIn(world, N1)
    const who = { staff: 'S003', approver: 'S003' }
    world.take(handover(3, { pickup, proof: 'order', args: { exception: '熟客' }, ...who })).deliver()
    expect(codesIn(world)).toEqual(['proof-too-weak'])
  })

  test('R35 less than the value asks for is flagged, and with an approval it is not', () => {
    const dear = { lines: [line('A1', 30_000)], parts: [part({ lines: [{ line: 0, quantity: 1 }] })] }
    const world = allocated(dear)
    const pickup = pickupIn(world, N1)
    world.take(handover(3, { pickup, proof: 'order' })).deliver()
    expect(codesIn(world)).toEqual(['proof-too-weak'])
    const fine = allocated(dear)
    expect(codesIn(fine.take(handover(3, { pickup, proof: 'code' })).deliver())).toEqual([])
  })

  test('R35 is asked for by the worth of the whole, however small the part or its price', () => {
    const dear = { lines: [line('A1', 10_000, 3)], parts: [part({ lines: [{ line: 0, quantity: 3 }] })] }
    const world = allocated(dear)
    const pickup = pickupIn(world, N1)
    world.take(handover(3, { pickup, units: { 0: 1 }, proof: 'order' })).deliver()
    expect(codesIn(world)).toEqual(['proof-too-weak'])
  })

  test('R35 is made good by the approval of somebody who may give it', () => {
    const dear = { lines: [line('A1', 30_000)], parts: [part({ lines: [{ line: 0, quantity: 1 }] })] }
    const pin = { salt: '', hash: '', memoryKiB: 1, passes: 1 }
    const codes = (role: 'associate' | 'manager') => {
      const world = allocated(dear).put('store:S01', 'staff', ['E02', { id: 'E02', name: '王', role, pin }])
      const pickup = pickupIn(world, N1)
      return codesIn(world.take(handover(3, { pickup, proof: 'order', approver: 'E02' })).deliver())
    }
    expect([codes('associate'), codes('manager')]).toEqual([['proof-too-weak'], []])
  })

  test.each([
    ['a document of somebody nobody named', {}, 'document', ['proof-too-weak']],
    ['the code', {}, 'code', []],
    [
      'the name and phone that the buyer gave',
      { delegateName: '陳大文', delegatePhone: '0922000111' },
      'order',
      [],
    ],
  ] as const)('R35 R50 somebody else who collects it shows %s', (...[, named, proof, codes]) => {
    const contact = { name: '陳美玲', phone: '0912345678', ...named }
    const cheap = { lines: [line('A1', 100)], parts: [part({ lines: [{ line: 0, quantity: 1 }] })], contact }
    const world = allocated(cheap)
    const pickup = pickupIn(world, N1)
    const own = handover(3, { pickup, proof, args: { delegate: true } })
    expect(codesIn(world.take(own).deliver())).toEqual(codes)
    const buyer = allocated(cheap)
    expect(codesIn(buyer.take(handover(3, { pickup, proof })).deliver())).toEqual([])
  })
})

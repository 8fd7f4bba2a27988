import fc from 'fast-check'
import { expect, test } from 'vitest'
import { histories } from '../../../make/history.ts'
import { madeId } from '../../../make/ids.ts'
import { enrolment, giveBack, line, type Made, operationOf, sale } from '../../../make/operations.ts'
import { World } from '../../../make/world.ts'
import { lay } from '#shared/sync/lay.ts'
import { storeScope } from '#shared/sync/scope.ts'

const worldOf = (history: readonly Made[]): World => {
  const world = new World()
  for (const made of history) world.take(made).deliver()
  return world
}

const storeOf = ({ body }: Made): string | undefined => operationOf({ body }).store

/** A tablet lays what was rung up in its store; a channel's orders are not laid anywhere. */
const atCounters = (history: readonly Made[]) =>
  history.flatMap((made) => {
    const store = storeOf(made)
    return store === undefined ? [] : [{ made, store }]
  })

test('Y12 an operation laid over rows that contain it changes nothing', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const world = worldOf(history)
      for (const { made, store } of atCounters(history)) {
        for (const { scope, table, key, value } of lay(world.given(made), world.onTabletOf(store))) {
          expect(value, `${table} ${key}`).toEqual(world.get(scope, table, key))
        }
      }
    }),
    { seed: 12, numRuns: 80 },
  )
})

test('Y12 what is laid before the server knows of it is what the server’s rows will say', () => {
  const member = enrolment(1, { phone: '0912345678' })
  const sold = sale(2, { customer: { member: member.id }, lines: [line('A1', 150, 2)] })
  const back = giveBack(3, [{ ref: sold.id }], { customer: { member: member.id } })
  const world = new World().take(member).deliver()
  for (const made of [sold, back]) {
    const laid = lay(world.given(made), world.onTabletOf('S01'))
    world.take(made).deliver()
    for (const { scope, table, key, value } of laid) {
      const said = world.get(scope, table, key)
      if (table === 'visitor') expect(value).toMatchObject({ points: (said as { points: number }).points })
      else expect(value, `${table} ${key}`).toEqual(said)
    }
    expect(laid.map(({ table }) => table)).toEqual(expect.arrayContaining(['ticket', 'receipt', 'visitor']))
  }
})

test('Y10 nothing is laid in a scope that the tablet does not hold', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const world = worldOf(history)
      for (const { made, store } of atCounters(history)) {
        for (const { scope } of lay(world.given(made), new World().onTabletOf(store))) {
          expect(scope).toMatch(new RegExp(`^(${storeScope(store)}|catalog|directory:.*|receipts:.*)$`))
        }
      }
    }),
    { seed: 10, numRuns: 50 },
  )
})

test('R6 a member’s forecast on the tablet counts a purchase once, also when newer ones have pushed it out of the picture', () => {
  const member = enrolment(1, { phone: '0912345678' })
  const visits = Array.from({ length: 14 }, (_, n) => sale(n + 2, { customer: { member: member.id } }))
  const world = worldOf([member, ...visits])
  const [first] = visits
  if (!first) throw new Error('no visit')
  const picture = world.get(storeScope('S01'), 'visitor', member.id)
  const laid = lay(world.given(first), world.onTabletOf('S01')).find(({ table }) => table === 'visitor')
  expect(laid?.value).toEqual(picture)
  expect(picture).toMatchObject({ points: 14 * 3 })
})

test('R9 a tablet that knows neither card nor member still lays the ticket', () => {
  const sold = sale(1, { customer: { kind: 'card', value: 'M0000009' } })
  const laid = lay(new World().given(sold), new World().onTabletOf('S01'))
  expect(laid.map(({ table }) => table)).toEqual(['ticket', 'receipt'])
  expect(madeId(1)).toBe(sold.id)
})

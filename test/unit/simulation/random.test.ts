import { describe, expect, it } from 'vitest'
import { Random } from '../../simulation/random.ts'
import { calm, classesOn, drawSwarm } from '../../simulation/swarm.ts'

const draws = (random: Random): number[] => Array.from({ length: 50 }, () => random.uint32())

describe('seeded randomness', () => {
  it('gives the same stream for the same seed, and another one for another seed', () => {
    expect(draws(new Random(7))).toEqual(draws(new Random(7)))
    expect(draws(new Random(7))).not.toEqual(draws(new Random(8)))
    expect(draws(new Random(1)).slice(0, 2)).toMatchInlineSnapshot(`
      [
        594340630,
        351260776,
      ]
    `)
  })

  it('forks by name without touching the stream it was forked from', () => {
    const random = new Random(3)
    const forked = draws(random.fork('network'))
    expect(draws(random)).toEqual(draws(new Random(3)))
    expect(draws(random.fork('network'))).toEqual(forked)
    expect(draws(random.fork('shop'))).not.toEqual(forked)
  })

  it('spreads evenly and keeps to its bounds', () => {
    const random = new Random('even')
    const counts = [0, 0, 0, 0, 0, 0]
    for (let i = 0; i < 60_000; i++) {
      const at = random.int(6)
      counts[at] = (counts[at] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
    const dice = new Set(Array.from({ length: 500 }, () => random.between(1, 6)))
    expect([...dice].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
    expect([random.chance(0), random.chance(1)]).toEqual([false, true])
    const hits = Array.from({ length: 10_000 }, () => random.chance(0.2)).filter(Boolean).length
    expect(Math.abs(hits - 2000)).toBeLessThan(200)
  })

  it('picks, weighs, shuffles and fills bytes', () => {
    const random = new Random(11)
    const values = ['a', 'b', 'c', 'd']
    expect(new Set(Array.from({ length: 100 }, () => random.pick(values))).size).toBe(4)
    const shuffled = random.shuffle(values)
    expect(shuffled.toSorted()).toEqual(values)
    expect(values).toEqual(['a', 'b', 'c', 'd'])
    const never = [[1, 'often'] as const, [0, 'never'] as const]
    expect(new Set(Array.from({ length: 200 }, () => random.weighted(never)))).toEqual(new Set(['often']))
    expect(new Set(random.bytes(4000)).size).toBe(256)
    expect(() => random.pick([])).toThrow('nothing')
  })
})

describe('the swarm mask', () => {
  const classes = ['lost', 'doubled', 'late', 'crash'] as const

  it('switches each class on in about two seeds of three, and all together in about a third', () => {
    const masks = Array.from({ length: 3000 }, (_, seed) => drawSwarm(new Random(seed), classes))
    const on = masks.filter((mask) => mask.lost > 0).length / masks.length
    const all = masks.filter((mask) => classesOn(mask).length === classes.length).length / masks.length
    expect(on).toBeCloseTo(0.65, 1)
    expect(all).toBeCloseTo(0.3 + 0.7 / 16, 1)
    expect(Math.max(...masks.flatMap((mask) => classes.map((name) => mask[name])))).toBeLessThanOrEqual(1)
  })

  it('is empty in a calm world', () => {
    expect(classesOn(calm(classes))).toEqual([])
  })
})

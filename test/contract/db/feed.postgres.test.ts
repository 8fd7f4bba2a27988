import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FeedWorld } from '../../planted/feed.ts'
import { freshDatabase } from '../postgres.ts'

describe('postgres', () => {
  let world: FeedWorld
  beforeAll(async () => {
    world = await FeedWorld.open(await freshDatabase())
  })
  afterAll(() => world.close())

  it.each([1, 2, 3, 4])(
    'Y6 who follows the feed while others write is shown every row, seed %i',
    async (seed) => {
      const { written, missed, holes } = await world.follow(seed)
      expect(written).toBeGreaterThan(5)
      expect(missed).toEqual([])
      expect(holes).toBe(0)
    },
  )
})

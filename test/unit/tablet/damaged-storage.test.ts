import { describe, expect, it } from 'vitest'
import { SmallTill } from './small-till.ts'
import { storageWithSales, stored } from './stored-sales.ts'

describe('a cloned tablet', () => {
  it('has the same rows, indexes and schema, and goes its own way', async () => {
    const storage = await storageWithSales(3)
    const copy = storage.clone()
    await new SmallTill(copy.openSession()).sale(4)
    await new SmallTill(storage.openSession()).ops.delete(1)
    expect((await stored(copy)).ops).toEqual([1, 2, 3, 4])
    expect((await stored(storage)).ops).toEqual([2, 3])
  })

  it('is refused while a transaction is half written', async () => {
    const storage = await storageWithSales(1)
    const till = new SmallTill(storage.openSession())
    await till.transaction('rw', till.ops, async () => {
      await till.ops.add({ seq: 9, body: 'half' })
      expect(() => storage.clone()).toThrow('half')
    })
    expect(storage.clone().peek('till', 'ops')).toHaveLength(2)
  })
})

describe('a power cut', () => {
  it('takes back relaxed transactions, the last ones first, and no strict one', async () => {
    const storage = await storageWithSales(2, 10)
    const session = storage.openSession()
    const relaxed = new SmallTill(session, 'relaxed')
    await relaxed.sale(3)
    await relaxed.sale(4)
    await relaxed.transaction('rw', relaxed.ops, relaxed.meta, async () => {
      await relaxed.ops.delete(1)
      for (const value of [5, 6, 7]) await relaxed.meta.put({ key: 'head', value })
    })
    expect(() => storage.dropLast('till', 1)).toThrow('crash them first')
    session.crash()
    expect(storage.dropLast('till', 1)).toBe(1)
    expect(await stored(storage)).toEqual({ ops: [1, 2, 3, 4], head: 4, receipt: 104 })
    expect(storage.dropLast('till', 1)).toBe(1)
    expect(await stored(storage)).toEqual({ ops: [1, 2, 3], head: 3, receipt: 103 })
    expect(storage.dropLast('till', 5)).toBe(1)
    expect(await stored(storage)).toEqual({ ops: [1, 2], head: 2, receipt: 102 })
    expect(storage.dropLast('till', 1, { lies: true })).toBe(1)
    expect(await stored(storage)).toEqual({ ops: [1], head: 1, receipt: 101 })
  })
})

describe('a full disk', () => {
  it('refuses the write with its own error, and the transaction leaves nothing', async () => {
    const storage = await storageWithSales(1)
    let writes = 0
    const full = storage.openSession({
      refuseWrite: () => (++writes >= 3 ? 'QuotaExceededError' : undefined),
    })
    await expect(new SmallTill(full).sale(2)).rejects.toThrow('QuotaExceededError')
    expect(await stored(storage)).toEqual({ ops: [1], head: 1, receipt: 101 })
  })
})

import { afterEach, describe, expect, test } from 'vitest'
import { openDatabase } from '#server/db/open.ts'
import type { Database } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { storeScope } from '#shared/sync/scope.ts'
import { rowsAfter } from '#server/tables/replica-row.ts'
import { headsOf } from '#server/tables/scope-head.ts'
import { accepted, deviceOf, ledgerOn, WireDevice } from '../../make/ledger.ts'
import { giveBack, line, sale } from '../../make/operations.ts'
import { ask, codesOf, sumsOf, valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const scope = storeScope('S01')

describe.each(dialects)('on $name', ({ name, freshUrl }) => {
  const opened: { ledger: Ledger; db: Database }[] = []
  afterEach(async () => {
    for (const { ledger, db } of opened.splice(0)) {
      await ledger.close()
      await db.close()
    }
  })

  /** Nodes over one database. SQLite has one. */
  async function nodes(): Promise<[Ledger, Ledger]> {
    const url = await freshUrl()
    const first = await openDatabase({ url })
    const one = await ledgerOn(first)
    opened.push({ ledger: one, db: first })
    if (name === 'sqlite') return [one, one]
    const second = await openDatabase({ url })
    const two = await ledgerOn(second)
    opened.push({ ledger: two, db: second })
    return [one, two]
  }

  test('Y6 feed numbers are dense, and a reader never sees one before those below it, while many write', async () => {
    const [one, two] = await nodes()
    const devices = await Promise.all(
      Array.from({ length: 8 }, (_, n) => deviceOf(n % 2 ? one : two, { id: `D${n}`, register: `R0${n}` })),
    )
    let writing = true
    const gaps: unknown[] = []
    const read = async () => {
      let cursor = 0
      const seen: number[] = []
      while (writing || cursor < (await headSeq())) {
        const rows = await one.db.read(() => rowsAfter({ scope, after: cursor, to: 1e9 }, 1000))
        seen.push(...rows.map(({ seq }) => seq))
        cursor = seen.at(-1) ?? 0
        const holes = seen.filter((seq, at) => seq !== at + 1)
        if (holes.length > 0) gaps.push({ cursor, first: holes[0] })
        await new Promise((resume) => setImmediate(resume))
      }
      return seen.length
    }
    const headSeq = async () => (await one.db.read(() => headsOf([scope]))).get(scope)?.seq ?? 0
    const reading = read()
    await Promise.all(
      devices.map(async (device, d) => {
        for (let n = 0; n < 12; n++) {
          const receipt = `${device.row.register}-A-${String(n).padStart(6, '0')}`
          // Each sells an article of its own: a ticket and a stock, and no row is written twice.
          const lines = [line(`A${d * 100 + n}`, 150)]
          accepted(await device.push(sale(d * 100 + n, { receipt, register: device.row.register, lines })))
        }
      }),
    )
    writing = false
    expect(await reading).toBe(192)
    expect(gaps).toEqual([])
    const { kept, computed } = await sumsOf(one.db)
    expect(kept).toEqual(computed)
    expect(kept.get(scope)).toMatchObject({ seq: 192, count: 192 })
  })

  test('Y6 a transaction that was rolled back leaves no hole', async () => {
    const [one] = await nodes()
    const device = await deviceOf(one, { id: 'D1' })
    await device.push(sale(1))
    await expect(
      one.db.write(function* () {
        yield { sql: "UPDATE scope_head SET seq = seq + 5 WHERE scope = 'store:S01'" }
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    await device.push(sale(2, { lines: [line('B2', 60)] }))
    const seqs = await ask(one.db, "SELECT seq FROM replica_row WHERE scope = 'store:S01' ORDER BY seq")
    expect(seqs.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
  })

  test('R4 two stores that give back the last unit at the same moment are both told', async () => {
    const [one, two] = await nodes()
    const sold = sale(1, { lines: [line('A1', 150, 1)] })
    const [here, there] = [
      await deviceOf(one, { id: 'D1' }),
      await deviceOf(two, { id: 'D2', store: 'S02', register: 'R02' }),
    ]
    await here.push(sold)
    await Promise.all([
      here.push(giveBack(2, [{ ref: sold.id }])),
      there.push(giveBack(3, [{ ref: sold.id }], { store: 'S02', register: 'R02' })),
    ])
    expect(await codesOf(one.db)).toEqual(['returned-more-than-sold', 'returned-more-than-sold'])
    expect(Object.keys((await valuesOf(one.db, 'receipt'))[0]?.returned ?? {})).toHaveLength(2)
  })

  test('Y3 one device whose push reaches two nodes at once has it stored once', async () => {
    const [one, two] = await nodes()
    const device = await deviceOf(one, { id: 'D1' })
    const copy = new WireDevice(two, device.row)
    const ops = device.chain.add(sale(1), sale(2), sale(3))
    const answers = await Promise.all([device.send(ops), copy.send(ops), device.send(ops), copy.send(ops)])
    expect(new Set(answers.map((answer) => JSON.stringify(accepted(answer)))).size).toBe(1)
    expect(await valuesOf(one.db, 'ticket')).toHaveLength(3)
    const { kept, computed } = await sumsOf(one.db)
    expect(kept).toEqual(computed)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from '#server/sync/ledger.ts'
import { beginEpoch } from '#server/sync/ledger.ts'
import { Chain } from '../../make/chain.ts'
import { accepted, deviceOf, ledgerOn, WireDevice } from '../../make/ledger.ts'
import { sale } from '../../make/operations.ts'
import { ask, codesOf, count, valuesOf } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

describe.each(dialects)('on $name', ({ fresh }) => {
  let ledger: Ledger
  let till: WireDevice

  beforeEach(async () => {
    ledger = await ledgerOn(await fresh())
    till = await deviceOf(ledger, { id: 'D1' })
  })
  afterEach(async () => {
    await ledger.close()
    await ledger.db.close()
  })

  test('Y2 what is told as durable stands on the disk with all its effects: operation, ticket, feed, heads, device head', async () => {
    const before = ledger.db.commitCount()
    expect(accepted(await till.push(sale(1), sale(2))).durableSeq).toBe(2)
    expect(ledger.db.commitCount()).toBe(before + 1)
    expect(await count(ledger.db, 'op')).toBe(2)
    expect((await valuesOf(ledger.db, 'ticket')).map(({ number }) => number)).toEqual([
      'R01-A-000001',
      'R01-A-000002',
    ])
    const [head] = await ask(ledger.db, "SELECT seq, count FROM scope_head WHERE scope = 'store:S01'")
    // Two tickets, and the stock of the article that was sold twice.
    expect(head).toEqual({ seq: 3, count: 3 })
    const [device] = await ask(ledger.db, "SELECT durable_seq, link FROM incarnation WHERE device = 'D1'")
    expect(device).toEqual({ durable_seq: 2, link: till.chain.head.link })
  })

  test('P1 an answer echoes nonce, backend and epoch', async () => {
    const { backend, epoch } = ledger.settings
    const answer = await till.send(till.chain.add(sale(1)), { nonce: 'n-1' })
    expect(answer).toMatchObject({ status: 200, body: { nonce: 'n-1', backend, epoch } })
    const refused = await till.send([], { nonce: 'n-2', epoch: 'another' })
    expect(refused).toMatchObject({ status: 409, body: { nonce: 'n-2', backend, epoch } })
  })

  test('Y3 what is sent again is answered as it was, and does nothing again', async () => {
    const ops = till.chain.add(sale(1), sale(2), sale(3))
    const first = accepted(await till.send(ops))
    const rows = await ask(ledger.db, 'SELECT * FROM replica_row ORDER BY scope, tbl, key')
    expect(accepted(await till.send(ops))).toEqual(first)
    expect(accepted(await till.send(ops.slice(1, 2))).acceptances).toEqual(first.acceptances.slice(1, 2))
    expect(await ask(ledger.db, 'SELECT * FROM replica_row ORDER BY scope, tbl, key')).toEqual(rows)
  })

  test('Y3 a batch of old and new operations is answered whole', async () => {
    const ops = till.chain.add(sale(1), sale(2))
    await till.send(ops)
    const more = till.chain.add(sale(3))
    const { durableSeq, acceptances } = accepted(await till.send([...ops, ...more]))
    expect(durableSeq).toBe(3)
    expect(acceptances.map(({ seq, is }) => [seq, is])).toEqual([1, 2, 3].map((seq) => [seq, 'accepted']))
    expect(await count(ledger.db, 'op')).toBe(3)
  })

  test('Y3 the same id with another body is a conflict: the first stands, both are kept, for ever', async () => {
    await till.push(sale(1))
    const ops = till.chain.add(sale(1, { total: 999 }))
    const { acceptances } = accepted(await till.send(ops))
    expect(acceptances).toEqual([{ seq: 2, id: sale(1).id, is: 'conflict' }])
    expect(await valuesOf(ledger.db, 'ticket')).toMatchObject([{ total: 300 }])
    expect(await count(ledger.db, 'op_conflict')).toBe(1)
    expect(await codesOf(ledger.db)).toEqual(['same-id-other-content'])
    expect(accepted(await till.send(ops)).acceptances).toEqual(acceptances)
    expect(await count(ledger.db, 'op_conflict')).toBe(1)
  })

  test('Y3 the same id twice in one batch has effects once', async () => {
    const { durableSeq, acceptances } = accepted(await till.push(sale(1), sale(1)))
    expect(durableSeq).toBe(2)
    expect(acceptances.map(({ is }) => is)).toEqual(['accepted', 'accepted'])
    expect(await count(ledger.db, 'op')).toBe(1)
    expect(accepted(await till.push(sale(2))).durableSeq).toBe(3)
  })

  test('Y3 two tablets that hand in one operation have it once', async () => {
    const other = await deviceOf(ledger, { id: 'D2' })
    await till.push(sale(1))
    expect(accepted(await other.push(sale(1))).acceptances).toEqual([
      { seq: 1, id: sale(1).id, is: 'accepted' },
    ])
    expect(await valuesOf(ledger.db, 'ticket')).toHaveLength(1)
  })

  test('Y4 a gap is asked for again, from the first that is missing', async () => {
    const ops = till.chain.add(sale(1), sale(2), sale(3))
    await till.send(ops.slice(0, 1))
    expect(await till.send(ops.slice(2))).toMatchObject({ status: 409, body: { expect: 2 } })
    expect(await count(ledger.db, 'op')).toBe(1)
    expect(accepted(await till.send(ops.slice(1))).durableSeq).toBe(3)
  })

  test('Y4 a known seq with another link is a fork, and nothing of it is stored', async () => {
    const copy = new WireDevice(ledger, till.row)
    await till.push(sale(1))
    copy.chain = till.chain.copy()
    await till.push(sale(2))
    expect(await copy.push(sale(3))).toMatchObject({ status: 409, body: { fork: 2 } })
    expect(await count(ledger.db, 'op')).toBe(2)
  })

  test('Y4 a link that does not follow from its predecessor is a fork', async () => {
    await till.push(sale(1))
    const stranger = new Chain()
    stranger.add(sale(8), sale(9))
    expect(await till.send(stranger.ops.slice(1))).toMatchObject({ status: 409, body: { fork: 2 } })
  })

  test('Y4 a body that was changed on its way is a fork', async () => {
    const [op] = till.chain.add(sale(1))
    if (!op) throw new Error('no op')
    const bent = { ...op, body: op.body.replace('"total":300', '"total":3') }
    expect(await till.send([bent])).toMatchObject({ status: 409, body: { fork: 1 } })
    expect(await count(ledger.db, 'op')).toBe(0)
  })

  test('Y4 an incarnation that the server does not know begins anew', async () => {
    till.chain = new Chain(7)
    expect(await till.push(sale(1))).toMatchObject({ status: 409, body: { fork: 1 } })
  })

  test('P2 under another epoch nothing is stored: the answer tells the epoch and what is durable', async () => {
    await till.push(sale(1))
    const ops = till.chain.add(sale(2))
    const answer = await till.send(ops, { epoch: 'before the restore' })
    expect(answer).toMatchObject({ status: 409, body: { expect: 2, epoch: ledger.settings.epoch } })
    expect(await count(ledger.db, 'op')).toBe(1)
    expect(accepted(await till.send(ops)).durableSeq).toBe(2)
  })

  test('P2 a restored server speaks of another epoch from then on', async () => {
    const epoch = await ledger.db.write(beginEpoch)
    const again = await ledgerOn(ledger.db)
    expect(again.settings).toEqual({ ...ledger.settings, epoch })
    expect(epoch).not.toBe(ledger.settings.epoch)
    const old = new WireDevice(again, till.row)
    const answer = await old.send(till.chain.add(sale(1)), { epoch: ledger.settings.epoch })
    expect(answer).toMatchObject({ status: 409, body: { epoch, expect: 1 } })
  })

  test('P3 what is meant for another backend is not stored', async () => {
    const answer = await till.send(till.chain.add(sale(1)), { backend: 'another chain' })
    expect(answer).toMatchObject({ status: 409, body: { backend: ledger.settings.backend } })
    expect(await count(ledger.db, 'op')).toBe(0)
  })

  test('P5 a branch that is linked again under a new incarnation: known ids have no effects again, new ones have', async () => {
    await till.push(sale(1), sale(2))
    await ledger.db.write(function* () {
      yield {
        sql: "INSERT INTO incarnation (device, incarnation, letter, durable_seq, link, covered_seq, reported_seq) VALUES ('D1', 2, 'B', 0, '', 0, 0)",
      }
    })
    till.chain = new Chain(2)
    const { durableSeq, acceptances } = accepted(await till.push(sale(2), sale(3)))
    expect(durableSeq).toBe(2)
    expect(acceptances.map(({ is }) => is)).toEqual(['accepted', 'accepted'])
    expect((await valuesOf(ledger.db, 'ticket')).map(({ op }) => op)).toEqual(
      [1, 2, 3].map((n) => sale(n).id),
    )
    expect(accepted(await till.send(till.chain.ops)).acceptances).toEqual(acceptances)
    expect((await till.plan()).visibleSeq).toBe(2)
  })

  test('Y5 a revoked device still hands in what it holds', async () => {
    const revoked = new WireDevice(ledger, { ...till.row, revokedAt: 1 })
    expect(accepted(await revoked.push(sale(1))).durableSeq).toBe(1)
  })

  test('Y4 an empty push tells how far the server is', async () => {
    await till.push(sale(1))
    expect(accepted(await till.send([]))).toEqual({ durableSeq: 1, acceptances: [] })
  })
})

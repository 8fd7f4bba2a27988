import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Ledger } from '#server/sync/ledger.ts'
import { openSidecars } from '#server/sync/sidecars.ts'
import { rebuildProjections } from '#server/projections/rebuild.ts'
import { deviceOf, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { enrolment, sale } from '../../make/operations.ts'
import { ask, count } from '../../make/rows.ts'
import { dialects } from '../dialects.ts'

const person = { name: '王小明', phone: '0912345678', card: 'M0000001' }

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

  const opened = (op: string) => ledger.db.read(() => openSidecars([op]))

  test('F4 the data beside an operation is stored encrypted, each subject with a key of its own', async () => {
    const [one, other] = [
      enrolment(1, person),
      enrolment(2, { ...person, phone: '0922333444', card: 'M0000002' }),
    ]
    await till.push(one, other)
    const stored = await ask(ledger.db, 'SELECT cipher FROM sidecar')
    const bodies = await ask(ledger.db, 'SELECT body FROM op')
    for (const word of Object.values(person)) {
      expect(JSON.stringify([stored, bodies])).not.toContain(word)
      const plain = Buffer.concat(stored.map(({ cipher }) => Buffer.from(String(cipher), 'base64')))
      expect(plain.includes(word)).toBe(false)
    }
    const keys = await ask(ledger.db, 'SELECT DISTINCT key FROM subject_key')
    expect(keys).toHaveLength(2)
    expect((await opened(one.id)).get(one.id)).toEqual(one.sidecars)
  })

  test('F4 the same data told twice looks different in the store', async () => {
    const sold = (n: number) => sale(n, { customer: { kind: 'phone', value: person.phone } })
    await till.push(sold(1), sold(2))
    const ciphers = await ask(ledger.db, 'SELECT cipher FROM sidecar')
    expect(new Set(ciphers.map(({ cipher }) => cipher)).size).toBe(2)
  })

  test('F4 without its key nobody reads it, and the operation and its chain stay whole', async () => {
    const one = enrolment(1, person)
    await till.push(one, sale(2, { customer: { member: one.id } }))
    await ledger.db.write(function* () {
      yield { sql: 'DELETE FROM subject_key WHERE subject = ?', params: [one.id] }
    })
    expect(await opened(one.id)).toEqual(new Map())
    expect(await till.send(till.chain.ops)).toMatchObject({ status: 200, body: { durableSeq: 2 } })
    await expect(rebuildProjections(ledger)).resolves.toMatchObject({ operations: 2 })
    expect(await count(ledger.db, 'op')).toBe(2)
  })

  test('F4 data that was changed in the store is not taken for what was said', async () => {
    const one = enrolment(1, person)
    await till.push(one)
    const [row] = await ask(ledger.db, 'SELECT cipher FROM sidecar')
    const bytes = Buffer.from(String(row?.['cipher']), 'base64')
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
    await ledger.db.write(function* () {
      yield { sql: 'UPDATE sidecar SET cipher = ?', params: [bytes.toString('base64')] }
    })
    await expect(opened(one.id)).rejects.toThrow(/authenticate|key|sidecar/i)
  })
})

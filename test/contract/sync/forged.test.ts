import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import { MONEY_MAX } from '#shared/domain/money.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG, storeScope } from '#shared/sync/scope.ts'
import { putRows } from '#server/sync/rows.ts'
import type { Database } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { replayParked } from '#server/sync/parked.ts'
import { rebuildProjections } from '#server/projections/rebuild.ts'
import { accepted, deviceOf, ledgerOn, type WireDevice } from '../../make/ledger.ts'
import { cash, enrolment, giveBack, line, type Made, made, sale, stockFound } from '../../make/operations.ts'
import { part, placed, step } from '../../make/pickups.ts'
import { madeId } from '../../make/ids.ts'
import { leader } from '../../make/leader.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { ask, valuesOf } from '../../make/rows.ts'
import { counted } from '../../make/shelves.ts'
import { dialects } from '../dialects.ts'

/** What somebody who holds a tablet's key may send besides what its app would. */
describe.each(dialects)('on $name', ({ fresh }) => {
  let db: Database
  let ledger: Ledger
  let till: WireDevice
  let far: WireDevice

  beforeEach(async () => {
    db = await fresh()
    ledger = await ledgerOn(db)
    till = await deviceOf(ledger, { id: 'D1' })
    far = await deviceOf(ledger, { id: 'D2', store: 'S02', register: 'R02' })
  })
  afterEach(async () => {
    await ledger.close()
    await db.close()
  })

  const statuses = async () =>
    (await ask(db, 'SELECT status FROM op ORDER BY seq')).map(({ status }) => String(status))
  const codesIn = async (scope: string) =>
    (await ask(db, `SELECT value FROM replica_row WHERE scope = '${scope}' AND tbl = 'discrepancy'`)).map(
      ({ value }) => (JSON.parse(String(value)) as { code: string }).code,
    )

  test('Y15 what a tablet tells of another store has no effect there, then or after a deploy, and is named where the tablet stands', async () => {
    accepted(await far.push(counted(1, { A1: 5 }, { store: 'S02' })))
    const lines = [{ ...line('A1', 150), line: 0 }]
    const handed = { pickup: `${madeId(90)}.1`, ref: madeId(90), lines, proof: 'qr' }
    const forged: readonly Made[] = [
      made(7, { kind: 'pickup.handover', args: handed }, { scene: { store: 'S02' } }),
      sale(2, { store: 'S02', register: 'R02', receipt: 'R02-A-000009' }),
      giveBack(3, [{}], { store: 'S02' }),
      counted(4, { A1: 0 }, { store: 'S02' }),
      stockFound(5, 7, { store: 'S02' }),
    ]
    expect(accepted(await till.push(...forged, sale(6))).durableSeq).toBe(6)
    const wanted = ['applied', 'parked', 'parked', 'parked', 'parked', 'parked', 'applied']
    expect((await statuses()).toSorted()).toEqual(wanted.toSorted())
    expect(await replayParked(ledger)).toBe(0)
    expect(await valuesOf(db, 'ticket')).toMatchObject([{ number: 'R01-A-000006' }, { kind: 'stock' }])
    expect((await valuesOf(db, 'stock')).map(({ onHand }) => onHand)).toEqual([-2, 5])
    expect(await codesIn('store:S01')).toEqual(forged.map(() => 'operation-not-allowed'))
    expect(await codesIn('store:S02')).toEqual([])
    const { differences } = await rebuildProjections(ledger)
    expect(Object.values(differences).filter((count) => count > 0)).toEqual([])
  })

  test('R50 what somebody said of one return is no approval of another that needs more, nor one by whoever gives it back', async () => {
    const boss: Staff = { ...leader, id: 'E02', name: 'E02' }
    await putRows(ledger, [put(storeScope('S01'), 'staff', [boss.id, boss])])
    const credit = (n: number) => [{ kind: 'credit', amount: 150, reference: madeId(n) }]
    const yes = { approval: { for: ['tender'], reason: '刷卡機故障' }, approver: boss.id }
    const asked = giveBack(3, [{ ref: sale(1).id }], { ...yes, tenders: credit(3) })
    const copied = [
      giveBack(4, [{ ref: sale(2).id }], { ...yes, tenders: credit(4), businessDate: '2026-09-20' }),
      giveBack(5, [{}], { ...yes, tenders: credit(5) }),
      giveBack(6, [{ ref: sale(2).id }], { ...yes, tenders: credit(6), staff: boss.id }),
    ]
    accepted(await till.push(sale(1), sale(2), asked, ...copied))
    const found = (await valuesOf(db, 'discrepancy')).filter(({ code }) => code === 'approval-missing')
    expect(found.map(({ op }) => op)).toEqual(copied.map(({ id }) => id))
  })

  test('Y15 K3 nobody asks for a lease, or hands goods over, in another tablet’s name', async () => {
    const order = placed(1, {
      lines: [line('A1', 150, 3)],
      parts: [part({ lines: [{ line: 0, quantity: 3 }] })],
      total: 450,
    })
    const id = storeScope('S01')
    await putRows(ledger, [put(CATALOG, 'place', [id, { id, name: '信義店' }])])
    accepted(await till.push(order))
    const pickup = known((await valuesOf(db, 'pickup'))[0], 'the pickup')
    const lease = (n: number, device: string) => step(n, 'lease', { pickup: pickup.key, args: { device } })
    const beside = await deviceOf(ledger, { id: 'D3', register: 'R03', letter: 'C' })
    const lines = [{ ...line('A1', 150, 3), line: 0 }]
    const handed = { pickup: pickup.key, ref: pickup.ref, lines, proof: 'qr', device: 'D1' }
    const forged = [lease(2, 'D1'), made(3, { kind: 'pickup.handover', args: handed }, { scene: {} })]
    accepted(await beside.push(...forged, lease(4, 'D3')))
    expect((await valuesOf(db, 'pickup'))[0]).toMatchObject({ lease: { device: 'D3' }, handovers: {} })
    expect(await codesIn('store:S01')).toEqual(['operation-not-allowed', 'operation-not-allowed'])
  })

  const odd = (unit: Partial<ReturnType<typeof line>>) => [{ ...line('A1', 150), ...unit }]
  const bent: readonly (readonly [string, Made])[] = [
    ['no pieces', sale(2, { lines: odd({ quantity: 0 }) })],
    ['fewer pieces than none', sale(2, { lines: odd({ quantity: -1 }) })],
    ['half a piece', sale(2, { lines: odd({ quantity: 0.5 }) })],
    ['more pieces than there are', sale(2, { lines: odd({ quantity: 2 ** 40 }) })],
    ['a price beyond all money', sale(2, { total: 1, lines: odd({ unitPrice: 1e15 as never }) })],
    ['fewer pieces given back than none', giveBack(2, [{ quantity: -3 }])],
    ['a correction beyond all stock', stockFound(2, Number.MAX_SAFE_INTEGER)],
    ['a count below nothing', counted(2, { A1: -1 })],
    ['a total that is no number', sale(2, { total: Number.MAX_VALUE })],
  ]
  test.each(bent)('Y5 %s is kept and has no effect, and what follows counts', async (_, forged) => {
    expect(accepted(await till.push(forged, sale(3))).durableSeq).toBe(2)
    expect(await statuses()).toEqual(['parked', 'applied'])
    expect(await valuesOf(db, 'ticket')).toHaveLength(1)
    expect((await valuesOf(db, 'stock')).map(({ onHand }) => onHand)).toEqual([-2])
  })

  test('Y5 R6 what was bought for all the money there is does not stop the member’s next purchase', async () => {
    const member = enrolment(1).id
    const most = { ...line('A1', MONEY_MAX), amount: MONEY_MAX as never }
    const all = sale(2, { customer: { member }, lines: [most], tenders: [cash(MONEY_MAX)] })
    const again = sale(3, { customer: { member }, lines: [most], tenders: [cash(MONEY_MAX)] })
    accepted(await till.push(enrolment(1), all, again, sale(4, { customer: { member } })))
    expect((await statuses()).at(-1)).toBe('applied')
    const histories = (await valuesOf(db, 'thread')).flatMap(({ entries }) => Object.keys(entries))
    expect(histories).toContain(sale(4).id)
  })
})

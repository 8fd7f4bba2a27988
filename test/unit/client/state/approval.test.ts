import { describe, expect, test } from 'vitest'
import { useApproval } from '#client/state/approval.ts'
import { usePin } from '#client/state/pin.ts'
import { useSession } from '#client/state/session.ts'
import { fang, makeCounter } from '../../../make/counter.ts'

const boss = { ...fang, id: 'M001', name: '陳店長', role: 'manager' } as const
const other = { ...fang, id: 'S002', name: '王小華' } as const

async function deskOf(
  notes: readonly (readonly [string, unknown])[] = [],
  doer: typeof fang | typeof boss = fang,
) {
  const made = makeCounter({ staff: [fang, boss, other] })
  for (const [key, value] of notes) made.tablet.notes.set(key, value)
  const session = useSession(made.pinia)
  await session.refresh()
  session.staff = doer
  return { ...made, session, pin: usePin(made.pinia), approval: useApproval(made.pinia) }
}

describe('a second person', () => {
  test('R50 is somebody else who may: of a return and of a handover alike', async () => {
    const { approval } = await deskOf()
    expect([approval.approvers, approval.handoverApprovers].map((all) => all.map(({ id }) => id))).toEqual([
      ['M001'],
      ['M001'],
    ])
    const own = await deskOf([], boss)
    own.pin.choose(boss)
    own.approval.reason = '熟客'
    expect(own.approval.approvers).toEqual([])
    expect(await own.approval.give('4217', 'ticket')).toBe(false)
    expect(await own.approval.handOver('4217')).toBeUndefined()
  })

  test('R50 who may not any more by the time of the PIN says no', async () => {
    const { approval, pin, tablet } = await deskOf()
    pin.choose(boss)
    tablet.rows.get = (async () => ({ ...boss, role: 'associate' })) as never
    expect(await approval.handOver('4217')).toBeUndefined()
  })

  test('locks after five wrong PINs, whatever it is asked for, and a reload does not shorten the wait', async () => {
    const first = await deskOf()
    first.approval.reason = '熟客'
    first.pin.choose(boss)
    for (let tries = 0; tries < 3; tries += 1) await first.approval.give('0000', 'ticket')
    for (let tries = 0; tries < 2; tries += 1) await first.approval.handOver('0000')
    expect(first.pin.waitSeconds).toBe(30)
    expect(await first.approval.give('4217', 'ticket')).toBe(false)

    const again = await deskOf([...first.tablet.notes])
    again.approval.reason = '熟客'
    again.pin.choose(boss)
    expect(await again.approval.give('4217', 'ticket')).toBe(false)
    expect(again.pin.waitSeconds).toBe(30)
    again.pass(30_000)
    expect(await again.approval.give('4217', 'ticket')).toBe(true)
  })

  test('leaves nothing of what was typed: neither in what is kept nor in what is said', async () => {
    const { approval, pin, tablet } = await deskOf()
    approval.reason = '熟客'
    pin.choose(boss)
    await approval.give('0815', 'ticket')
    await approval.give('4217', 'ticket')
    const left = JSON.stringify([[...tablet.notes], tablet.committed, approval.given])
    expect(left).not.toMatch(/0815|4217/)
    expect(approval.of('ticket')).toEqual({ approver: 'M001', reason: '熟客' })
    expect(approval.of('another ticket')).toBeUndefined()
  })
})

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from '#shared/domain/policy.ts'
import { put } from '#shared/sync/change.ts'
import { storeScope } from '#shared/sync/scope.ts'
import { pinVerifier } from '#server/auth/pin.ts'
import type { Database } from '#server/db/query.ts'
import { listAudit } from '#server/office/audit.ts'
import { issueRegisterCode, listDevices, revokeDevice } from '#server/office/devices.ts'
import { ensureFirstAdmin } from '#server/office/first-admin.ts'
import { followMemberships } from '#server/office/memberships.ts'
import {
  createRegister,
  createStore,
  listPlaces,
  renameRegister,
  renameStore,
} from '#server/office/places.ts'
import { changeStaff, createStaff, listStaff } from '#server/office/staff.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'
import { deviceOf, ledgerOn } from '../../make/ledger.ts'
import { enrolment } from '../../make/operations.ts'
import { dialects } from '../dialects.ts'

const head: Person = { id: 'S900', role: 'admin', stores: [] }
const manager: Person = { id: 'M1', role: 'manager', stores: ['A'] }

describe.each(dialects)('administration on $name', ({ fresh }) => {
  let db: Database
  let ledger: Ledger
  const as = (person: Person) => ({ ledger, person })
  const hire = (id: string, more: object = {}) =>
    createStaff(as(head), { id, name: id, role: 'associate', stores: ['A'], pin: '7305', ...more })
  /** Who may sign in at the tablets of which store. */
  const onTablets = async (): Promise<string[]> =>
    (await db.read(() => rowsOfTable('staff', 'store:'))).map(({ scope, key }) => `${scope}/${key}`)

  beforeEach(async () => {
    db = await fresh()
    ledger = await ledgerOn(db)
    await ensureFirstAdmin(ledger)
    for (const id of ['A', 'B']) {
      await createStore(as(head), { id, name: `店 ${id}` })
      await createRegister(as(head), { id: `R${id}`, name: '一號', store: id })
    }
  })
  afterEach(async () => {
    await ledger.close()
    await db.close()
  })

  it('a person is on the tablets of their stores, and leaves them with the store, the job, or the chain', async () => {
    await hire('P1', { stores: ['B', 'A', 'A'] })
    expect(await onTablets()).toEqual(['store:A/P1', 'store:B/P1'])
    await changeStaff(as(head), 'P1', { stores: ['B'] })
    expect(await onTablets()).toEqual(['store:B/P1'])
    await changeStaff(as(head), 'P1', { active: false })
    expect(await onTablets()).toEqual([])
    await changeStaff(as(head), 'P1', { active: true })
    expect(await onTablets()).toEqual(['store:B/P1'])
    expect(await listStaff(as(head))).toContainEqual(
      expect.objectContaining({ id: 'P1', stores: ['B'], hasPin: true }),
    )
  })

  it('ids are given once; unknown stores, missing and trivial PINs are refused', async () => {
    const refusals = [
      await hire('P1'),
      await hire('P1'),
      await hire('P2', { stores: ['Z'] }),
      await hire('P2', { stores: [] }),
      await hire('P2', { pin: undefined }),
      await hire('P2', { pin: '1234' }),
      await hire('P2', { pin: '73' }),
      await hire('P2', { role: 'manager', pin: '7305' }),
      await changeStaff(as(head), 'P1', { role: 'manager' }),
      await changeStaff(as(head), 'P9', { name: 'x' }),
    ].map((made) => (made.ok ? 'ok' : made.error))
    expect(refusals).toEqual([
      'ok',
      'id-taken',
      'store-unknown',
      'store-needed',
      'pin-needed',
      'pin-trivial',
      'pin-too-short',
      'pin-too-short',
      'pin-needed',
      'not-found',
    ])
  })

  it('a manager makes and changes associates of their own stores, and sees nobody else', async () => {
    await hire('M1', { role: 'manager', pin: '730514' })
    await hire('P1')
    await hire('P2', { stores: ['B'] })
    const tries = [
      await createStaff(as(manager), { id: 'P3', name: 'c', role: 'associate', stores: ['A'], pin: '7305' }),
      await createStaff(as(manager), { id: 'P4', name: 'd', role: 'manager', stores: ['A'], pin: '730514' }),
      await changeStaff(as(manager), 'P1', { name: 'neu' }),
      await changeStaff(as(manager), 'P1', { role: 'admin', pin: '730514' }),
      await changeStaff(as(manager), 'P1', { stores: ['A', 'B'] }),
      await changeStaff(as(manager), 'P2', { stores: ['A'] }),
      await changeStaff(as(manager), 'M1', { name: 'neu' }),
    ].map((made) => (made.ok ? 'ok' : made.error))
    expect(tries).toEqual(['ok', 'not-yours', 'ok', 'not-yours', 'not-yours', 'not-yours', 'not-yours'])
    expect((await listStaff(as(manager))).map(({ id }) => id)).toEqual(['M1', 'P1', 'P3'])
    expect((await listPlaces(as(manager))).map(({ id }) => id)).toEqual(['A'])
  })

  it('the last administrator stays, and nobody takes their own right away', async () => {
    const refusalOf = async (id: string, change: object, by = head) => {
      const made = await changeStaff(as(by), id, change)
      return made.ok ? 'ok' : made.error
    }
    const other: Person = { id: 'S901', role: 'admin', stores: [] }
    expect(await refusalOf('S900', { active: false })).toBe('own-account')
    expect(await refusalOf('S900', { active: false }, other)).toBe('last-admin')
    expect(await refusalOf('S900', { role: 'manager', stores: ['A'], pin: '730514' }, other)).toBe(
      'last-admin',
    )
    expect(await ensureFirstAdmin(ledger)).toBeUndefined()
  })

  it('stores and registers: made once, renamed, and told to every tablet', async () => {
    const made = [
      await createStore(as(head), { id: 'A', name: 'again' }),
      await createRegister(as(head), { id: 'RA', name: 'again', store: 'B' }),
      await createRegister(as(head), { id: 'RX', name: 'x', store: 'Z' }),
      await renameStore(as(head), { id: 'A', name: '新名' }),
      await renameRegister(as(head), { id: 'RA', name: '新櫃' }),
      await createStore(as(manager), { id: 'C', name: 'c' }),
    ].map((one) => (one.ok ? 'ok' : one.error))
    expect(made).toEqual(['id-taken', 'id-taken', 'not-found', 'ok', 'ok', 'not-yours'])
    expect(await listPlaces(as(head))).toContainEqual({
      id: 'A',
      name: '新名',
      registers: [{ id: 'RA', name: '新櫃' }],
    })
    const names = (await db.read(() => rowsOfTable('place', 'catalog'))).map(({ value }) => value)
    expect(names).toContain(JSON.stringify({ id: 'store:A', name: '新名' }))
  })

  it('tablets: a code for a register of one’s own, what they told, and revoked for good', async () => {
    const tablet = await deviceOf(ledger, { id: 'D1', store: 'A', register: 'RA' })
    await tablet.pull()
    expect(await listDevices(as(manager))).toMatchObject([
      { id: 'D1', letter: 'A', revokedAt: null, heartbeat: { app: 'test', outboxDepth: 0 } },
    ])
    expect(JSON.stringify(await listDevices(as(manager)))).not.toContain('headLink')
    const code = await issueRegisterCode(as(manager), 'RA')
    expect(code.ok && code.value.code).toMatch(/^[A-Z]{4}-[A-Z]{4}-[A-Z]{4}$/)
    expect(await issueRegisterCode(as(manager), 'RB')).toEqual({ ok: false, error: 'not-yours' })
    const poked: string[] = []
    ledger.pokes.subscribe(['device:D1'], ({ scope }) => poked.push(scope))
    const stranger: Person = { ...manager, stores: ['B'] }
    expect(await revokeDevice(as(stranger), 'D1')).toEqual({ ok: false, error: 'not-yours' })
    expect((await revokeDevice(as(manager), 'D1')).ok).toBe(true)
    expect(poked).toEqual(['device:D1'])
    expect((await listDevices(as(manager)))[0]?.revokedAt).not.toBeNull()
    expect(await listDevices(as(stranger))).toEqual([])
  })

  it('every change leaves who, when and what, and no secret; a manager sees those of their own stores', async () => {
    await hire('M1', { role: 'manager', pin: '730514' })
    await changeStaff(as(head), 'M1', { pin: '418263' })
    await createStaff(as(manager), { id: 'P3', name: 'c', role: 'associate', stores: ['A'], pin: '7305' })
    const all = await listAudit(as(head))
    expect(all.map(({ what, about }) => `${what} ${about}`).slice(0, 3)).toEqual([
      'staff-created P3',
      'staff-pin-changed M1',
      'staff-created M1',
    ])
    expect(all[0]).toMatchObject({
      who: { id: 'M1', name: 'M1' },
      before: null,
      after: { name: 'c', hasPin: true },
    })
    const text = JSON.stringify(all)
    const hashes = (await db.read(() => rowsOfTable('staff', 'store:'))).map(
      ({ value }) => (JSON.parse(value) as { pin: { hash: string } }).pin.hash,
    )
    expect([...hashes, '7305', '418263', 'salt'].filter((secret) => text.includes(secret))).toEqual([])
    const seen = await listAudit(as(manager))
    expect(seen.length).toBeLessThan(all.length)
    expect(seen.every(({ about }) => !about.endsWith('B'))).toBe(true)
  })

  it('R29 a person is bound to their membership by card or phone, and the tablets of their stores know it', async () => {
    const device = await deviceOf(ledger, { id: 'T1', store: 'A', register: 'RA' })
    const [ming, twin] = [
      enrolment(1, { phone: '0912345678', card: 'M1' }, { store: 'A', register: 'RA' }),
      enrolment(2, { phone: '0912 345 678', card: 'M2' }, { store: 'A', register: 'RA' }),
    ]
    await device.push(ming, twin)
    await ledger.relay.idle()
    const rowOf = async () =>
      JSON.parse((await db.read(() => rowsOfTable('staff', 'store:A')))[0]?.value ?? '{}') as {
        member?: string
      }
    expect(await hire('P1', { member: '0999999999' })).toMatchObject({ ok: false, error: 'member-unknown' })
    expect(await hire('P1', { member: ' 0912-345-678' })).toMatchObject({
      value: { member: { id: ming.id, found: 'M1' } },
    })
    expect(await rowOf()).toMatchObject({ member: ming.id })
    expect(await changeStaff(as(head), 'P1', { name: '改名' })).toMatchObject({
      value: { member: { id: ming.id } },
    })
    expect(await changeStaff(as(head), 'P1', { member: 'm2' })).toMatchObject({
      value: { member: { id: ming.id } },
    })
    expect(await changeStaff(as(head), 'P1', { member: '' })).toMatchObject({ value: { member: null } })
    expect(await rowOf()).not.toHaveProperty('member')
    expect(JSON.stringify(await listAudit(as(head)))).not.toMatch(/0912|M1"/)
  })

  it('R29 R8 whose membership turned out to be another one’s is that one from then on, also for the tablets', async () => {
    const device = await deviceOf(ledger, { id: 'T1', store: 'A', register: 'RA' })
    const [first, second] = [
      enrolment(1, { card: 'M1' }, { store: 'A', register: 'RA' }),
      enrolment(2, { card: 'M2', phone: '0912345678' }, { store: 'A', register: 'RA' }),
    ]
    await device.push(first, second)
    await ledger.relay.idle()
    await hire('P1', { member: 'M2' })
    const bound = async () => (await listStaff(as(head))).find(({ id }) => id === 'P1')?.member?.id
    expect([await followMemberships(ledger), await bound()]).toEqual([0, second.id])
    await device.push(enrolment(3, { card: 'M1', phone: '0912345678' }, { store: 'A', register: 'RA' }))
    await ledger.relay.idle()
    expect([await followMemberships(ledger), await followMemberships(ledger)]).toEqual([1, 0])
    const [row] = await db.read(() => rowsOfTable('staff', 'store:A'))
    expect(JSON.parse(row?.value ?? '{}')).toMatchObject({ id: 'P1', member: first.id })
    expect(await listAudit(as(head))).toContainEqual(
      expect.objectContaining({ who: null, what: 'staff-member-joined', about: 'P1' }),
    )
  })

  it('R29 nobody loosens their own bond', async () => {
    const device = await deviceOf(ledger, { id: 'T1', store: 'A', register: 'RA' })
    await device.push(enrolment(1, { phone: '0912345678' }, { store: 'A', register: 'RA' }))
    await ledger.relay.idle()
    expect(await changeStaff(as(head), 'S900', { member: '0912345678' })).toMatchObject({
      error: 'own-account',
    })
  })

  it('a chain from before the server kept staff goes on with those that its tablets know', async () => {
    const old = await fresh()
    const before = await ledgerOn(old)
    const pin = await pinVerifier('7305')
    const one = { id: 'S001', name: '林小芳', role: 'associate', pin } as const
    await putRows(before, [
      put(storeScope('A'), 'staff', ['S001', one]),
      put(storeScope('B'), 'staff', ['S001', one]),
    ])
    expect(await ensureFirstAdmin(before)).toMatchObject({ id: 'S900' })
    expect(await listStaff({ ledger: before, person: head })).toMatchObject([
      { id: 'S001', stores: ['A', 'B'], hasPin: true },
      { id: 'S900', role: 'admin' },
    ])
    await before.close()
    await old.close()
  })
})

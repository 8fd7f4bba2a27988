import { describe, expect, it } from 'vitest'
import { may, mayApprove, mayAt, mayEditPerson } from '#shared/domain/policy.ts'
import { passwordProblem, pinProblem } from '#shared/domain/secret-rules.ts'
import { waitMsAfter, waitMsAfterAll } from '#shared/domain/sign-in-wait.ts'

const associate = { role: 'associate', stores: ['A'] } as const
const manager = { role: 'manager', stores: ['A'] } as const
const admin = { role: 'admin', stores: [] } as const

describe('who may do what', () => {
  it('everybody keeps their own account, leaders administer, head office alone makes stores', () => {
    expect([
      may('associate', 'keep-own-account'),
      may('associate', 'administer'),
      may('associate', 'see-full-history'),
    ]).toEqual([true, false, false])
    expect([may('manager', 'administer'), may('manager', 'edit-places')]).toEqual([true, false])
    expect([may('admin', 'administer'), may('admin', 'edit-places')]).toEqual([true, true])
  })

  it('a manager is bound to their own stores, head office to none', () => {
    expect([mayAt(manager, 'see-devices', 'A'), mayAt(manager, 'see-devices', 'B')]).toEqual([true, false])
    expect(mayAt(admin, 'see-devices', 'B')).toBe(true)
    expect(mayAt(associate, 'see-devices', 'A')).toBe(false)
  })

  it('R50 nobody approves what they do themselves, be it a return or a handover', () => {
    for (const action of ['approve-return', 'approve-handover'] as const) {
      expect(mayApprove({ id: 'M1', role: 'manager' }, action, 'S1')).toBe(true)
      expect(mayApprove({ id: 'M1', role: 'manager' }, action, 'M1')).toBe(false)
      expect(mayApprove({ id: 'S2', role: 'associate' }, action, 'S1')).toBe(false)
    }
  })

  it('a manager changes associates who work for them alone', () => {
    expect(mayEditPerson(manager, associate)).toBe(true)
    expect(mayEditPerson(manager, { ...associate, stores: ['A', 'B'] })).toBe(false)
    expect(mayEditPerson(manager, { ...associate, stores: [] })).toBe(false)
    expect(mayEditPerson(manager, manager)).toBe(false)
    expect(mayEditPerson(associate, associate)).toBe(false)
    expect(mayEditPerson(admin, admin)).toBe(true)
  })
})

describe('PINs and passwords', () => {
  it.each([
    ['4217', 'associate', undefined],
    ['730514', 'manager', undefined],
    ['4217', 'manager', 'too-short'],
    ['421', 'associate', 'too-short'],
    ['4217421742174', 'associate', 'too-long'],
    ['42a7', 'associate', 'not-digits'],
  ] as const)('%s for an %s: %s', (pin, role, problem) => {
    expect(pinProblem(pin, role)).toBe(problem)
  })

  it.each([
    '0000',
    '1234',
    '4321',
    '8901',
    '2468',
    '1212',
    '123123',
    '1122',
    '112233',
    '2580',
    '147258',
    '9876543',
  ])('%s is guessed first', (pin) => {
    expect(pinProblem(pin, 'associate')).toBe('trivial')
  })

  it('a password is long, not of one kind of letter, and not the name', () => {
    expect(passwordProblem('elevenchars', 'S900')).toBe('too-short')
    expect(passwordProblem('abababababab', 'S900')).toBe('trivial')
    expect(passwordProblem('my name is s900', 'S900')).toBe('trivial')
    expect(passwordProblem('x'.repeat(129), 'S900')).toBe('too-long')
    expect(passwordProblem('correct horse', 'S900')).toBeUndefined()
  })
})

it('five tries are free, then each costs twice the wait of the one before, up to a quarter of an hour', () => {
  expect([4, 5, 6, 7, 20].map(waitMsAfter)).toEqual([0, 30_000, 60_000, 120_000, 900_000])
  expect([14, 15, 16, 99].map((tries) => waitMsAfterAll(tries, 15))).toEqual([0, 30_000, 60_000, 60_000])
})

import { expect, test } from 'vitest'
import { madeId } from '../../../make/ids.ts'
import { commitment, credentialsOf, isEarlier, maskedName } from '#shared/domain/member.ts'

test.each([
  ['王小明', '王○明'],
  ['陳明', '陳○'],
  ['歐陽小美', '歐○○美'],
  ['王', '王○'],
  ['Ada Lovelace', 'A***'],
  [' Åsa ', 'Å***'],
  ['𠮷野家', '𠮷○家'],
  ['', '***'],
])('R11 %s is greeted as %s', (name, masked) => {
  expect(maskedName(name)).toBe(masked)
})

const salt = '000102030405060708090a0b0c0d0e0f'

test('F4 what an operation holds of a person is a salted commitment, the same everywhere', () => {
  const data = { name: '王小明', phone: '+886912345678' }
  const expected = 'deccebdc84c3ab43d6215cf352afc51fcceb577fa6b9df15dd200e625a3e3f20'
  expect(commitment(data, salt)).toBe(expected)
  expect(commitment({ phone: data.phone, name: data.name }, salt)).toBe(expected)
})

test('F4 another salt hides that two commitments are of one phone', () => {
  const data = { phone: '+886912345678' }
  expect(commitment(data, salt)).not.toBe(commitment(data, salt.replace('00', 'ff')))
})

test('R8 of two members the one whom the server heard of first is earlier, ids break ties', () => {
  const early = { receivedAt: 1, member: madeId(2) }
  const late = { receivedAt: 2, member: madeId(1) }
  expect([isEarlier(early, late), isEarlier(late, early)]).toEqual([true, false])
  const same = { receivedAt: 1, member: madeId(1) }
  expect([isEarlier(same, early), isEarlier(early, same), isEarlier(early, early)]).toEqual([
    true,
    false,
    false,
  ])
})

test('R10 the credentials of an enrolment are spelt in the one way', () => {
  expect(credentialsOf({ name: '王', phone: '0912 345 678', card: 'm1' })).toEqual([
    { kind: 'card', value: 'M1' },
    { kind: 'phone', value: '+886912345678' },
  ])
  expect(credentialsOf({ name: '王' })).toEqual([])
})

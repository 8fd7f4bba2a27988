import { expect, it } from 'vitest'
import { useCounter } from '#client/state/counter.ts'
import { useEnrolment } from '#client/state/enrolment.ts'
import { useVisitor } from '#client/state/visitor.ts'
import { makeCounter } from '../../../make/counter.ts'

it('a new member needs a name, something to be known by, and consent', () => {
  const enrolment = useEnrolment(makeCounter().pinia)
  enrolment.begin(undefined)
  expect(enrolment.problem).toBe('no-name')
  enrolment.name = '陳大文'
  expect(enrolment.problem).toBe('no-credential')
  enrolment.phone = '12345'
  expect(enrolment.problem).toBe('bad-phone')
  enrolment.phone = '0922-333-444'
  expect(enrolment.problem).toBe('no-consent')
  enrolment.consent = true
  expect(enrolment.problem).toBeUndefined()
})

it('R10 a new member is committed, and stands at the counter at once', async () => {
  const { pinia, tablet } = makeCounter()
  const enrolment = useEnrolment(pinia)
  enrolment.begin({ kind: 'card', value: 'M7777777' })
  enrolment.name = ' 陳大文 '
  enrolment.phone = '0922-333-444'
  enrolment.consent = true
  expect(await enrolment.complete('S001')).toBe(true)
  expect(tablet.committed).toMatchObject([
    {
      kind: 'member.enrol',
      staff: 'S001',
      name: '陳大文',
      phone: '0922333444',
      card: 'M7777777',
      consent: true,
    },
  ])
  expect(useVisitor(pinia).member?.name).toBe('陳大文')
  expect(useCounter(pinia).look).toBe('timeline')
})

it('an enrolment that could not be kept stays on the screen', async () => {
  const { pinia, tablet } = makeCounter()
  const enrolment = useEnrolment(pinia)
  enrolment.begin({ kind: 'card', value: 'M7777777' })
  enrolment.name = '陳大文'
  enrolment.consent = true
  tablet.refuse('throw')
  expect(await enrolment.complete('S001')).toBe(false)
  expect(enrolment.refusal).toBe('cannot-save')
  expect(enrolment.name).toBe('陳大文')
})

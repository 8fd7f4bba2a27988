import { describe, expect, test } from 'vitest'
import { Fact, type DiscrepancyCode } from '#shared/domain/discrepancy.ts'
import { DISCREPANCY_CODES, treatmentOf } from '#shared/domain/remedy.ts'
import { foundIn, stories } from '../../../make/discrepancy-stories.ts'

/** Why nobody can say what it costs. */
const withoutCost: Readonly<Partial<Record<DiscrepancyCode, string>>> = {
  'transfer-differs': 'goods that go from store to store have no price',
}

/** Why there is one side only. */
const withoutOther: Readonly<Partial<Record<DiscrepancyCode, string>>> = {
  'sidecar-differs': 'what was beside the operation is not what it committed to, and may be personal',
}

const UNREAD = 'what an operation says that the server cannot run, nobody has read: its cost neither'
/** Not of a rule, but of the server’s door: what it cannot run or was not sent. */
const ofTheDoor: Readonly<Partial<Record<DiscrepancyCode, string>>> = {
  'operation-not-understood': UNREAD,
  'operation-malformed': UNREAD,
  'operation-not-allowed': UNREAD,
  'operation-waits': UNREAD,
  'operation-failed': UNREAD,
  'same-id-other-content': 'both contents are kept, and the second has no effect',
  'device-forked': 'both copies go on, and each of their tickets is told; grave, so that a manager decides',
  'operations-missing': 'what was never sent nobody has read; grave, so that a manager decides',
}

test('R46 every code is provoked here, or comes from the door', () => {
  const told = [...Object.keys(stories), ...Object.keys(ofTheDoor)]
  expect(told.toSorted()).toEqual(DISCREPANCY_CODES.toSorted())
})

describe.each(Object.entries(stories))('%s', (code, cases) => {
  test.each(Object.entries(cases))(
    'R46 of %s says which facts disagree, and what it may cost',
    (_, story) => {
      const found = foundIn(story).filter((one) => one.code === code)
      expect(found.length).toBeGreaterThan(0)
      for (const { facts = [], cost } of found) {
        const isAlone = Object.hasOwn(withoutOther, code)
        const isPriceless = Object.hasOwn(withoutCost, code)
        expect(facts.length).toBeGreaterThanOrEqual(isAlone ? 1 : 2)
        expect(facts.length).toBeLessThanOrEqual(4)
        for (const fact of facts) expect(Fact.safeParse(fact)).toMatchObject({ success: true })
        expect(cost).toEqual(isPriceless ? undefined : expect.any(Number))
        expect(cost === undefined && treatmentOf(code).severity === 'high').toBe(false)
      }
    },
  )
})

import { describe, expect, test } from 'vitest'
import { PICKUP_STATES, type PickupState } from '#shared/domain/pickup.ts'
import { isOpen, PICKUP_STEPS, type PickupStep, stateAfter } from '#shared/domain/pickup-state.ts'

/** Beside each state: where each step leads, in the order of the steps; `-` where the pickup is not open to it. */
const expected: Readonly<Record<PickupState, string>> = {
  allocated: 'picking ready partly-collected shipped allocated cancelled declined - - - allocated',
  picking: 'picking ready partly-collected shipped picking cancelled declined - - - picking',
  ready: 'ready ready partly-collected shipped ready cancelled declined ready ready expired ready',
  'partly-collected':
    'partly-collected partly-collected partly-collected shipped partly-collected cancelled - partly-collected partly-collected expired partly-collected',
  collected: '- - collected collected collected - - - - - -',
  shipped: '- - shipped shipped shipped - - - - - -',
  expired: 'expired - collected shipped expired - - - - - -',
  cancelled: 'cancelled - collected shipped cancelled - - - - - -',
  declined: 'declined - collected shipped declined - - - - - -',
}

const pairs = PICKUP_STATES.flatMap((state) =>
  PICKUP_STEPS.map((step, i): [PickupState, PickupStep, string] => [
    state,
    step,
    expected[state].split(' ')[i] ?? '',
  ]),
)

describe('the table of a pickup', () => {
  test.each(pairs)('R30 %s, then %s: %s', (state, step, next) => {
    expect(stateAfter(state, step) ?? '-').toBe(next)
  })

  test('R30 an end is an end: only goods that left change it', () => {
    for (const state of PICKUP_STATES.filter((one) => !isOpen(one))) {
      for (const step of PICKUP_STEPS) {
        const next = stateAfter(state, step) ?? state
        if (next !== state) expect(['handover', 'ship']).toContain(step)
        expect(isOpen(next)).toBe(false)
      }
    }
  })
})

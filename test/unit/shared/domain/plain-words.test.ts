import { expect, it } from 'vitest'
import { discrepancy } from '#shared/domain/discrepancy.ts'
import { PICKUP_STATES } from '#shared/domain/pickup.ts'
import { PICKUP_STEPS } from '#shared/domain/pickup-state.ts'
import { OPERATION_KINDS } from '#shared/sync/operation.ts'

const about = { op: 'x', at: 0 }

it('R46 no sentence shows a code of ours where there is a word: kinds of operations, states and steps', () => {
  for (const kind of OPERATION_KINDS) {
    const { text } = discrepancy('operation-failed', about, { kind })
    expect([text['zh-TW'], text.en].join(' ')).not.toContain(kind)
  }
  for (const state of PICKUP_STATES)
    for (const step of PICKUP_STEPS) {
      const { text } = discrepancy('pickup-not-open', about, { number: 'W-1', state, step })
      expect(text['zh-TW']).not.toMatch(/[a-z]{3}/)
    }
})

it('R46 a kind that is newer than this app stands as it is, and so does what a param is not meant for', () => {
  expect(discrepancy('operation-failed', about, { kind: 'gift.wrap' }).text.en).toContain('gift.wrap')
  const { text } = discrepancy('operation-failed', about, { kind: 'constructor' })
  expect(text.en).toContain('constructor')
})

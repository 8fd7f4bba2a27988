import { expect, it } from 'vitest'
import { DEFAULT_TERMS } from '#shared/domain/terms.ts'
import { pickupDraftOf, pickupTermsIn } from '#client/state/pickup-terms-draft.ts'

const terms = { ...DEFAULT_TERMS.pickups, proofs: [...DEFAULT_TERMS.pickups.proofs] }
const draft = pickupDraftOf(terms)
const proofs = (from: Partial<typeof draft.proofs>) => ({ proofs: { ...draft.proofs, ...from } })

it('R35 R39 what is shown is what is read again', () => {
  expect(pickupTermsIn(draft)).toEqual({ is: 'terms', terms })
  expect(draft.proofs).toEqual({ document: '0', order: '3000', code: '20000', qr: '' })
})

it('R35 a proof that is not asked for by itself is left out', () => {
  const read = pickupTermsIn({ ...draft, ...proofs({ order: ' ', code: '500' }) })
  expect(read).toMatchObject({
    terms: {
      proofs: [
        { from: 0, atLeast: 'document' },
        { from: 500, atLeast: 'code' },
      ],
    },
  })
})

it.each([
  [{ keptDays: '0' }, 'invalid'],
  [{ keptDays: '61' }, 'invalid'],
  [{ extensionDays: '' }, 'invalid'],
  [{ leaseHours: '1.5' }, 'invalid'],
  [{ remindDays: '7' }, 'reminder-too-early'],
  [proofs({ document: '' }), 'proof-from-nothing'],
  [proofs({ document: '', order: '', code: '', qr: '' }), 'proof-from-nothing'],
  [proofs({ code: '3000' }), 'proofs-not-rising'],
  [proofs({ qr: '100' }), 'proofs-not-rising'],
  [proofs({ order: '3,000' }), 'invalid'],
] as const)('R35 R39 %j is not kept', (typed, problem) => {
  expect(pickupTermsIn({ ...draft, ...typed })).toEqual({ is: 'problem', problem })
})

import { describe, expect, test } from 'vitest'
import { commitment } from '#shared/domain/member.ts'
import { money } from '#shared/domain/money.ts'
import { draft, type Intent, type Refusal } from '#client/sync/intent.ts'
import { bodyOf, readOperation } from '#shared/sync/operation.ts'
import { parseJson } from '#shared/base/json.ts'
import { madeId } from '../../../make/ids.ts'
import { goods } from '../../../make/intents.ts'
import { keyOf, part, refOf, teasAndCups } from '../../../make/pickups.ts'

const salt = new Uint8Array(16)
const pickup = keyOf('N1')
const staff = 'E01'
const [tea] = teasAndCups
const handover = {
  kind: 'pickup.handover',
  staff,
  pickup,
  ref: refOf('N1'),
  lines: tea ? [{ ...tea, line: 0 }] : [],
  proof: 'qr',
} as const
const card = '4111 1111 1111 1111'

function drafted(intent: Intent) {
  const result = draft(intent, madeId(1), salt)
  if (!result.ok) throw new Error(`refused: ${result.error}`)
  return result.value
}

test.each<[string, Intent]>([
  ['what was found', { kind: 'pickup.pick', staff, pickup, lines: [{ line: 0, picked: 1 }] }],
  ['ready on a shelf', { kind: 'pickup.ready', staff, pickup, shelf: ' B-3 ' }],
  ['cancelled', { kind: 'pickup.cancel', staff, pickup, why: 'damaged', note: '摔破' }],
  ['declined', { kind: 'pickup.decline', staff, pickup, reason: '缺貨' }],
  ['sent', { kind: 'pickup.ship', staff, pickup, carrier: '黑貓', tracking: '4111111111111111' }],
  ['kept longer', { kind: 'pickup.extend', staff, pickup, until: 1 }],
  ['a lease', { kind: 'pickup.lease', staff, pickup, device: 'D1' }],
  ['handed over', { ...handover, device: 'D1', unleased: true, exception: '無網路' }],
])('O1 %s is an operation that the server reads', (_, intent) => {
  const { kind, args } = drafted(intent)
  const at = { wall: 0 }
  const body = bodyOf({
    id: madeId(1),
    kind,
    version: 1,
    args,
    staff,
    store: 'S01',
    businessDate: '2026-03-02',
    at,
  })
  expect(readOperation(parseJson(body)).is).toBe('operation')
})

test('R33 what is due and what is bought besides is one sum on one receipt', () => {
  const paid = {
    due: money(450),
    more: [goods('D4', 100)],
    tenders: [{ kind: 'cash' as const, amount: money(550), tendered: money(1000) }],
  }
  expect(drafted({ ...handover, paid })).toMatchObject({
    numbered: true,
    total: 550,
    change: 450,
    args: { paid: { due: 450, total: 550, more: [{ amount: 100 }] } },
  })
})

test('F4 R33 an order of the counter takes money for what is paid now; who collects it travels beside', () => {
  const lines = [goods('A1', 150, 3), goods('B2', 400, 2)]
  const parts = [part({ lines: [{ line: 1, quantity: 2 }], paid: false })]
  const tenders = [{ kind: 'cash' as const, amount: money(450) }]
  const contact = { name: ' 王小明 ', phone: '0912345678', code: '' }
  const { args, sidecars, total } = drafted({ kind: 'order.place', staff, lines, parts, tenders, contact })
  expect(total).toBe(450)
  expect(sidecars).toMatchObject([
    { subject: `${madeId(1)}/contact`, data: { name: '王小明', phone: '0912345678' } },
  ])
  const [beside] = sidecars
  expect(args['contact']).toBe(commitment(beside?.data ?? {}, beside?.salt ?? ''))
  expect(JSON.stringify(args)).not.toMatch(/王小明|0912345678/)
})

describe('what is refused before it is done', () => {
  const short = { due: money(450), more: [], tenders: [] }
  test.each<[string, Intent, Refusal]>([
    ['nothing found', { kind: 'pickup.pick', staff, pickup, lines: [] }, 'nothing-to-record'],
    ['nothing handed over', { ...handover, lines: [] }, 'nothing-to-record'],
    ['no reason', { kind: 'pickup.decline', staff, pickup, reason: ' ' }, 'reason-missing'],
    ['a card number as a reason', { ...handover, exception: card }, 'note-looks-like-card'],
    [
      'a card number as a note',
      { kind: 'pickup.cancel', staff, pickup, why: 'other', note: card },
      'note-looks-like-card',
    ],
    [
      'a shelf of a whole sentence',
      { kind: 'pickup.ready', staff, pickup, shelf: 'x'.repeat(41) },
      'too-large',
    ],
    [
      'a parcel without a number',
      { kind: 'pickup.ship', staff, pickup, carrier: '黑貓', tracking: '' },
      'reason-missing',
    ],
    ['too little money', { ...handover, paid: short }, 'tenders-differ'],
    [
      'an order of nothing for later',
      { kind: 'order.place', staff, lines: [goods('A1', 150)], parts: [], tenders: [] },
      'nothing-to-record',
    ],
    [
      'an order that is not paid',
      { kind: 'order.place', staff, lines: [...teasAndCups], parts: [part()], tenders: [] },
      'tenders-differ',
    ],
  ])('O4 R3 %s', (_, intent, reason) => {
    expect(draft(intent, madeId(1), salt)).toEqual({ ok: false, error: reason })
  })
})

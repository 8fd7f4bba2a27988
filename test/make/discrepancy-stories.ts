import type { Discrepancy, DiscrepancyCode } from '#shared/domain/discrepancy.ts'
import { money } from '#shared/domain/money.ts'
import type { Staff } from '#shared/domain/staff.ts'
import { DEFAULT_TERMS, type Terms, TERMS_KEY } from '#shared/domain/terms.ts'
import { DAY_MS } from '#shared/base/time.ts'
import { OUTFLOW_TRIES_MAX } from '#shared/domain/outflow.ts'
import { bodyOf } from '#shared/sync/operation.ts'
import { madeId, morningMs } from './ids.ts'
import { allowed, leader } from './leader.ts'
import {
  cash,
  enrolment,
  exchange,
  giveBack,
  line,
  type Made,
  sale,
  settle,
  stockFound,
} from './operations.ts'
import { snapshot } from './orders.ts'
import { deadline, handover, keyOf, part, pickupIn, placed, step, worldWithStores } from './pickups.ts'
import { arrived, counted, sent } from './shelves.ts'
import type { World } from './world.ts'

/** One thing after the other; what a step needs to know of the world it asks for. */
type Step = Made | ((world: World) => Made)
type Story = readonly Step[]
const allowedHandover = { approver: leader.id }

const member = enrolment(90, { phone: '0912345678' })
const amy: Staff = { ...leader, id: 'E01', name: 'E01', role: 'associate', member: member.id }
const tight: Terms = {
  ...DEFAULT_TERMS,
  returns: {
    ...DEFAULT_TERMS.returns,
    unverified: { timesMax: 1, periodDays: 90, amountMax: money(200), priceDays: 30 },
  },
}
const credit = (amount: number, reference = madeId(2)) => ({ kind: 'credit', amount, reference })
const byShop = (amount: number) => ({ tenders: [{ kind: 'shop', amount }] })
const other = { store: 'S02', register: 'R02' }

const teas = [line('A1', 150, 2)]
const N1 = keyOf('N1')
const ordered = (over: object = {}): Made =>
  snapshot('N1', { lines: teas, parts: [part({ lines: [{ line: 0, quantity: 2 }], ...over })] })
const give =
  (n: number, over: object = {}): Step =>
  (world) =>
    handover(n, { pickup: pickupIn(world, N1), ...over })
const loose = (n: number, price = 150, more: object = {}): Made =>
  giveBack(n, [{ price }], {
    customer: { member: member.id },
    tenders: [credit(price, madeId(n))],
    ...allowed('unverified'),
    ...more,
  })
const held = (device: string) => step(70, 'lease', { pickup: N1, args: { device } })
const unleased = { args: { unleased: true, exception: '顧客趕時間', device: 'D2' } }
const muchLater = morningMs + 90 * DAY_MS
const ship = step(80, 'ship', { pickup: keyOf('N1'), args: { carrier: 'post', tracking: 'P1' } })
const toSend = (over: object = {}) => ordered({ kind: 'ship', ...over })
const moved = snapshot('N1', {
  lines: teas,
  parts: [part({ kind: 'ship', store: 'S02', lines: [{ line: 0, quantity: 2 }] })],
  revision: 2,
})
const decline = step(81, 'decline', { pickup: N1, args: { reason: '沒有貨' } })
const dear = { lines: [line('A1', 30_000)], parts: [part({ lines: [{ line: 0, quantity: 1 }] })] }

const seenOf = (code: DiscrepancyCode): Discrepancy => ({
  code,
  op: madeId(1),
  params: {},
  text: { 'zh-TW': '', en: '' },
  at: morningMs,
  facts: [{ is: 'sale', op: madeId(1) }],
  cost: 900,
})
const accepted = settle(61, { key: 'x', seen: seenOf('total-differs'), deed: { did: 'accept', limit: 0 } })

/** What a shop could not do, as often as it is asked. */
const failing =
  (n: number): Step =>
  (world) => {
    const [told] = world.list('outflow')
    const key = told?.key ?? ''
    const tries = told?.tries ?? 0
    const id = madeId(n)
    const args = { done: [], failed: [{ key, tries, reason: '404' }] }
    const body = bodyOf({
      id,
      kind: 'outflow.settle',
      version: 1,
      args,
      channel: 'shop',
      businessDate: '2026-03-02',
      at: { wall: morningMs },
    })
    return { id, sidecars: [], body }
  }

/** How each comes about, on whatever kind of ticket it can. */
export const stories: Readonly<Partial<Record<DiscrepancyCode, Readonly<Record<string, Story>>>>> = {
  'line-amount-differs': {
    'a sale': [sale(1, { lines: [{ ...line('A1', 150, 2), amount: money(250) }] })],
    'an order of a shop': [snapshot('N1', { lines: [{ ...line('A1', 150, 2), amount: money(250) }] })],
  },
  'total-differs': {
    'a sale': [sale(1, { total: 250, tenders: [cash(250)] })],
    'an order at the counter': [
      placed(2, { lines: teas, parts: [part({ lines: [{ line: 0, quantity: 2 }] })], total: 250 }),
    ],
    'a handover': [
      ordered({ paid: false }),
      give(3, { paid: { due: 300, more: [line('B2', 90)], tenders: [cash(300)], total: 300 } }),
    ],
  },
  'tenders-differ': {
    'an exchange': [
      sale(1),
      exchange(2, { back: [{ ref: madeId(1) }], lines: [line('B2', 400)] }, { tenders: [cash(200)] }),
    ],
  },
  'change-differs': {
    'a sale': [sale(1, { tenders: [{ kind: 'cash', amount: 300, tendered: 500, change: 230 }] })],
  },
  'receipt-number-used-twice': {
    'two sales': [sale(1, { receipt: 'R01-A-000001' }), sale(2, { receipt: 'R01-A-000001' })],
  },
  'returned-more-than-sold': {
    'two returns': [
      sale(1),
      giveBack(2, [{ ref: madeId(1), quantity: 2 }]),
      giveBack(3, [{ ref: madeId(1) }], other),
    ],
  },
  'return-of-unknown-sale': { 'a return': [giveBack(2, [{ ref: madeId(1) }])] },
  'return-of-unknown-line': { 'a return': [sale(1), giveBack(2, [{ ref: madeId(1), line: 7 }])] },
  'refund-exceeds-price': {
    'a return': [sale(1), giveBack(2, [{ ref: madeId(1), amount: 500 }])],
    'paid out twice': [
      placed(2, { lines: teas, parts: [part({ lines: [{ line: 0, quantity: 2 }] })], total: 300 }),
      step(3, 'cancel', { pickup: `${madeId(2)}.1`, args: { why: 'buyer' } }),
      giveBack(4, [{ ref: madeId(2), quantity: 2, due: true }]),
      giveBack(5, [{ ref: madeId(2), quantity: 2, due: true }], other),
    ],
  },
  'returned-other-article': { 'a return': [sale(1), giveBack(2, [{ ref: madeId(1), sku: 'Z9' }])] },
  'approval-missing': {
    'a late return': [sale(1), giveBack(2, [{ ref: madeId(1) }], { businessDate: '2026-07-20' })],
    'a return without a receipt': [giveBack(2, [{}], { tenders: [credit(150)] })],
    'an exchange with an approval of nobody who may': [
      sale(1),
      exchange(
        2,
        { back: [{ ref: madeId(1) }], lines: [line('B2', 400)] },
        { approval: { for: ['late'], reason: '熟客' }, approver: 'E01' },
      ),
    ],
    'a handover without its lease': [ordered(), held('D1'), give(3, unleased)],
  },
  'returned-to-self': {
    'a return': [member, sale(1, { customer: { member: member.id } }), giveBack(2, [{ ref: madeId(1) }])],
    'without a receipt': [
      member,
      giveBack(2, [{}], { customer: { member: member.id }, tenders: [credit(150)] }),
    ],
  },
  'unverified-too-often': { 'two returns': [member, loose(2), loose(3)] },
  'unverified-above-limit': { 'a return': [member, loose(2, 900)] },
  'shop-refund-without-shop': { 'a return': [sale(1), giveBack(2, [{ ref: madeId(1) }], byShop(150))] },
  'credit-overspent': {
    'two sales': [
      loose(2),
      sale(3, { lines: [line('B2', 100)], tenders: [credit(100)] }),
      sale(4, { lines: [line('B2', 100)], tenders: [credit(100)], ...other }),
    ],
  },
  'credit-unknown': { 'a sale': [sale(3, { lines: [line('B2', 100)], tenders: [credit(100)] })] },
  oversold: { 'two sales': [counted(1, { A1: 1 }), sale(2), sale(3)] },
  'written-off-without-approval': { 'broken goods': [stockFound(1, -90, { unitPrice: 150 })] },
  'reserved-short': { 'an order and a sale': [counted(1, { A1: 2 }), ordered(), sale(2)] },
  'transfer-differs': {
    'goods of another store': [
      sent(1, { to: 'S02', goods: { A1: 5 } }),
      arrived(2, { transfer: madeId(1), from: 'S01', goods: { A1: 4 } }, other),
    ],
  },
  'two-members-by-one-enrolment': {
    'a phone and a card': [
      enrolment(1, { phone: '0911111111' }),
      enrolment(2, { card: 'C1' }),
      enrolment(3, { phone: '0911111111', card: 'C1' }),
    ],
  },
  'settled-without-approval': { 'a loss that is accepted': [accepted] },
  'pickup-unknown': {
    'a handover': [
      (world) => {
        const known = worldWithStores().take(ordered()).deliver()
        return world.list('pickup').length === 0 ? handover(3, { pickup: pickupIn(known, N1) }) : ordered()
      },
    ],
    'a step': [step(3, 'ready', { pickup: N1 })],
  },
  'pickup-not-open': { 'a step': [ordered(), give(3), step(4, 'ready', { pickup: N1 })] },
  'handed-over-twice': { 'two handovers': [ordered(), give(3), give(4)] },
  'handed-over-cancelled': {
    'a handover': [
      ordered(),
      step(3, 'cancel', { pickup: N1, args: { why: 'buyer' } }),
      give(4, { units: { 0: 2 } }),
    ],
  },
  'handed-over-late': {
    'a handover': [
      ordered(),
      step(3, 'ready', { pickup: N1 }),
      (world) => deadline(4, pickupIn(world, N1), 'expiry'),
      give(5),
    ],
  },
  'handed-over-leased-elsewhere': {
    'a handover': [
      ordered(),
      held('D1'),
      give(3, { args: { device: 'D2', exception: '-' }, ...allowedHandover }),
    ],
  },
  'handed-over-unleased': { 'a handover': [ordered(), give(3, { ...unleased, ...allowedHandover })] },
  'lease-used-late': {
    'a handover': [
      ordered(),
      held('D1'),
      (world) => {
        world.at(muchLater)
        return handover(3, { pickup: pickupIn(world, N1), at: muchLater, args: { device: 'D1' } })
      },
    ],
  },
  'given-after-decline': {
    'a parcel': [toSend(), decline, ship],
    'a handover': [toSend(), decline, give(4)],
  },
  'proof-too-weak': { 'a handover': [snapshot('N1', dear), give(3, { proof: 'order' })] },
  'handover-sum-differs': { 'a handover': [ordered({ paid: false }), give(3)] },
  'order-part-malformed': { 'an order': [ordered({ lines: [{ line: 0, quantity: 9 }] })] },
  'order-store-unknown': { 'an order': [ordered({ store: 'S99' })] },
  'order-moved-late': { 'an order that was sent': [toSend(), ship, moved] },
  'order-unplaced': { 'an order to be sent': [toSend(), decline] },
  'outflow-dead': {
    'a refund': [
      ordered(),
      step(3, 'cancel', { pickup: N1, args: { why: 'buyer' } }),
      ...Array.from({ length: OUTFLOW_TRIES_MAX }, (_, n) => failing(10 + n)),
    ],
  },
  'sidecar-differs': { 'an enrolment': [{ ...member, sidecars: enrolment(91).sidecars }] },
  'counter-order-unplaced': {
    'an order of the counter': [
      placed(2, {
        lines: teas,
        parts: [part({ store: 'S99', lines: [{ line: 0, quantity: 2 }] })],
        total: 300,
      }),
    ],
    'that is declined': [
      placed(2, {
        lines: teas,
        parts: [part({ kind: 'ship', store: 'S02', lines: [{ line: 0, quantity: 2 }] })],
        total: 300,
      }),
      step(3, 'decline', { pickup: `${madeId(2)}.1`, args: { reason: '沒有貨' }, ...other }),
    ],
  },
  'refund-due': {
    'an order of the counter': [
      placed(2, { lines: teas, parts: [part({ lines: [{ line: 0, quantity: 2 }] })], total: 300 }),
      step(3, 'cancel', { pickup: `${madeId(2)}.1`, args: { why: 'buyer' } }),
    ],
  },
}

/** All that was found when it was over; every leader and member of staff is known, and the terms are tight. */
export function foundIn(story: Story): Discrepancy[] {
  const world = worldWithStores()
  for (const store of ['store:S01', 'store:S02']) world.put(store, 'staff', ['E01', amy])
  world.put('catalog', 'terms', [TERMS_KEY, tight])
  for (const step of story) world.take(typeof step === 'function' ? step(world) : step).deliver()
  return world.list('discrepancy').filter(({ settled }) => !settled)
}

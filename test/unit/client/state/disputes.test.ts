import { expect, it } from 'vitest'
import { discrepancy } from '#shared/domain/discrepancy.ts'
import { type Dispute, excessKey } from '#shared/domain/dispute.ts'
import { money } from '#shared/domain/money.ts'
import type { Step } from '#shared/domain/settlement.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { useDiscrepancies } from '#client/state/discrepancies.ts'
import { useDisputes } from '#client/state/disputes.ts'
import { fang, makeCounter, mug } from '../../../make/counter.ts'
import { type FakeData, fakeId } from '../../../make/fake-tablet.ts'

const line = {
  sku: mug.sku,
  name: mug.name,
  quantity: 1,
  unitPrice: money(290),
  amount: money(290),
  kind: 'goods',
} as const
const back = (op: number, home: string) => ({
  lines: [{ line: 0, quantity: 1, amount: money(290) }],
  op: fakeId(op),
  home,
  revision: 1,
})
const sold: Receipt = {
  ref: fakeId(71),
  lines: [line],
  number: 'R02-A-000009',
  where: 'store:S02',
  at: 5,
  businessDate: '1970-01-01',
  who: null,
  revision: 1,
  returned: { a: back(81, 'store:S02'), b: back(82, 'store:S01') },
}
const dispute = (over: Partial<Dispute> = {}): Dispute => ({
  ref: sold.ref,
  receipt: 'R02-A-000009',
  line: 0,
  op: fakeId(82),
  quantity: 1,
  amount: money(290),
  basis: [1, 2],
  ...over,
})
const found = discrepancy(
  'returned-more-than-sold',
  { op: sold.ref, at: 9, cost: 290 },
  { receipt: 'R02-A-000009', line: 1, sold: 1, returned: 2 },
)

async function accountOf(data: FakeData) {
  const made = makeCounter({ staff: [fang], ...data })
  const disputes = useDisputes(made.pinia)
  await disputes.refresh()
  return { disputes, inbox: useDiscrepancies(made.pinia) }
}

it('R28 the disputed account names the sale, every return of it, which one was too much, and where that is decided', async () => {
  const { disputes, inbox } = await accountOf({
    disputes: [dispute()],
    receipts: [sold],
    discrepancies: { [excessKey(sold.ref, 0)]: found },
  })
  expect([disputes.total, disputes.undecided]).toEqual([290, 290])
  const [one, ...others] = disputes.all
  expect(others).toEqual([])
  expect(one).toMatchObject({ receipt: 'R02-A-000009', line: 1, article: mug.name, isOpen: true })
  expect(one?.facts).toMatchObject([
    { is: 'sale', where: 'store:S02', amount: 290 },
    { is: 'return', where: 'store:S02', amount: -290 },
    { is: 'disputed', where: 'store:S01', amount: -290 },
  ])
  expect(one?.deeds).toContain('charge-back')
  if (one?.entry) inbox.seek(one.entry)
  expect([inbox.filter, inbox.sought]).toEqual(['open', `store:S01 ${excessKey(sold.ref, 0)}`])
})

it('R28 what stands for nothing any more is not shown; without its receipt and its discrepancy a dispute still is', async () => {
  const { disputes } = await accountOf({
    disputes: [
      dispute({ op: fakeId(83), quantity: 0, amount: money(0) }),
      dispute({ op: fakeId(84), line: 2, quantity: 0, amount: money(40) }),
    ],
  })
  expect([disputes.total, disputes.undecided]).toEqual([40, 40])
  expect(disputes.all).toMatchObject([
    { line: 3, article: undefined, facts: [], entry: undefined, isOpen: true, deeds: [] },
  ])
})

it('R28 R47 what was decided stays in the account and is not counted as undecided', async () => {
  const key = excessKey(sold.ref, 0)
  const accepted: Step = {
    op: fakeId(90),
    at: 10,
    turn: 1,
    where: 'store:S01',
    staff: fang.id,
    approver: null,
    note: '查明了',
    deed: { did: 'accept', limit: money(500) },
    seen: { ...found, facts: [] },
  }
  const { disputes } = await accountOf({
    disputes: [dispute()],
    receipts: [sold],
    discrepancies: { [key]: found },
    settlements: [{ key, home: 'store:S01', steps: { [accepted.op]: accepted } }],
  })
  expect([disputes.total, disputes.undecided, disputes.all[0]?.deeds]).toEqual([290, 0, ['reopen']])
})

import { expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Ticket } from '#shared/sync/change.ts'
import { useJournal } from '#client/state/journal.ts'
import { useReadiness } from '#client/state/readiness.ts'
import { useOutbox } from '#client/state/outbox.ts'
import { useSession } from '#client/state/session.ts'
import { fang, makeCounter, ming, mug } from '../../../make/counter.ts'
import { fakeId } from '../../../make/fake-tablet.ts'

const ticket = (count: number, over: Partial<Ticket> = {}): Ticket => ({
  op: fakeId(count),
  kind: 'sale',
  number: `R01-A-00000${count}`,
  businessDate: '2026-11-20',
  at: count,
  staff: fang.id,
  register: 'R01',
  who: { member: ming.id },
  total: money(580),
  lineCount: 1,
  units: 2,
  ...over,
})
const receipt: Receipt = {
  ref: fakeId(2),
  lines: [
    { sku: mug.sku, name: mug.name, quantity: 2, unitPrice: money(290), amount: money(580), kind: 'goods' },
  ],
  number: 'R01-A-000002',
  where: 'store:S01',
  at: 2,
  businessDate: '2026-11-20',
  who: { member: ming.id },
  tenders: [{ kind: 'cash', amount: money(580), tendered: money(1000), change: money(420) }],
  ban: '04595257',
  revision: 1,
  returned: {},
}

async function journalOf(...tickets: Ticket[]) {
  const made = makeCounter({ receipts: [receipt] })
  const { list } = made.tablet.rows
  Object.assign(made.tablet.rows, {
    list: async (table: Parameters<typeof list>[0]) => (table === 'ticket' ? tickets : await list(table)),
  })
  await useSession(made.pinia).refresh()
  const journal = useJournal(made.pinia)
  await journal.load()
  return Object.assign(journal, { tablet: made.tablet })
}

it('shows the latest receipts first and finds one by its number', async () => {
  const journal = await journalOf(ticket(1), ticket(2), ticket(3, { number: null, kind: 'stock' }))
  expect(journal.found.map(({ number }) => number)).toEqual(['R01-A-000002', 'R01-A-000001'])
  journal.search = ' a-000001'
  expect(journal.found.map(({ number }) => number)).toEqual(['R01-A-000001'])
})

it('R21 a second copy says all that the first said, and that it is one', async () => {
  const journal = await journalOf(ticket(2))
  await journal.open(ticket(2))
  expect(journal.opened).toMatchObject({
    isCopy: true,
    kind: 'sale',
    receiptNumber: 'R01-A-000002',
    staffName: fang.name,
    total: 580,
    change: 420,
    points: 5,
    invoice: { ban: '04595257' },
    lines: [{ sku: mug.sku }],
  })
})

it('R21 R36 an order of the counter is printed again with what waits where, and the same code', async () => {
  const lines = receipt.lines ?? []
  const parts = [{ part: 1, kind: 'collect', store: 'S02', lines: [{ line: 0, quantity: 2 }], paid: false }]
  const order = ticket(2, { kind: 'order', total: money(0) })
  const journal = await journalOf(order)
  const { rows } = journal.tablet
  const { get } = rows
  Object.assign(rows, {
    get: async (table: Parameters<typeof get>[0], key: string) =>
      table === 'order' ? { op: order.op, order: { lines, parts } } : await get(table, key),
  })
  await journal.open(order)
  expect(journal.opened).toMatchObject({
    isCopy: true,
    kind: 'order',
    lines: [{ sku: mug.sku }],
    order: { later: 580, ways: [[{ is: 'collect', store: 'S02', quantity: 2 }]] },
  })
  expect(journal.opened?.order?.codes).toHaveLength(1)
})

it('what is not on this tablet is said to be elsewhere', async () => {
  const journal = await journalOf(ticket(5, { kind: 'return' }))
  await journal.open(ticket(5, { kind: 'return' }))
  expect(journal.opened).toBeUndefined()
  expect(journal.isElsewhere).toBe(true)
})

it('the readiness says what is missing before the line is cut', async () => {
  const made = makeCounter({ products: [], members: [ming] })
  const readiness = useReadiness(made.pinia)
  await readiness.load()
  const found = Object.fromEntries(readiness.checks.map(({ what, is }) => [what, is]))
  expect(found).toMatchObject({
    saves: 'good',
    opens: 'good',
    products: 'missing',
    members: 'good',
    kept: 'good',
  })
  made.tablet.setStatus({ canSave: false })
  useOutbox(made.pinia).refresh()
  expect(readiness.checks.find(({ what }) => what === 'saves')?.is).toBe('missing')
})

it('the rescue file is given to the person with the register and the time in its name', async () => {
  const made = makeCounter()
  await useOutbox(made.pinia).saveRescueFile()
  expect([...made.saved.keys()]).toEqual(['onecounter-R01-1970-01-01T000000.json'])
})

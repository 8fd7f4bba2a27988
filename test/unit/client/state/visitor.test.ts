import { expect, it } from 'vitest'
import { money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { Picture, Recent } from '#shared/domain/timeline.ts'
import { useVisitor } from '#client/state/visitor.ts'
import { makeCounter, ming, mug } from '../../../make/counter.ts'
import { fakeId } from '../../../make/fake-tablet.ts'

const hua = { id: fakeId(51), name: '陳小華', credentials: [] } as const
const entry: Recent = {
  id: fakeId(71),
  kind: 'sale',
  at: 0,
  date: '2026-11-20',
  where: 'store:S01',
  amount: money(290),
  lineCount: 1,
  op: fakeId(71),
  revision: 1,
  thread: fakeId(71),
}
const receipt: Receipt = {
  ref: fakeId(71),
  lines: [
    { sku: mug.sku, name: mug.name, quantity: 1, unitPrice: money(290), amount: money(290), kind: 'goods' },
  ],
  number: 'R01-A-000009',
  where: 'store:S01',
  at: 0,
  businessDate: '2026-11-20',
  who: null,
  revision: 1,
  returned: {},
}

/** A tablet that answers when it is told to. */
function slow() {
  const made = makeCounter()
  const answers = new Map<string, (value: unknown) => void>()
  const asked = (key: string) => new Promise((resolve) => answers.set(key, resolve))
  Object.assign(made.tablet, { visitor: asked, receipt: asked })
  return {
    ...made,
    visitor: useVisitor(made.pinia),
    answer: (key: string, value: unknown): void => answers.get(key)?.(value),
  }
}

const pictureOf = (member: Picture['member'], points: number): Partial<Picture> => ({ member, points })

it('a picture that comes late never shows under another member', async () => {
  const { visitor, answer } = slow()
  const first = visitor.show({ ...ming })
  const second = visitor.show({ ...hua })
  answer(hua.id, pictureOf(hua.id, 2))
  await second
  answer(ming.id, pictureOf(ming.id, 9))
  await first
  expect([visitor.member?.id, visitor.picture?.points]).toEqual([hua.id, 2])
})

it('an entry that is opened late never opens under another member', async () => {
  const { visitor, answer } = slow()
  void visitor.show({ ...ming })
  const opening = visitor.toggle(entry)
  void visitor.show({ ...hua })
  answer(entry.thread, { receipt })
  await opening
  expect(visitor.opened).toEqual({})
})

it('R4 what lies open follows what comes back of it meanwhile', async () => {
  const { tablet, pinia } = makeCounter()
  const visitor = useVisitor(pinia)
  let now = receipt
  Object.assign(tablet, { receipt: async () => ({ receipt: now, code: undefined }) })
  await visitor.show({ ...ming })
  await visitor.toggle(entry)
  expect(visitor.opened[entry.id]?.receipt?.revision).toBe(1)
  now = { ...receipt, revision: 2 }
  await visitor.refresh()
  expect(visitor.opened[entry.id]?.receipt?.revision).toBe(2)
})

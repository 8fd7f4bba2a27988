import { describe, expect, it } from 'vitest'
import { discrepancy } from '#shared/domain/discrepancy.ts'
import { money } from '#shared/domain/money.ts'
import type { Settlement } from '#shared/domain/settlement.ts'
import { useCorrection } from '#client/state/correction.ts'
import { useDiscrepancies } from '#client/state/discrepancies.ts'
import { usePayment } from '#client/state/payment.ts'
import { usePin } from '#client/state/pin.ts'
import { useSession } from '#client/state/session.ts'
import { useSettling } from '#client/state/settling.ts'
import { fang, makeCounter, mug } from '../../../make/counter.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { goods, selling } from '../../../make/intents.ts'

const lin = { ...fang, id: 'M001', name: '林店長', role: 'manager' } as const
const found = (at: number, cost?: number) =>
  discrepancy(
    'total-differs',
    { op: fakeId(at), at, ...(cost === undefined ? {} : { cost }) },
    { receipt: 'R01-A-000001' },
  )
const asked: Settlement = {
  key: 'q',
  home: 'store:S02',
  steps: {
    [fakeId(70)]: {
      op: fakeId(70),
      at: 1,
      turn: 1,
      where: 'store:S02',
      staff: 'X01',
      approver: null,
      note: '是你們退的嗎？',
      deed: { did: 'ask', store: 'store:S01' },
      seen: { ...found(1), facts: [] },
    },
  },
}

async function inboxOf(
  who: typeof fang | typeof lin = fang,
  verifyPin = async (pin: string) => pin === '730514',
) {
  const made = makeCounter(
    {
      staff: [fang, lin],
      discrepancies: { cheap: found(2, 100), dear: found(1, 900) },
      questions: [asked],
    },
    { verifyPin },
  )
  const session = useSession(made.pinia)
  await session.refresh()
  session.staff = who
  const inbox = useDiscrepancies(made.pinia)
  await inbox.refresh()
  const entry = (key: string) => {
    const one = inbox.entries.find((each) => each.key === key)
    if (!one) throw new Error(`no entry ${key}`)
    return one
  }
  return { ...made, inbox, session, entry, settling: useSettling(made.pinia), pin: usePin(made.pinia) }
}

describe('the inbox of a store', () => {
  it('R46 counts what somebody here has to do something about, the newest or the dearest first', async () => {
    const { inbox } = await inboxOf()
    expect(inbox.openCount).toBe(3)
    expect(inbox.shown.map(({ key }) => key)).toEqual(['cheap', 'dear', 'q'])
    inbox.order = 'dearest'
    expect(inbox.shown.map(({ key }) => key)).toEqual(['dear', 'cheap', 'q'])
    inbox.filter = 'closed'
    expect(inbox.shown).toEqual([])
  })
})

describe('deciding', () => {
  it('R48 anybody accepts a small loss, under their own name', async () => {
    const { settling, entry, tablet } = await inboxOf()
    expect(await settling.decide(entry('cheap'), { did: 'accept', limit: money(500) }, '零頭')).toBe(true)
    expect(tablet.committed).toMatchObject([
      {
        kind: 'discrepancy.resolve',
        key: 'cheap',
        staff: 'S001',
        turn: 1,
        note: '零頭',
        deed: { did: 'accept', terms: 1 },
        seen: { cost: 100 },
      },
    ])
    expect(tablet.committed[0]).not.toHaveProperty('approver')
  })

  it('R48 a large one waits for a manager’s PIN, which is for this decision alone', async () => {
    const { settling, entry, tablet, pin } = await inboxOf()
    expect(await settling.decide(entry('dear'), { did: 'accept', limit: money(500) }, '查過了')).toBe(false)
    expect([tablet.committed, settling.leaders.map(({ id }) => id)]).toEqual([[], ['M001']])
    pin.choose(fang)
    expect(await settling.approve('730514')).toBe(false)
    pin.choose(lin)
    expect(await settling.approve('111111')).toBe(false)
    expect([tablet.committed, pin.wrong]).toEqual([[], true])
    expect(await settling.approve('730514')).toBe(true)
    expect(tablet.committed).toMatchObject([{ key: 'dear', staff: 'S001', approver: 'M001' }])
    expect(settling.unapproved).toBeUndefined()
    expect(await settling.approve('730514')).toBe(false)
    expect(tablet.committed).toHaveLength(1)
  })

  it('R48 a manager accepts without another PIN, and charges with one', async () => {
    const { settling, entry, tablet } = await inboxOf(lin)
    expect(await settling.decide(entry('dear'), { did: 'accept', limit: money(500) }, '查過了')).toBe(true)
    expect(tablet.committed).toMatchObject([{ staff: 'M001', approver: 'M001' }])
    const charge = { did: 'charge-back', to: 'staff:S001', amount: money(100) } as const
    expect(await settling.decide(entry('cheap'), charge, '短收')).toBe(false)
    expect(settling.unapproved?.deed).toEqual(charge)
  })

  it('what waits for an approval is gone with whoever wanted it', async () => {
    const { settling, entry, session } = await inboxOf()
    await settling.decide(entry('dear'), { did: 'accept', limit: money(500) }, '查過了')
    session.staff = lin
    await Promise.resolve()
    expect(settling.unapproved).toBeUndefined()
  })

  it('R49 an answer goes back to who asked', async () => {
    const { settling, entry, tablet } = await inboxOf()
    const deed = { did: 'answer', home: 'store:S02' } as const
    expect(await settling.decide(entry('q'), deed, '不是')).toBe(true)
    expect(tablet.committed).toMatchObject([{ key: 'q', turn: 2, deed }])
  })

  it('what the tablet refuses is said, and stays open', async () => {
    const { settling, entry, tablet } = await inboxOf()
    tablet.refuse('throw')
    expect(await settling.decide(entry('cheap'), { did: 'take' }, '')).toBe(false)
    expect(settling.refusal).toBe('cannot-save')
  })
})

describe('correcting', () => {
  it('R46 the next ticket that is paid is linked to the discrepancy, and only that one', async () => {
    const { entry, tablet, pinia } = await inboxOf()
    const correction = useCorrection(pinia)
    const payment = usePayment(pinia)
    correction.begin(entry('cheap'))
    await payment.begin()
    await payment.commit(selling({ lines: [goods(mug.sku, 100)] }), fang.name)
    await Promise.resolve()
    const [sale, link] = tablet.committed
    expect(link).toMatchObject({
      kind: 'discrepancy.resolve',
      key: 'cheap',
      deed: { did: 'correct', by: sale?.id },
    })
    await payment.begin()
    await payment.commit(selling({ lines: [goods(mug.sku, 100)] }), fang.name)
    expect(tablet.committed.map(({ kind }) => kind)).toEqual([
      'sale.complete',
      'discrepancy.resolve',
      'sale.complete',
    ])
  })

  it('R46 the stock is corrected first, and the discrepancy by it', async () => {
    const { entry, tablet, pinia, settling } = await inboxOf()
    const correction = useCorrection(pinia)
    const wish = { sku: mug.sku, quantity: -1, note: '少一個' }
    expect(await correction.byStock(entry('cheap'), { ...wish, sku: 'X' })).toBe(false)
    expect(settling.refusal).toBe('product-unknown')
    expect(await correction.byStock(entry('cheap'), wish)).toBe(true)
    expect(tablet.committed).toMatchObject([
      { kind: 'stock.adjust', lines: [{ sku: mug.sku, name: mug.name, quantity: -1 }], reason: '少一個' },
      { kind: 'discrepancy.resolve', deed: { did: 'correct' } },
    ])
  })
})

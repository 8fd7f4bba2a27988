import { describe, expect, it } from 'vitest'
import { useAdjusting } from '#client/state/adjusting.ts'
import { usePin } from '#client/state/pin.ts'
import { useSession } from '#client/state/session.ts'
import { fang, mug, pen } from '../../../make/counter.ts'
import { fakeProduct } from '../../../make/fake-tablet.ts'
import { stockRoom } from '../../../make/stock-room.ts'

const lin = { ...fang, id: 'M001', name: '林店長', role: 'manager' } as const
const beans = { ...fakeProduct('BEAN-01', '咖啡豆', { price: 900 }), measure: 'weight' } as const

async function atShelf(who: typeof fang | typeof lin = fang, article = mug) {
  const room = await stockRoom(
    { staff: [fang, lin], products: [mug, pen, beans] },
    { verifyPin: async (typed) => typed === '730514' },
  )
  const session = useSession(room.pinia)
  await session.refresh()
  session.staff = who
  const adjusting = useAdjusting(room.pinia)
  await room.shelf.open(article)
  await adjusting.begin()
  adjusting.reason = '破損'
  return { ...room, session, adjusting, pin: usePin(room.pinia) }
}

describe('correcting the stock of an article', () => {
  it('R48 what costs no more than the terms allow is written off by anybody, with its reason', async () => {
    const { adjusting, tablet } = await atShelf()
    await adjusting.tell()
    expect(tablet.committed).toMatchObject([
      {
        kind: 'stock.adjust',
        staff: fang.id,
        reason: '破損',
        limit: 500,
        lines: [{ sku: mug.sku, name: mug.name, quantity: -1, unitPrice: 290 }],
      },
    ])
    expect(tablet.committed[0]).not.toHaveProperty('approver')
    expect([adjusting.isOpen, adjusting.told]).toEqual([false, -1])
  })

  it('R48 what costs more waits for the PIN of a manager, who approves this and nothing else', async () => {
    const { adjusting, tablet, pin } = await atShelf()
    adjusting.setPieces(2)
    await adjusting.tell()
    expect([adjusting.loss, adjusting.leaders, tablet.committed]).toEqual([580, [lin], []])
    pin.choose(fang)
    await adjusting.approve('730514')
    expect(tablet.committed).toEqual([])
    pin.choose(lin)
    await adjusting.approve('000000')
    expect([adjusting.unapproved !== undefined, tablet.committed]).toEqual([true, []])
    await adjusting.approve('730514')
    expect(tablet.committed).toMatchObject([{ staff: fang.id, approver: lin.id, lines: [{ quantity: -2 }] }])
    expect(adjusting.unapproved).toBeUndefined()
  })

  it('R48 a manager writes it off under their own name', async () => {
    const { adjusting, tablet } = await atShelf(lin)
    adjusting.setPieces(9)
    await adjusting.tell()
    expect(tablet.committed).toMatchObject([{ staff: lin.id, approver: lin.id }])
  })

  it('R48 what is found costs nothing, and what is weighed has no price for a piece', async () => {
    const { adjusting, tablet, shelf } = await atShelf()
    adjusting.way = 'more'
    adjusting.setPieces(50)
    await adjusting.tell()
    await shelf.open(beans)
    await adjusting.begin()
    adjusting.reason = '過期'
    adjusting.setPieces(50)
    await adjusting.tell()
    expect(tablet.committed).toMatchObject([{ lines: [{ quantity: 50 }] }, { lines: [{ quantity: -50 }] }])
  })

  it('R41 nothing is corrected without a reason, and what could not be saved may be told again', async () => {
    const { adjusting, tablet } = await atShelf()
    adjusting.reason = '  '
    await adjusting.tell()
    expect(tablet.committed).toEqual([])
    adjusting.reason = '破損'
    tablet.refuse('cannot-save')
    await adjusting.tell()
    expect([adjusting.refusal, adjusting.isOpen]).toEqual(['cannot-save', true])
    tablet.refuse(undefined)
    await adjusting.tell()
    expect([adjusting.refusal, adjusting.told]).toEqual([undefined, -1])
  })

  it('R48 whoever comes next, or another article, begins anew', async () => {
    const { adjusting, session, shelf } = await atShelf()
    adjusting.setPieces(2)
    await adjusting.tell()
    await shelf.open(pen)
    expect([adjusting.isOpen, adjusting.unapproved, adjusting.pieces]).toEqual([false, undefined, 1])
    await adjusting.begin()
    session.staff = lin
    await Promise.resolve()
    expect(adjusting.isOpen).toBe(false)
  })
})

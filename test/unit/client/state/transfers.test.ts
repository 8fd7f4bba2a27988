import { describe, expect, it } from 'vitest'
import type { Transfer } from '#shared/domain/transfer.ts'
import { fang, mug, pen } from '../../../make/counter.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { barcodeOf, stockRoom } from '../../../make/stock-room.ts'

describe('goods between stores', () => {
  const lines = [{ sku: mug.sku, name: mug.name, quantity: 4 }]
  const part = { at: 9, staff: null, lines }
  const asked: Transfer = {
    id: fakeId(7),
    from: 'S01',
    to: 'S02',
    asked: part,
    sent: {},
    received: {},
    ended: {},
  }
  const coming: Transfer = {
    id: fakeId(8),
    from: 'S02',
    to: 'S01',
    asked: null,
    sent: { [fakeId(8)]: part },
    received: {},
    ended: {},
  }

  it('R44 what was asked of this store is packed by scanning, and fewer may be sent', async () => {
    const { transfers, parcel, desk, tablet } = await stockRoom({ transfers: [asked] })
    await transfers.refresh()
    const [one] = transfers.due
    expect(one).toMatchObject({ does: 'sending', store: 'S02', state: 'asked' })
    if (one) parcel.open(one)
    desk.choose('transfers')
    await desk.answer(barcodeOf(mug))
    await desk.answer(barcodeOf(pen))
    expect(parcel.lines).toMatchObject([
      { sku: mug.sku, quantity: 1, due: 4 },
      { sku: pen.sku, quantity: 1, due: 0 },
    ])
    parcel.setQuantity(pen.sku, 0)
    await parcel.tell()
    expect(tablet.committed).toMatchObject([
      { kind: 'stock.send', transfer: asked.id, to: 'S02', lines: [{ sku: mug.sku, quantity: 1 }] },
    ])
    expect([parcel.opened, parcel.told?.store]).toEqual([undefined, 'S02'])
  })

  it('R44 what is on its way is received, and what is missing is said', async () => {
    const { transfers, parcel, tablet } = await stockRoom({ transfers: [coming] })
    await transfers.refresh()
    const [one] = transfers.due
    if (one) parcel.open(one)
    parcel.setAll()
    parcel.setQuantity(mug.sku, 3)
    await parcel.tell()
    expect(tablet.committed).toMatchObject([
      { kind: 'stock.receive', transfer: coming.id, from: 'S02', complete: true, lines: [{ quantity: 3 }] },
    ])
  })

  it('R44 what was asked of this store is declined with a reason, and nothing of it is due any more', async () => {
    const { transfers, ending, tablet } = await stockRoom({ transfers: [asked] })
    await transfers.refresh()
    const [one] = transfers.due
    if (one) await ending.begin(one)
    expect([ending.declining, tablet.committed]).toEqual([asked.id, []])
    ending.reason = ' 賣完了 '
    tablet.refuse('cannot-save')
    if (one) await ending.end(one)
    expect([ending.refusal, ending.declining]).toEqual(['cannot-save', asked.id])
    tablet.refuse(undefined)
    if (one) await ending.end(one)
    expect(tablet.committed).toMatchObject([
      { kind: 'stock.decline', transfer: asked.id, to: 'S02', staff: fang.id, reason: '賣完了' },
    ])
    expect([ending.declining, ending.reason]).toEqual([undefined, ''])
  })

  it('R44 what this store asked for is withdrawn with one tap; what was declined says why', async () => {
    const wish: Transfer = { ...asked, id: fakeId(11), from: 'S02', to: 'S01' }
    const said = { at: 9, staff: null, is: 'declined', reason: '賣完了' } as const
    const refused: Transfer = { ...wish, id: fakeId(12), ended: { [fakeId(13)]: said } }
    const { transfers, ending, tablet } = await stockRoom({ transfers: [wish, refused] })
    await transfers.refresh()
    const found = (transfer: Transfer) => transfers.others.find((one) => one.transfer.id === transfer.id)
    expect(found(wish)).toMatchObject({ state: 'asked', ends: 'withdraw', does: undefined })
    expect(found(refused)).toMatchObject({ state: 'declined', why: '賣完了', wasRefused: true })
    expect(found(refused)?.ends).toBeUndefined()
    const own = found(wish)
    if (own) await ending.begin(own)
    expect(tablet.committed).toMatchObject([{ kind: 'stock.withdraw', transfer: wish.id, from: 'S02' }])
  })

  it('R44 what nobody asked for may be sent, and what is over has nothing left to do', async () => {
    const over = { ...coming, received: { [fakeId(9)]: { ...part, complete: true } } }
    const { transfers, parcel, tablet } = await stockRoom({ transfers: [over] })
    await transfers.refresh()
    expect([transfers.due, transfers.others.map(({ state }) => state)]).toEqual([[], ['received']])
    parcel.begin({ is: 'sending', transfer: undefined, store: 'S02' })
    parcel.add(mug)
    tablet.refuse('cannot-save')
    await parcel.tell()
    expect([parcel.refusal, parcel.pieces]).toEqual(['cannot-save', 1])
    tablet.refuse(undefined)
    await parcel.tell()
    expect(tablet.committed).toMatchObject([{ kind: 'stock.send', to: 'S02' }])
    expect(tablet.committed[0]).not.toHaveProperty('transfer')
  })
})

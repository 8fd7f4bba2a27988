import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { parseJson } from '#shared/base/json.ts'
import { money } from '#shared/domain/money.ts'
import { readReceiptCode } from '#shared/domain/receipt.ts'
import { bodyHash, FIRST_LINK, linkOf } from '#shared/sync/operation.ts'
import { fromHex } from '#shared/base/bytes.ts'
import type { Intent, Refusal } from '#client/sync/intent.ts'
import { Till, type TillOp } from '#client/db/till.ts'
import { madeId } from '../../../make/ids.ts'
import { done, enrolling, givingBack, goods, selling } from '../../../make/intents.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'commit')
})
afterEach(async () => {
  vi.restoreAllMocks()
  tablet.close()
  await server.close()
})

const isChained = (ops: readonly TillOp[]): boolean => {
  let previous = FIRST_LINK
  return ops.every(({ incarnation, seq, body, link }, at) => {
    const next = linkOf(previous, { incarnation, seq, bodyHash: bodyHash(body) })
    previous = link
    return seq === at + 1 && link === next
  })
}

describe('what this page recalls of the till', () => {
  const quick = () => vi.spyOn(Till.prototype, 'append')
  const stored = (spy: ReturnType<typeof quick>): Promise<boolean[]> =>
    Promise.all(
      spy.mock.results.map(async ({ value }) => (await Promise.resolve<unknown>(value)) !== undefined),
    )

  test('Y1 stores a sale in one wait while nothing came between', async () => {
    const tab = await tablet.enrolled()
    await tab.settled()
    const spy = quick()
    for (let sale = 0; sale < 3; sale++) {
      done(await tab.commit(selling()))
      await tab.settled()
    }
    expect(await stored(spy)).toEqual([true, true, true])
    expect(isChained(await tablet.operations())).toBe(true)
  })

  test('Y1 O3 what another tab sold meanwhile, or the same gesture before, is found out and nothing doubles', async () => {
    const one = await tablet.enrolled()
    const two = await tablet.open()
    const first = done(await one.commit(selling()))
    const spy = quick()
    const second = done(await two.commit(selling()))
    expect(await stored(spy)).toEqual([false])
    const again = done(await two.commit({ ...selling(), id: second.op }))
    expect(again.receiptNumber).toBe(second.receiptNumber)
    const ops = await tablet.operations()
    expect(ops.map(({ id }) => id)).toEqual([first.op, second.op])
    expect(isChained(ops)).toBe(true)
    expect(await tablet.till((till) => till.read('head'))).toMatchObject({ seq: 2, receiptCounter: 2 })
  })
})

describe('what is paid', () => {
  test('Y1 is in the till when the screen hears of it: operation, end of the chain and receipt number', async () => {
    const tab = await tablet.enrolled()
    const paid = done(await tab.commit(selling()))
    const [ops, head] = [await tablet.operations(), await tablet.till((till) => till.read('head'))]
    expect(ops.map(({ id, seq, durable }) => ({ id, seq, durable }))).toEqual([
      { id: paid.op, seq: 1, durable: 0 },
    ])
    expect(head).toEqual({ seq: 1, link: ops[0]?.link, receiptCounter: 1 })
    expect(ops[0]?.body).toContain('"receipt":"R01-A-000001"')
    expect(paid).toMatchObject({ receiptNumber: 'R01-A-000001', total: 300, change: 0 })
  })

  test('Y1 that could not be stored leaves nothing: no operation, no number, no link', async () => {
    const tab = await tablet.enrolled()
    done(await tab.commit(selling()))
    const [first] = await tablet.operations()
    if (!first) throw new Error('no operation')
    // The place of the next operation is taken: storing it fails.
    await tablet.till((till) => till.operations.add({ ...first, id: madeId(1), seq: 2 }))
    const head = await tablet.till((till) => till.read('head'))
    expect(await tab.commit(selling())).toEqual({ ok: false, error: 'cannot-save' })
    expect(tab.status().canSave).toBe(false)
    expect(await tablet.till((till) => till.read('head'))).toEqual(head)
    await tablet.till((till) => till.operations.delete([1, 2]))
    expect(done(await tab.commit(selling())).receiptNumber).toBe('R01-A-000002')
    expect(tab.status().canSave).toBe(true)
    expect(isChained(await tablet.operations())).toBe(true)
  })

  test('Y1 at two tabs at once gets one number and one place each, without any lock', async () => {
    const one = await tablet.enrolled()
    const two = await tablet.open()
    const paid = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => done(await (n % 2 ? one : two).commit(selling()))),
    )
    expect(new Set(paid.map(({ receiptNumber }) => receiptNumber)).size).toBe(12)
    expect(paid.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, n) => n + 1),
    )
    expect(isChained(await tablet.operations())).toBe(true)
  })

  test('O3 twice by the same tap is one operation with the same receipt', async () => {
    const tab = await tablet.enrolled()
    const gesture = selling({ id: madeId(7) })
    const [first, second] = await Promise.all([tab.commit(gesture), tab.commit(gesture)])
    expect(second).toEqual(first)
    expect(done(await tab.commit(gesture))).toEqual(done(first))
    expect(await tablet.operations()).toHaveLength(1)
    await tab.settled()
    expect(tab.status().waiting).toBe(1)
    expect(done(await tab.commit(selling())).receiptNumber).toBe('R01-A-000002')
  })

  test('O3 keeps its receipt after the tablet was switched off and on', async () => {
    const tab = await tablet.enrolled()
    const gesture = selling({ id: madeId(7) })
    const first = done(await tab.commit(gesture))
    tab.close()
    const again = await tablet.open()
    expect(done(await again.commit(gesture))).toEqual(first)
  })

  test('R13 carries a code on its receipt that says which sale it was', async () => {
    const tab = await tablet.enrolled()
    const paid = done(await tab.commit(selling()))
    const key = fromHex((await tablet.device()).receiptKey)
    expect(readReceiptCode(paid.receiptCode ?? '', key)).toEqual({
      sale: paid.op,
      businessDate: '2026-03-02',
      total: 300,
    })
    expect(await tab.receipt(paid.receiptCode ?? '')).toMatchObject({ receipt: { number: 'R01-A-000001' } })
  })

  test('R12 counts sales and returns, and nothing else', async () => {
    const tab = await tablet.enrolled()
    const sold = done(await tab.commit(selling()))
    const member = done(await tab.commit(enrolling('0912345678')))
    const back = done(await tab.commit(givingBack({ ref: sold.op, line: 0 })))
    expect([sold, member, back].map(({ receiptNumber }) => receiptNumber)).toEqual([
      'R01-A-000001',
      null,
      'R01-A-000002',
    ])
    expect([member.receiptCode, back.receiptCode]).toEqual([null, null])
  })

  test('R2 says how much change to give', async () => {
    const tab = await tablet.enrolled()
    const tenders = [{ kind: 'cash' as const, amount: money(300), tendered: money(1000) }]
    expect(done(await tab.commit(selling({ tenders }))).change).toBe(700)
  })

  test('has the business date of Taipei, and tells both clocks', async () => {
    const tab = await tablet.enrolled()
    await tab.commit(selling({ at: Date.UTC(2026, 2, 1, 15, 59) }))
    await tab.commit(selling({ at: Date.UTC(2026, 2, 1, 16) }))
    const bodies = (await tablet.operations()).map(
      ({ body }) => parseJson(body) as { businessDate: string; at: object },
    )
    expect(bodies.map(({ businessDate }) => businessDate)).toEqual(['2026-03-01', '2026-03-02'])
    expect(bodies[0]?.at).toMatchObject({
      monotonic: expect.any(Number) as number,
      boot: expect.any(String) as string,
    })
  })
})

const refused: readonly (readonly [string, Refusal, Partial<Extract<Intent, { kind: 'sale.complete' }>>])[] =
  [
    ['no lines', 'nothing-to-record', { lines: [] }],
    ['tenders below the total', 'tenders-differ', { tenders: [{ kind: 'cash', amount: money(299) }] }],
    ['tenders above the total', 'tenders-differ', { tenders: [{ kind: 'cash', amount: money(301) }] }],
    ['no tenders', 'tenders-differ', { tenders: [] }],
    [
      'cash below its amount',
      'too-little-cash',
      { tenders: [{ kind: 'cash', amount: money(300), tendered: money(200) }] },
    ],
    [
      'an empty reference',
      'reference-missing',
      { tenders: [{ kind: 'external', amount: money(300), reference: '  ' }] },
    ],
    [
      'a card number as reference',
      'reference-looks-like-card',
      { tenders: [{ kind: 'external', amount: money(300), reference: '4111 1111 1111 1111' }] },
    ],
    [
      'a card number as a note',
      'note-looks-like-card',
      { lines: [{ ...goods('A1', 1), note: '卡 4111-1111-1111-1111' }] },
    ],
    [
      'an invoice that is given away and kept',
      'invoice-differs',
      { invoice: { donation: '001', ban: '04595257' } },
    ],
  ]

describe('what is refused before money is taken', () => {
  test.each(refused)('O4 R2 R3 %s: %s', async (_, reason, over) => {
    const tab = await tablet.enrolled()
    expect(await tab.commit(selling(over))).toEqual({ ok: false, error: reason })
    expect(await tablet.operations()).toEqual([])
    expect(tab.status().canSave).toBe(true)
  })

  test('R3 a card number as a reason or in the place of a member’s name or card', async () => {
    const tab = await tablet.enrolled()
    const number = '4111 1111 1111 1111'
    const enrol = { kind: 'member.enrol', staff: 'E01', consent: true } as const
    for (const intent of [
      givingBack(undefined, { reason: `卡 ${number}` }),
      { ...enrol, name: number, phone: '0912345678' },
      { ...enrol, name: '王小明', card: number.replaceAll(' ', '') },
    ])
      expect(await tab.commit(intent)).toEqual({ ok: false, error: 'note-looks-like-card' })
    expect(await tablet.operations()).toEqual([])
  })

  test('O4 a return without a reason, and tenders that differ from what comes back', async () => {
    const tab = await tablet.enrolled()
    const [mute, unpaid] = [givingBack(undefined, { reason: ' ' }), givingBack(undefined, { tenders: [] })]
    expect(await tab.commit(mute)).toMatchObject({ error: 'reason-missing' })
    expect(await tab.commit(unpaid)).toMatchObject({ error: 'tenders-differ' })
  })

  test('O4 an enrolment without a name, a stock correction without reason or lines', async () => {
    const tab = await tablet.enrolled()
    const stock = {
      kind: 'stock.adjust' as const,
      staff: 'E01',
      lines: [{ sku: 'A1', name: 'A1', quantity: -1 }],
      reason: '',
    }
    expect(await tab.commit({ kind: 'member.enrol', staff: 'E01', name: ' ', consent: true })).toMatchObject({
      error: 'name-missing',
    })
    expect(await tab.commit(stock)).toMatchObject({ error: 'reason-missing' })
    expect(await tab.commit({ ...stock, lines: [], reason: '盤點' })).toMatchObject({
      error: 'nothing-to-record',
    })
  })

  test('O2 an operation of more than 256 KB', async () => {
    const tab = await tablet.enrolled()
    const lines = Array.from({ length: 1900 }, (_, n) => ({ ...goods(`A${n}`, 1), name: '茶'.repeat(150) }))
    expect(await tab.commit(selling({ lines }))).toEqual({ ok: false, error: 'too-large' })
    expect(await tablet.operations()).toEqual([])
    expect(await tab.commit(selling({ lines: lines.slice(0, 400) }))).toMatchObject({ ok: true })
  })

  test('anything on a tablet that is not enrolled', async () => {
    const tab = await tablet.open()
    expect(await tab.commit(selling())).toEqual({ ok: false, error: 'not-enrolled' })
  })
})

test('F4 a carrier travels beside the sale; its company’s number stands in it', async () => {
  const tab = await tablet.enrolled()
  const invoice = { ban: '04595257', carrier: { kind: 'mobile', value: '/P4SV.-I' } } as const
  done(await tab.commit(selling({ invoice, member: { claimed: { kind: 'phone', value: '0912345678' } } })))
  const [op] = await tablet.operations()
  expect(op?.body).toContain('04595257')
  expect(op?.body).not.toContain('P4SV')
  expect(op?.sidecars.map(({ subject, data }) => [subject.endsWith('/carrier'), data])).toEqual([
    [false, { value: '+886912345678' }],
    [true, { value: '/P4SV.-I' }],
  ])
  tab.sync.start()
  await settle(tab)
  expect(tab.status().waiting).toBe(0)
})

test('F4 what stands in the till’s chain holds no name and no number of a person', async () => {
  const tab = await tablet.enrolled()
  await tab.commit(enrolling('0912-345-678', 'm0000001'))
  await tab.commit(selling({ member: { claimed: { kind: 'phone', value: '0912 345 678' } } }))
  const ops = await tablet.operations()
  expect(ops.map(({ body }) => body).join('')).not.toMatch(/912345678|王小明|M0000001/)
  expect(ops.map(({ sidecars }) => sidecars[0]?.data)).toEqual([
    { name: '王小明', phone: '+886912345678', card: 'M0000001' },
    { value: '+886912345678' },
  ])
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { discrepancy } from '#shared/domain/discrepancy.ts'
import { madeId } from '../../../make/ids.ts'
import { order } from '../../../make/orders.ts'
import { arrived, asked, counted, declined, sent, withdrawn } from '../../../make/shelves.ts'
import { keyOf, part, placed, refOf, step, teasAndCups } from '../../../make/pickups.ts'
import {
  enrolment,
  exchange,
  fromTheFuture,
  giveBack,
  line,
  made,
  type Made,
  sale,
  settle,
  stockFound,
} from '../../../make/operations.ts'
import { Chain } from '../../../make/chain.ts'
import { isObject, type Json, type JsonObject, parseJson } from '#shared/base/json.ts'
import {
  bodyHash,
  bodyOf,
  channelOperationId,
  FIRST_LINK,
  linkOf,
  OPERATION_KINDS,
  orderRef,
  readOperation,
  readProfile,
} from '#shared/sync/operation.ts'

const told = {
  id: '0192f000-0000-7000-8000-000000000001',
  kind: 'sale.complete',
  version: 1,
  staff: 'E01',
  store: 'S01',
  register: 'R01',
  businessDate: '2026-03-02',
  at: { wall: 1_772_416_800_000 },
  args: {
    receipt: 'R01-A-000001',
    lines: [{ sku: 'A1', name: '高山茶', quantity: 2, unitPrice: 150, amount: 300, kind: 'goods' }],
    tenders: [{ kind: 'cash', amount: 300, tendered: 500, change: 200 }],
    total: 300,
  },
}

describe('what is frozen', () => {
  test('F1 the body is the canonical text of the whole operation, and its hash is of that text', () => {
    const body =
      '{"args":{"lines":[{"amount":300,"kind":"goods","name":"高山茶","quantity":2,"sku":"A1","unitPrice":150}],"receipt":"R01-A-000001","tenders":[{"amount":300,"change":200,"kind":"cash","tendered":500}],"total":300},"at":{"wall":1772416800000},"businessDate":"2026-03-02","id":"0192f000-0000-7000-8000-000000000001","kind":"sale.complete","register":"R01","staff":"E01","store":"S01","version":1}'
    expect(bodyOf(told)).toBe(body)
    expect(bodyHash(body)).toBe('fd4dca91410c7a9780105eef1e63419b6430e45ff305401e11c3eae7a3befb23')
  })

  test('F2 a link is of the link before, incarnation, seq and body hash; the first follows the empty text', () => {
    const hash = 'fd4dca91410c7a9780105eef1e63419b6430e45ff305401e11c3eae7a3befb23'
    const first = linkOf(FIRST_LINK, { incarnation: 1, seq: 1, bodyHash: hash })
    expect(first).toBe('445e195350dcb928b0962568d9c58b0d84ee009175714d6518ed1fcb5a263297')
    expect(linkOf(first, { incarnation: 1, seq: 2, bodyHash: hash })).toBe(
      '00e2fc5bd57912c0ad4b42f83e6d1bb0a12c30b3dba14685f35c30b9c7d2144d',
    )
  })

  test('F3 a channel’s operation and an order have the ids that their texts give them', () => {
    expect(channelOperationId(['shop', 'N1001', { revision: 1 }])).toBe(
      '63e014b5-9981-8761-ad4a-76b436d10a5b',
    )
    expect(orderRef('shop', 'N1001')).toBe('b60fd61e-8a1f-8ace-b84a-519d5cc26704')
  })
})

test('F2 a body, a seq or an incarnation that changes breaks every link behind it', () => {
  const links = (ops: readonly Made[], incarnation = 1) =>
    new Chain(incarnation).add(...ops).map(({ link }) => link)
  const [one, two, three] = [sale(1), sale(2), sale(3)]
  const right = links([one, two, three])
  expect(links([one, sale(2, { total: 1 }), three])[0]).toBe(right[0])
  expect(links([one, sale(2, { total: 1 }), three]).slice(1)).not.toContain(right[1])
  expect(links([one, sale(2, { total: 1 }), three])[2]).not.toBe(right[2])
  expect(links([one, three])[1]).not.toBe(right[2])
  expect(links([one, two, three], 2)).not.toContain(right[0])
})

const shelfWork = [
  counted(5, { A1: 3 }),
  asked(6, { from: 'S02', goods: { A1: 2 } }),
  sent(7, { to: 'S01', goods: { A1: 2 } }),
  arrived(8, { transfer: madeId(7), from: 'S02', goods: { A1: 1 } }),
  declined(9, { transfer: madeId(7), to: 'S01' }),
  withdrawn(10, { transfer: madeId(7), from: 'S02' }),
]
const pickup = keyOf('N1')
const pickupStep = (kind: string, args: JsonObject) => step(5, kind, { pickup, args })
const ofPickups = [
  placed(5, { lines: teasAndCups, parts: [part()], total: 1250 }),
  pickupStep('pick', { lines: [{ line: 0, picked: 1 }] }),
  pickupStep('ready', {}),
  pickupStep('handover', { ref: refOf('N1'), lines: [{ ...teasAndCups[0], line: 0 }], proof: 'qr' }),
  pickupStep('cancel', { why: 'buyer' }),
  pickupStep('decline', { reason: '缺貨' }),
  pickupStep('ship', { carrier: '黑貓', tracking: '1' }),
  pickupStep('extend', { until: 1 }),
  pickupStep('lease', { device: 'D1' }),
  pickupStep('deadline', { is: 'expiry', keptUntil: 1 }),
  made(5, { kind: 'outflow.settle', args: { done: [], failed: [] } }, { scene: {} }),
]

describe('reading', () => {
  test('O1 each kind of this app is read as what it is', () => {
    const seen = discrepancy('total-differs', { op: 'x', at: 0 })
    const settled = settle(9, { key: 'total-differs:x', seen, deed: { did: 'take' } })
    const swapped = exchange(5, { back: [{ ref: madeId(1) }], lines: [line('B2', 90)] })
    const counter = [sale(1), giveBack(2, [{}]), enrolment(3), stockFound(4, -1), swapped]
    const all = [...counter, ...shelfWork, settled, ...ofPickups].map(({ body }) => parseJson(body))
    const asOrder = { ...told, kind: 'order.record', channel: 'shop', args: order('N1').args as Json }
    const kinds = [...all, asOrder].map((value) => {
      const reading = readOperation(value)
      return reading.is === 'operation' ? reading.operation.kind : reading.is
    })
    expect(kinds).toEqual([
      'sale.complete',
      'return.complete',
      'member.enrol',
      'stock.adjust',
      'exchange.complete',
      'stock.count',
      'stock.request',
      'stock.send',
      'stock.receive',
      'stock.decline',
      'stock.withdraw',
      'discrepancy.resolve',
      'order.place',
      'pickup.pick',
      'pickup.ready',
      'pickup.handover',
      'pickup.cancel',
      'pickup.decline',
      'pickup.ship',
      'pickup.extend',
      'pickup.lease',
      'pickup.deadline',
      'outflow.settle',
      'order.record',
    ])
    expect(new Set(kinds)).toEqual(new Set(OPERATION_KINDS))
  })

  test('O1 a kind or a version of a newer app is unknown, and keeps its envelope', () => {
    const newer = { ...told, version: 2 }
    for (const value of [parseJson(fromTheFuture(1).body), newer, { ...told, kind: 'toString' }]) {
      const reading = readOperation(value)
      expect(reading).toMatchObject({ is: 'unknown', envelope: { store: 'S01' } })
    }
  })

  test.each<[string, Json, boolean]>([
    ['no object', 'sale', false],
    ['no id', { ...told, id: undefined }, false],
    ['an id of another sort', { ...told, id: 'abc' }, false],
    ['no arguments', { ...told, args: undefined }, true],
    ['half a dollar', { ...told, args: { ...told.args, total: 0.5 } }, true],
    ['no lines', { ...told, args: { ...told.args, lines: [] } }, true],
    ['a receipt number of no form', { ...told, args: { ...told.args, receipt: '7' } }, true],
    ['a business date of no form', { ...told, businessDate: '2.3.2026' }, false],
    [
      'an extension beyond all days',
      { ...told, kind: 'pickup.extend', args: { pickup, until: 1e300 } },
      true,
    ],
  ])('O1 %s is malformed', (_, value, hasEnvelope) => {
    const reading = readOperation(value)
    expect(reading.is).toBe('malformed')
    expect('envelope' in reading && reading.envelope !== null).toBe(hasEnvelope)
  })

  test('O1 nothing that can be sent makes reading throw', () => {
    const bent = fc.tuple(fc.constantFrom(...Object.keys(told), ...Object.keys(told.args)), fc.jsonValue())
    const bentOperation = bent.map(([key, value]): Json => {
      const json = value as Json
      return key in told ? { ...told, [key]: json } : { ...told, args: { ...told.args, [key]: json } }
    })
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), bentOperation), (value) => {
        expect(['operation', 'unknown', 'malformed']).toContain(readOperation(value as Json).is)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  test('O1 members of the envelope that this app does not know stay in the text', () => {
    const body = bodyOf({ ...told, mood: 'sunny' })
    expect(readOperation(parseJson(body)).is).toBe('operation')
    expect(body).toContain('"mood":"sunny"')
  })
})

test('F4 neither name nor phone nor card stands in what is hashed', () => {
  const data = ['王小明', '912345678', 'M0000001']
  const enrolled = enrolment(1, { name: '王小明', phone: '0912345678', card: 'M0000001' })
  const claimed = sale(2, { customer: { kind: 'phone', value: '0912345678' } })
  for (const { body, sidecars } of [enrolled, claimed]) {
    for (const word of data) expect(body).not.toContain(word)
    expect(JSON.stringify(sidecars)).toContain('912345678')
  }
})

test('a profile without a name is none', () => {
  const { sidecars } = enrolment(1)
  expect(readProfile(sidecars[0])).toEqual({ name: '王小明' })
  expect(readProfile({ subject: madeId(1), salt: '0'.repeat(32), data: {} })).toBeUndefined()
  expect(readProfile(undefined)).toBeUndefined()
})

test('F3 the same snapshot has the same id, another revision, shop or order has another', () => {
  const snapshot = (args: JsonObject) => ['order.record', args]
  const one = channelOperationId(['shop', 'N1', snapshot({ revision: 1, net: 5 })])
  expect(channelOperationId(['shop', 'N1', snapshot({ net: 5, revision: 1 })])).toBe(one)
  const others = [
    channelOperationId(['shop', 'N1', snapshot({ revision: 2, net: 5 })]),
    channelOperationId(['mall', 'N1', snapshot({ revision: 1, net: 5 })]),
    channelOperationId(['shop', 'N2', snapshot({ revision: 1, net: 5 })]),
  ]
  expect(new Set([one, ...others]).size).toBe(4)
  expect(isObject(order('N1').args)).toBe(true)
})

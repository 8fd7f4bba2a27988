import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Tablet } from '#client/sync/tablet.ts'
import { soundsOf } from '#client/directory/sounds.ts'
import { type DirectoryRows, PlainDirectory } from '#client/directory/directory.ts'
import type { DirectoryEntry } from '#shared/domain/member.ts'
import { enrolment } from '../../../make/operations.ts'
import { deviceOf } from '../../../make/ledger.ts'
import { madeId } from '../../../make/ids.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet
let tab: Tablet
const elsewhere = { store: 'S02', register: 'R04' }
const [wang, chen, again] = [
  enrolment(1, { name: '王小明', phone: '0912345678', card: 'M0000001' }, elsewhere),
  enrolment(2, { name: '陳美麗', card: 'M0000002', account: 'mei@shop' }, elsewhere),
  enrolment(3, { name: '王曉明', phone: '0912-345-678', card: 'M0000003' }, elsewhere),
]

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'directory')
  tab = await tablet.enrolled()
  const other = await deviceOf(server.ledger, { id: 'D9', ...elsewhere })
  await other.push(wang, chen, again)
  tab.sync.start()
  await settle(tab)
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

test.each([
  ['card', 'm0000001', wang.id],
  ['card', 'M0000002', chen.id],
  ['phone', '0912 345 678', wang.id],
  ['phone', '+886-912-345-678', wang.id],
  ['account', 'mei@shop', chen.id],
] as const)('R10 the %s %s finds its owner, whoever wrote it', async (kind, value, id) => {
  expect((await tab.directory.findByCredential(kind, value))?.id).toBe(id)
})

test('R10 an account is another one in capitals, and a card nobody has finds nobody', async () => {
  expect(await tab.directory.findByCredential('account', 'MEI@shop')).toBeUndefined()
  expect(await tab.directory.findByCredential('card', 'M0000009')).toBeUndefined()
})

test('R8 who has become another member is found as that one, by phone and by id', async () => {
  expect((await tab.directory.findByPhone('0912345678'))?.id).toBe(wang.id)
  expect((await tab.directory.byId(again.id))?.name).toBe('王小明')
})

test('names are found by their beginning, members who went elsewhere not among them', async () => {
  expect((await tab.directory.findByName('王')).map(({ name }) => name)).toEqual(['王小明'])
  expect((await tab.directory.findByName('小明')).map(({ name }) => name)).toEqual(['王小明'])
  expect(await tab.directory.findByName('明')).toEqual([])
})

test('names are found by how they sound, phones by their last digits', async () => {
  const heard = await new TestTablet(server, 'heard').enrolled('R02', { sounds: async () => soundsOf })
  heard.sync.start()
  await settle(heard)
  for (const typed of [
    'wangxiao',
    'Wang Xiaoming',
    'wxm',
    'xiaoming',
    'ㄨㄤˊㄒㄧㄠˇ',
    'ㄨㄒㄇ',
    '678',
    '345678',
  ])
    expect([typed, (await heard.directory.findByName(typed)).map(({ name }) => name)]).toEqual([
      typed,
      ['王小明'],
    ])
  expect(await heard.directory.findByName('  ')).toEqual([])
  heard.close()
})

test('somebody enrolled a moment ago, without a network, is found as well', async () => {
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
  await tab.commit({ kind: 'member.enrol', staff: 'E01', name: '林大同', phone: '0922000111', consent: true })
  expect((await tab.directory.findByPhone('0922 000 111'))?.name).toBe('林大同')
  expect((await tab.directory.findByName('111')).map(({ name }) => name)).toEqual(['林大同'])
  expect((await tab.directory.findByName('林')).map(({ name }) => name)).toEqual(['林大同'])
})

test('the directory says how much of it is here, and how old it is', async () => {
  expect(await tab.directory.coverage()).toEqual({ members: 3, asOf: tablet.timers.now(), complete: true })
  const fresh = await new TestTablet(server, 'new').enrolled('R02')
  expect(await fresh.directory.coverage()).toEqual({ members: 0, asOf: null, complete: false })
})

test('redirects that go round in a ring end somewhere', async () => {
  const ring = new Map<string, DirectoryEntry>([
    [madeId(1), { id: madeId(1), redirect: madeId(2) }],
    [madeId(2), { id: madeId(2), redirect: madeId(1) }],
  ])
  const rows: DirectoryRows = {
    get: (_, key) => Promise.resolve(ring.get(key)),
    find: () => Promise.resolve([...ring.values()]),
    counts: () => Promise.resolve([]),
    wholeAt: () => Promise.resolve(undefined),
  }
  const directory = new PlainDirectory(rows, 2)
  expect(await directory.byId(madeId(1))).toBeUndefined()
  expect(await directory.findByPhone('x')).toBeUndefined()
})

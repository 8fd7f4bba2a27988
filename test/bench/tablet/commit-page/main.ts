// Sales through the till's own commit, and the same rows through bare IndexedDB with the same durability, in turn.
import { id } from '#shared/base/id.ts'
import { money } from '#shared/domain/money.ts'
import { Till, type DeviceState } from '#client/db/till.ts'
import { commit } from '#client/sync/commit.ts'
import type { TabletEnv } from '#client/sync/env.ts'
import { lay } from '#shared/sync/lay.ts'

export type CommitTimes = { readonly till: number[]; readonly bare: number[] }

const device: DeviceState = {
  device: '019a9000-0000-7000-8000-000000000001',
  token: 'token',
  incarnation: 1,
  letter: 'A',
  store: { id: 'S01', name: 'Store' },
  register: { id: 'R01', name: 'Register' },
  chain: { name: 'Chain', cardPattern: 'M#######', utcOffsetMinutes: 480 },
  buckets: { directory: 8, receipts: 8, member: 64, credential: 64 },
  receiptKey: '00'.repeat(32),
  backend: 'backend',
  epoch: 'epoch',
}

const env: TabletEnv = {
  indexedDB,
  IDBKeyRange,
  fetch: () => Promise.reject(new TypeError('no network')),
  now: () => Date.now(),
  monotonic: () => performance.now(),
  rules: async () => lay,
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  setTimer: () => () => undefined,
  origin: '',
  app: 'bench',
}

const lines = Array.from({ length: 3 }, (_, i) => ({
  sku: `SKU-${i}`,
  name: `陶瓷馬克杯 ${i}`,
  unitPrice: money(290),
  quantity: 1,
  kind: 'goods' as const,
}))

function bareDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('bare', 1)
    opening.onupgradeneeded = () => {
      const operations = opening.result.createObjectStore('operations', { keyPath: ['incarnation', 'seq'] })
      operations.createIndex('id', 'id')
      operations.createIndex('waiting', ['durable', 'incarnation', 'seq'])
      opening.result.createObjectStore('state', { keyPath: 'key' })
    }
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error ?? new Error('no database'))
  })
}

function putBare(bare: IDBDatabase, rows: { readonly op: unknown; readonly head: unknown }): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = bare.transaction(['operations', 'state'], 'readwrite', { durability: 'strict' })
    transaction.objectStore('operations').add(rows.op)
    transaction.objectStore('state').put(rows.head)
    transaction.oncomplete = () => resolve()
    transaction.onerror = () => reject(transaction.error ?? new Error('not written'))
  })
}

async function measure(sales: number): Promise<CommitTimes> {
  const till = new Till({ indexedDB, IDBKeyRange })
  await till.open()
  await till.write('device', device)
  const bare = await bareDatabase()
  const desk = { env, till, boot: 'boot', recall: {} }
  const times: CommitTimes = { till: [], bare: [] }
  for (let sale = 0; sale < sales; sale++) {
    const began = performance.now()
    const committed = await commit(desk, {
      kind: 'sale.complete',
      staff: 'S001',
      lines,
      tenders: [{ kind: 'cash', amount: money(870), tendered: money(1000) }],
    })
    times.till.push(performance.now() - began)
    if (!committed.ok) throw new Error(committed.error)
    const op = await till.operations.where('id').equals(id(committed.value.op)).first()
    const head = await till.state.get('head')
    const bareBegan = performance.now()
    await putBare(bare, { op, head })
    times.bare.push(performance.now() - bareBegan)
  }
  return times
}

Object.assign(globalThis, { measure })

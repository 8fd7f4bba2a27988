import Dexie from 'dexie'
import { IDBObjectStore } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Till } from '#client/db/till.ts'
import { fakeId } from '../../../make/fake-tablet.ts'
import { done, selling } from '../../../make/intents.ts'
import { valuesOf } from '../../../make/rows.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

type Work = ReturnType<Till['transaction']>

let server: ShopServer
let tablet: TestTablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'trouble')
})
afterEach(async () => {
  vi.restoreAllMocks()
  tablet.close()
  await server.close()
})

describe('a storage connection that breaks', () => {
  test('Y1 O3 after it has stored the sale: the sale is paid, once', async () => {
    const tab = await tablet.enrolled()
    vi.spyOn(Till.prototype, 'append').mockResolvedValue(undefined)
    // Trusted: it is Dexie's own, and the arguments are handed on as they came.
    const real = Reflect.get(Till.prototype, 'transaction') as (...all: unknown[]) => Work
    let broken = 0
    vi.spyOn(Till.prototype, 'transaction').mockImplementation(function (this: Till, ...args: unknown[]) {
      const [mode] = args
      const work = real.apply(this, args)
      if (mode !== 'rw!' || broken++ > 0) return work
      return work.then(() => {
        throw new Dexie.UnknownError('Connection to Indexed Database server lost')
      }) as Work
    })
    const paid = done(await tab.commit(selling()))
    vi.restoreAllMocks()
    expect(paid.receiptNumber).toBe('R01-A-000001')
    expect(tab.status()).toMatchObject({ canSave: true })
    expect(await tablet.operations()).toHaveLength(1)
    tab.sync.start()
    await settle(tab)
    expect(await valuesOf(server.db, 'ticket')).toMatchObject([{ op: paid.op }])
  })

  test('Y1 O3 after it has stored the sale, and is not opened again at once: asked by its id, the sale is there', async () => {
    const tab = await tablet.enrolled()
    vi.spyOn(Till.prototype, 'append').mockResolvedValue(undefined)
    // Trusted: it is Dexie's own, and the arguments are handed on as they came.
    const real = Reflect.get(Till.prototype, 'transaction') as (...all: unknown[]) => Work
    vi.spyOn(Till.prototype, 'transaction').mockImplementation(function (this: Till, ...args: unknown[]) {
      return real.apply(this, args).then(() => {
        throw new Dexie.UnknownError('Connection to Indexed Database server lost')
      }) as Work
    })
    vi.spyOn(tablet.storage, 'open').mockImplementation(() => {
      throw new DOMException('gone', 'AbortError')
    })
    const sale = { ...selling(), id: fakeId(7) }
    expect(await tab.commit(sale)).toEqual({ ok: false, error: 'cannot-save' })
    await expect(tab.care.operation(sale.id)).rejects.toThrow('gone')
    vi.restoreAllMocks()
    expect(await tab.care.operation(sale.id)).toMatchObject({ kind: 'sale.complete' })
    expect(done(await tab.commit(sale)).receiptNumber).toBe('R01-A-000001')
    expect(await tablet.operations()).toHaveLength(1)
  })

  test('a full tablet is not opened again by a small note or a new member, only by room for a ticket', async () => {
    const tab = await tablet.enrolled()
    vi.spyOn(Till.prototype, 'append').mockResolvedValue(undefined)
    const refuse = vi
      .spyOn(Till.prototype, 'transaction')
      .mockImplementation(() => Dexie.Promise.reject(new Dexie.QuotaExceededError('full')) as never)
    await tab.commit(selling())
    refuse.mockRestore()
    // Trusted: it is the storage's own, and called on the store that it was asked of.
    const put = Reflect.get(IDBObjectStore.prototype, 'put') as (row: unknown) => IDBRequest<IDBValidKey>
    let trouble = 'QuotaExceededError'
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      row: unknown,
    ) {
      if (JSON.stringify(row).length > 10_000) throw new DOMException('no', trouble)
      return put.call(this, row)
    })
    await tab.local.set('language', 'en')
    expect(tab.status().canSave).toBe(false)
    done(
      await tab.commit({
        kind: 'member.enrol',
        staff: 'E01',
        name: '林大同',
        phone: '0922000111',
        consent: true,
      }),
    )
    expect(tab.status().canSave).toBe(false)
    trouble = 'UnknownError'
    await tab.tryToSave()
    expect(tab.status().canSave).toBe(false)
    full.mockRestore()
    await tab.local.set('language', 'zh')
    expect(tab.status().canSave).toBe(true)
  })

  test('a tablet that could not save says so until a write succeeds', async () => {
    const tab = await tablet.enrolled()
    vi.spyOn(Till.prototype, 'append').mockResolvedValue(undefined)
    const refuse = vi
      .spyOn(Till.prototype, 'transaction')
      .mockImplementation(() => Dexie.Promise.reject(new Dexie.QuotaExceededError('full')) as never)
    expect(await tab.commit(selling())).toEqual({ ok: false, error: 'cannot-save' })
    expect(tab.status().canSave).toBe(false)
    refuse.mockRestore()
    await tab.tryToSave()
    expect(tab.status().canSave).toBe(true)
    done(await tab.commit(selling()))
  })
})

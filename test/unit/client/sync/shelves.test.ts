import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { done, goods, selling } from '../../../make/intents.ts'
import { ShopServer } from '../../../make/shop-server.ts'
import { settle, TestTablet } from '../../../make/tablet.ts'

let server: ShopServer
let tablet: TestTablet
let tab: Tablet

beforeEach(async () => {
  server = await ShopServer.open()
  tablet = new TestTablet(server, 'shelves')
  tab = await tablet.enrolled()
})
afterEach(async () => {
  tablet.close()
  await server.close()
})

const offline = () => {
  server.meddle = () => Promise.reject(new TypeError('fetch failed'))
}
const online = () => {
  server.meddle = (_, go) => go()
}
const onHand = async (sku = 'A1') => (await tab.shelves.here(sku)).shelf?.onHand
const counting = (counted: number) =>
  ({
    kind: 'stock.count',
    staff: 'E01',
    blind: false,
    lines: [{ sku: 'A1', name: 'A1', counted, at: tablet.timers.now() }],
  }) as const
const selling1 = (quantity = 1) => selling({ lines: [goods('A1', 150, quantity)] })

describe('this store’s shelf', () => {
  test('R42 own sales and counts show at once, without a network, and once when the server knows them', async () => {
    offline()
    expect(await onHand()).toBeUndefined()
    done(await tab.commit(counting(10)))
    done(await tab.commit(selling1(3)))
    expect(await tab.shelves.here('A1')).toMatchObject({
      shelf: { onHand: 7, available: 7, own: 2 },
      at: undefined,
    })
    online()
    tab.sync.start()
    await settle(tab)
    expect(await tab.shelves.here('A1')).toMatchObject({
      shelf: { onHand: 7, own: 0 },
      at: tablet.timers.now(),
    })
    done(await tab.commit(selling1()))
    expect(await onHand()).toBe(6)
    await settle(tab)
    expect(await onHand()).toBe(6)
  })

  test('R42 it is the same after the tablet was switched off and on, whatever the server already told', async () => {
    tab.sync.start()
    done(await tab.commit(counting(10)))
    await settle(tab)
    offline()
    done(await tab.commit(selling1(2)))
    expect(await onHand()).toBe(8)
    tab.close()
    tab = await tablet.open()
    expect(await onHand()).toBe(8)
    online()
    tab.sync.start()
    await settle(tab)
    expect(await onHand()).toBe(8)
  })

  test('R42 what another tablet of the store sells comes with the next answer', async () => {
    const second = new TestTablet(server, 'second')
    const other = await second.enrolled('R02')
    tab.sync.start()
    other.sync.start()
    done(await tab.commit(counting(10)))
    await settle(tab, other)
    done(await other.commit(selling1(4)))
    done(await tab.commit(selling1()))
    await settle(other, tab, other)
    expect([await onHand(), (await other.shelves.here('A1')).shelf?.onHand]).toEqual([5, 5])
    second.close()
  })

  test('R42 a backlog of thousands is read in a moment', async () => {
    offline()
    await tablet.till(async (till) => {
      done(await tab.commit(counting(5000)))
      done(await tab.commit(selling1()))
      await tab.settled()
      const [, sold] = await till.operations.orderBy('[incarnation+seq]').toArray()
      const pattern = known(sold, 'the sale')
      const copies = Array.from({ length: 2000 }, (_, n) => {
        const id = pattern.id.slice(0, -4) + n.toString(16).padStart(4, '0')
        return { ...pattern, seq: n + 3, id, body: pattern.body.replaceAll(pattern.id, id) }
      })
      await till.operations.bulkAdd(copies)
    })
    tab.close()
    tab = await tablet.open()
    await tab.settled()
    const began = performance.now()
    expect(await onHand()).toBe(2999)
    expect(performance.now() - began).toBeLessThan(250)
  })
})

describe('the shelves of other stores', () => {
  const token = () => known(tab.device, 'the tablet').token

  test('R45 come from the server with their age, and stay as last known when the line is cut', async () => {
    tab.sync.start()
    done(await tab.commit(counting(10)))
    await settle(tab)
    const here = known(tab.device, 'the tablet').store.id
    const fresh = await tab.shelves.fetch('A1', token())
    expect(fresh).toMatchObject({ is: 'fresh', kept: { sku: 'A1', at: tablet.timers.now() } })
    expect(fresh.is === 'fresh' && fresh.kept.shelves.find(({ store }) => store === here)).toMatchObject({
      onHand: 10,
      reserved: 0,
    })
    offline()
    expect(await tab.shelves.fetch('A1', token())).toEqual({ is: 'unreachable' })
    const day = 86_400_000
    tablet.timers.advance(6 * day)
    expect(await tab.shelves.kept('A1')).toMatchObject({ sku: 'A1' })
    tablet.timers.advance(2 * day)
    expect(await tab.shelves.kept('A1')).toBeUndefined()
  })

  test('P1 a login page of the Wi-Fi is no shelf', async () => {
    server.meddle = async (path, go) =>
      path.startsWith('/stock')
        ? new Response('{}', { headers: { 'content-type': 'application/json' } })
        : go()
    expect(await tab.shelves.fetch('A1', token())).toEqual({ is: 'unreachable' })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Shelves } from '#shared/sync/shelves.ts'
import { bearer, openShop, type Shop } from './shop.ts'

let shop: Shop
let token: string
beforeAll(async () => {
  shop = await openShop()
  token = (await shop.enrolAt('R01')).token
})
afterAll(() => shop.close())

const ask = (query: string) => shop.ask(`/stock${query}`, { headers: bearer(token) })

describe('what the stores have', () => {
  test('R45 every store answers for every article that was asked for, also where none ever was', async () => {
    const answer = await ask('?sku=TEA-01&sku=NOBODY-HAS-IT&sku=TEA-01')
    expect(answer.status).toBe(200)
    const { shelves } = Shelves.parse(JSON.parse(answer.text))
    expect(new Set(shelves.map(({ store, sku }) => `${store} ${sku}`)).size).toBe(shelves.length)
    expect(new Set(shelves.map(({ sku }) => sku))).toEqual(new Set(['TEA-01', 'NOBODY-HAS-IT']))
    expect(shelves.filter(({ sku }) => sku === 'NOBODY-HAS-IT')).toEqual(
      shelves
        .filter(({ sku }) => sku === 'NOBODY-HAS-IT')
        .map(({ store }) => ({
          store,
          sku: 'NOBODY-HAS-IT',
          onHand: 0,
          reserved: 0,
          countedAt: null,
          movedAt: null,
        })),
    )
  })

  test('a question without an article, or for too many, is refused', async () => {
    const many = Array.from({ length: 51 }, (_, n) => `sku=A${n}`).join('&')
    const answers = await Promise.all(['', '?sku=', `?${many}`].map((query) => ask(query)))
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400])
  })
})

import { describe, expect, it } from 'vitest'
import type { MemberHistory } from '#shared/sync/history.ts'
import { useGreeting } from '#client/state/greeting.ts'
import { useHistory } from '#client/state/history.ts'
import { useInvoicing } from '#client/state/invoicing.ts'
import { useTendering } from '#client/state/tendering.ts'
import { useVisit } from '#client/state/visit.ts'
import { ming, mug, pen } from '../../../make/counter.ts'
import { cash, openShop } from '../../../make/open-shop.ts'

const history: MemberHistory = {
  member: ming.id,
  name: ming.name,
  points: 3,
  totals: [],
  entries: [],
  more: false,
}

/** A counter with a mug in the basket, a member in front of it, and what they want of the invoice. */
async function served() {
  const shop = openShop()
  const { pinia, tablet, ringing } = shop
  const kept = { member: ming.id, at: 1, history }
  Object.assign(tablet, {
    histories: { kept: async () => kept, fetch: async () => ({ is: 'fresh', kept }) },
  })
  const invoicing = useInvoicing(pinia)
  const tendering = useTendering(pinia)
  const seen = useHistory(pinia)
  await useGreeting(pinia).show(ming)
  await seen.open(ming.id)
  ringing.ring(mug)
  invoicing.keepIn({ kind: 'mobile', value: '/P4SV.-I' })
  invoicing.ban = '04595257'
  return { ...shop, invoicing, tendering, seen, greeting: useGreeting(pinia), visit: useVisit(pinia) }
}

describe('a visit that ends without a sale', () => {
  it('R18 takes the carrier and the company number along when the basket is empty', async () => {
    const { basket, invoicing } = await served()
    basket.setQuantity(basket.lines[0]?.key ?? '', 0)
    expect(invoicing.isEmpty).toBe(true)
  })

  it('R2 keeps the money that was taken in sight until it is given back', async () => {
    const { basket, closing, counter, invoicing, tendering } = await served()
    counter.pay('cash')
    await closing.sell(cash(100))
    counter.back()
    basket.setQuantity(basket.lines[0]?.key ?? '', 0)
    expect([tendering.taken.length, tendering.due, invoicing.isEmpty]).toEqual([1, -100, false])
    tendering.giveBack(0)
    expect([tendering.taken.length, invoicing.isEmpty]).toEqual([0, true])
  })

  it('leaves nothing of a member who leaves, and keeps the basket and the money', async () => {
    const { basket, closing, counter, invoicing, seen, tendering, visit, visitor } = await served()
    counter.pay('cash')
    await closing.sell(cash(100))
    visit.memberLeaves()
    expect([visitor.present, seen.kept, invoicing.isEmpty]).toEqual([undefined, undefined, true])
    expect([basket.pieces, tendering.taken]).toEqual([1, [cash(100)]])
  })
})

it('R9 a claimed card shows nothing of the member before', async () => {
  const { counter, greeting, seen } = await served()
  expect([seen.kept?.member, counter.look]).toEqual([ming.id, 'timeline'])
  greeting.claim({ kind: 'card', value: 'M7777777' })
  expect([seen.kept, counter.look]).toEqual([undefined, 'products'])
})

it('R18 an invoice wish goes with its own sale, and one more line keeps it', async () => {
  const { closing, counter, ringing, tablet } = await served()
  ringing.ring(pen)
  counter.pay('cash')
  await closing.sell(cash(325))
  expect(tablet.committed).toMatchObject([{ invoice: { ban: '04595257', carrier: { value: '/P4SV.-I' } } }])
})

/** In Chinese, in English. */
export type Words = readonly [zhTW: string, en: string]

/** What our own codes are called in a sentence, by the parameter that holds them. A code that is newer stands as it is. */
const PLAIN: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  kind: {
    'sale.complete': ['銷售', 'a sale'],
    'return.complete': ['退貨', 'a return'],
    'exchange.complete': ['換貨', 'an exchange'],
    'member.enrol': ['入會', 'an enrolment'],
    'order.place': ['櫃檯訂單', 'an order at the counter'],
    'order.record': ['網路訂單', 'an online order'],
    'outflow.settle': ['商店的回覆', 'an answer of the shop'],
    'pickup.pick': ['揀貨', 'picking an order'],
    'pickup.ready': ['備妥取貨', 'making an order ready'],
    'pickup.handover': ['交貨', 'a handover'],
    'pickup.ship': ['出貨', 'sending an order'],
    'pickup.cancel': ['取消取貨', 'cancelling an order'],
    'pickup.decline': ['婉拒訂單', 'declining an order'],
    'pickup.extend': ['延長保留', 'keeping an order longer'],
    'pickup.deadline': ['取貨期限', 'the end of an order'],
    'pickup.lease': ['登記取貨', 'holding an order'],
    'stock.adjust': ['庫存調整', 'a stock correction'],
    'stock.count': ['盤點', 'a count'],
    'stock.request': ['調撥申請', 'a transfer request'],
    'stock.send': ['調出', 'a transfer sent'],
    'stock.receive': ['調入', 'a transfer received'],
    'stock.decline': ['婉拒調撥', 'declining a transfer'],
    'stock.withdraw': ['撤回調撥申請', 'withdrawing a transfer request'],
    'discrepancy.resolve': ['處理異常', 'dealing with a discrepancy'],
  },
  state: {
    allocated: ['待揀貨', 'to pick'],
    picking: ['揀貨中', 'being picked'],
    ready: ['可取貨', 'ready'],
    'partly-collected': ['已取一部分', 'partly collected'],
    collected: ['已取貨', 'collected'],
    shipped: ['已出貨', 'sent'],
    expired: ['已逾期', 'expired'],
    cancelled: ['已取消', 'cancelled'],
    declined: ['已婉拒', 'declined'],
  },
  step: {
    pick: ['揀貨', 'picking'],
    ready: ['備妥', 'making it ready'],
    handover: ['交貨', 'handing it over'],
    ship: ['出貨', 'sending it'],
    withdraw: ['商店撤回', 'withdrawal by the shop'],
    cancel: ['取消', 'cancelling'],
    decline: ['婉拒', 'declining'],
    extend: ['延長', 'keeping it longer'],
    remind: ['提醒', 'reminding'],
    expire: ['逾期', 'expiry'],
    lease: ['登記', 'holding it'],
  },
  is: {
    ready: ['可取貨', 'ready'],
    reminder: ['提醒取貨', 'reminder'],
    collected: ['已取貨', 'collected'],
    cancelled: ['取消', 'cancelled'],
    expired: ['逾期', 'expired'],
    shipped: ['已出貨', 'sent'],
    refund: ['退款', 'refund'],
    unplaced: ['沒有門市能處理', 'no store can do it'],
  },
}

type Params = Readonly<Record<string, string | number>>

/** R46: a sentence with what it names in words: no code is shown where there is a word for it. */
export function inWords([zh, en]: Words, params: Params): { readonly 'zh-TW': string; readonly en: string } {
  return { 'zh-TW': filled(zh, params, 0), en: filled(en, params, 1) }
}

function filled(words: string, params: Params, language: 0 | 1): string {
  return words.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params[name] ?? '?')
    const named = PLAIN[name]
    return named && Object.hasOwn(named, value) ? (named[value]?.[language] ?? value) : value
  })
}

import { type DiscrepancyCode, isDiscrepancyCode } from './discrepancy.ts'

/** What can be done about a discrepancy. Whoever cannot decide may always take it, or leave it to another. */
export const REMEDIES = ['correct', 'ask', 'charge-back', 'accept'] as const
export type Remedy = (typeof REMEDIES)[number]

/** The operation that puts it right. */
export type Correction = 'sale' | 'return' | 'stock'

/** Who has it at first: the people of the store, or head office. */
export type FirstOwner = 'store' | 'office'
export type Severity = 'high' | 'middle' | 'low'

export type Treatment = {
  readonly remedies: readonly Remedy[]
  readonly corrections: readonly Correction[]
  readonly owner: FirstOwner
  readonly severity: Severity
}

const MONEY: Treatment = {
  remedies: ['correct', 'charge-back', 'accept'],
  corrections: ['sale', 'return'],
  owner: 'store',
  severity: 'middle',
}

/** Two places took part: one of them can be asked, and one of them may have to bear it. */
const TOO_MUCH_BACK: Treatment = {
  remedies: ['correct', 'ask', 'charge-back', 'accept'],
  corrections: ['sale', 'stock'],
  owner: 'store',
  severity: 'high',
}

/** Somebody gave more than they might: whoever allowed it answers for it. */
const NOT_ALLOWED: Treatment = {
  remedies: ['ask', 'charge-back', 'accept'],
  corrections: [],
  owner: 'store',
  severity: 'middle',
}

/** Goods and the books differ: counting settles it, or asking whoever had them. */
const OF_GOODS: Treatment = {
  remedies: ['correct', 'ask', 'accept'],
  corrections: ['stock'],
  owner: 'store',
  severity: 'middle',
}

/** Goods went to somebody who may have been given their money back, or had the goods before. */
const GOODS_GONE: Treatment = {
  remedies: ['correct', 'ask', 'charge-back', 'accept'],
  corrections: ['sale', 'stock'],
  owner: 'store',
  severity: 'high',
}

/** The order's own shop or head office has to act; at the counter there is nothing to do. */
const OF_THE_SHOP: Treatment = {
  remedies: ['ask', 'accept'],
  corrections: [],
  owner: 'office',
  severity: 'high',
}

/** Nothing of it can be put right at a counter. */
const TECHNICAL: Treatment = { remedies: ['accept'], corrections: [], owner: 'office', severity: 'low' }

const TREATMENTS: Readonly<Record<DiscrepancyCode, Treatment>> = {
  'line-amount-differs': MONEY,
  'total-differs': MONEY,
  'tenders-differ': MONEY,
  'change-differs': MONEY,
  'receipt-number-used-twice': { ...TECHNICAL, owner: 'store', severity: 'middle' },
  'returned-more-than-sold': TOO_MUCH_BACK,
  'return-of-unknown-sale': { ...TOO_MUCH_BACK, severity: 'middle' },
  'return-of-unknown-line': TOO_MUCH_BACK,
  'refund-exceeds-price': TOO_MUCH_BACK,
  'returned-other-article': TOO_MUCH_BACK,
  'approval-missing': NOT_ALLOWED,
  'returned-to-self': { ...NOT_ALLOWED, severity: 'high' },
  'unverified-too-often': NOT_ALLOWED,
  'unverified-above-limit': NOT_ALLOWED,
  'shop-refund-without-shop': { ...MONEY, corrections: ['return'], severity: 'high' },
  'credit-overspent': { ...MONEY, corrections: ['sale'], severity: 'high' },
  'credit-unknown': { ...NOT_ALLOWED, severity: 'low' },
  oversold: OF_GOODS,
  'reserved-short': OF_GOODS,
  'transfer-differs': OF_GOODS,
  'pickup-unknown': { ...OF_GOODS, severity: 'high' },
  'pickup-not-open': { ...NOT_ALLOWED, severity: 'low' },
  'handed-over-twice': GOODS_GONE,
  'handed-over-cancelled': GOODS_GONE,
  'handed-over-late': GOODS_GONE,
  'given-after-decline': GOODS_GONE,
  'handed-over-leased-elsewhere': NOT_ALLOWED,
  'handed-over-unleased': { ...NOT_ALLOWED, severity: 'low' },
  'lease-used-late': { ...NOT_ALLOWED, severity: 'low' },
  'proof-too-weak': NOT_ALLOWED,
  'handover-sum-differs': MONEY,
  'order-part-malformed': OF_THE_SHOP,
  'order-store-unknown': OF_THE_SHOP,
  'order-unplaced': OF_THE_SHOP,
  'order-moved-late': OF_THE_SHOP,
  'counter-order-unplaced': { ...MONEY, corrections: ['return'], severity: 'high' },
  'refund-due': { ...MONEY, corrections: ['return'], severity: 'high' },
  'outflow-dead': OF_THE_SHOP,
  'sidecar-differs': TECHNICAL,
  'two-members-by-one-enrolment': { ...TECHNICAL, remedies: ['ask', 'accept'], owner: 'store' },
  'operation-not-understood': TECHNICAL,
  'operation-malformed': TECHNICAL,
  'operation-not-allowed': { ...TECHNICAL, severity: 'middle' },
  'operation-waits': TECHNICAL,
  'operation-failed': { ...TECHNICAL, severity: 'middle' },
  'same-id-other-content': { ...TECHNICAL, severity: 'middle' },
  'device-forked': { ...TECHNICAL, owner: 'store', severity: 'high' },
  'operations-missing': { ...TECHNICAL, owner: 'store', severity: 'high' },
  'written-off-without-approval': { ...NOT_ALLOWED, severity: 'high' },
  'settled-without-approval': { ...TECHNICAL, remedies: ['ask', 'charge-back', 'accept'], severity: 'high' },
}

export const DISCREPANCY_CODES = Object.keys(TREATMENTS).filter(isDiscrepancyCode)

/** What is newer than this app can be asked about and accepted. */
const OF_A_NEWER_RULE: Treatment = { ...TECHNICAL, remedies: ['ask', 'accept'], severity: 'middle' }

export const treatmentOf = (code: string): Treatment =>
  isDiscrepancyCode(code) ? TREATMENTS[code] : OF_A_NEWER_RULE

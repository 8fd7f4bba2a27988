/** A receipt as it goes on paper: the same facts in the same order as ReceiptSheet.vue shows. Pure. */
import { money } from '#shared/domain/money.ts'
import { taxWithin } from '#shared/domain/tax.ts'
import type { NewTender } from '#shared/domain/tender.ts'
import { type Block, centred, line, type Paper, pair, rule } from '../devices/printing/paper.ts'
import { dateTimeText } from '../i18n/dates.ts'
import { moneyText } from '../i18n/money.ts'
import type { Way } from './order-slip.ts'
import { amountOf, type Paid, type PaidLine } from './paid.ts'

export type Words = (key: string, named?: Readonly<Record<string, unknown>>) => string

export type Letterhead = {
  readonly chain: string
  readonly store: string
  readonly register: string
}

export type PaperParts = {
  readonly head: Letterhead
  readonly words: Words
  /** It was on paper before. */
  readonly isReprint: boolean
}

export function receiptPaper(paid: Paid, { head, words, isReprint }: PaperParts): Paper {
  return [
    centred(head.chain, { size: 'large', bold: true }),
    centred(`${head.store} · ${head.register}`),
    centred(words(titles[paid.kind]), { bold: true }),
    ...(paid.pickup === undefined ? [] : [centred(words('receipt.order', { number: paid.pickup.number }))]),
    ...(isReprint ? [centred(words('printing.reprint'), { size: 'large', bold: true })] : []),
    rule,
    ...(paid.receiptNumber === null ? [] : [pair(words('receipt.number'), paid.receiptNumber)]),
    pair(dateTimeText(paid.at), `${words('receipt.staff')} ${paid.staffName}`),
    rule,
    ...(paid.back ?? []).flatMap((one) => [
      line(`${words('receipt.cameBack')} ${one.name}`),
      pair(`× ${one.quantity}`, moneyText(-amountOf(one))),
    ]),
    ...paid.lines.flatMap((one, place) => [
      ...lineBlocks(one, words),
      ...(paid.order?.ways[place] ?? []).map((way) => line(words(`receipt.way.${way.is}`, wayNamed(way)))),
    ]),
    ...sumBlocks(paid, words),
    ...asideBlocks(paid, words),
    ...(paid.order?.codes ?? []).flatMap(({ store, code }) =>
      pickupBlocks(code, words('receipt.pickup', { store })),
    ),
    ...codeBlocks(paid.receiptCode, words),
  ]
}

/** Goods that were paid before change hands without an amount. */
function sumBlocks(paid: Paid, words: Words): readonly Block[] {
  if (paid.kind === 'handover') return []
  return [
    rule,
    pair(words(totals[paid.kind]), moneyText(paid.total), {
      size: 'large',
      bold: true,
    }),
    ...paid.tenders.flatMap((tender) => tenderBlocks(tender, words)),
    ...(paid.change > 0 ? [pair(words('receipt.change'), moneyText(paid.change))] : []),
    ...(paid.order && paid.order.later > 0
      ? [pair(words('receipt.later'), moneyText(paid.order.later), { bold: true })]
      : []),
    ...(paid.total < 0 ? [] : [pair(words('receipt.tax'), moneyText(taxWithin(money(paid.total)).tax))]),
  ]
}

export const titles = {
  sale: 'receipt.title',
  return: 'receipt.returnTitle',
  exchange: 'receipt.exchangeTitle',
  handover: 'receipt.handoverTitle',
  order: 'receipt.orderTitle',
} as const

export const totals = {
  sale: 'receipt.total',
  return: 'receipt.refund',
  exchange: 'receipt.net',
  order: 'receipt.paidNow',
} as const

function lineBlocks(one: PaidLine, words: Words): readonly Block[] {
  return [
    line(one.name),
    ...(one.grams === undefined ? [] : [line(words('receipt.weight', { n: one.grams }), { size: 'small' })]),
    ...(one.note === undefined ? [] : [line(`※ ${one.note}`, { size: 'small' })]),
    pair(`${moneyText(one.unitPrice)} × ${one.quantity}`, moneyText(amountOf(one))),
  ]
}

function asideBlocks({ invoice, points }: Paid, words: Words): readonly Block[] {
  const { ban, donation, isKept } = invoice
  return [
    ...(ban === undefined ? [] : [line(words('receipt.ban', { text: ban }))]),
    ...(donation === undefined ? [] : [line(words('receipt.donation', { text: donation }))]),
    ...(isKept ? [line(words('receipt.kept'))] : []),
    ...(points ? [line(words('receipt.points', { n: points }))] : []),
  ]
}

function tenderBlocks(tender: NewTender, words: Words): readonly Block[] {
  if (tender.kind === 'cash')
    return [pair(words('receipt.cash'), moneyText(tender.tendered ?? tender.amount))]
  if (tender.kind !== 'external') return [pair(words(`receipt.${tender.kind}`), moneyText(tender.amount))]
  return [
    pair(words(`receipt.${tender.method ?? 'other'}`), moneyText(tender.amount)),
    line(words('receipt.reference', { text: tender.reference }), { size: 'small' }),
  ]
}

/** What the translator is given of it. */
export const wayNamed = ({ store, quantity }: Way) => ({ store, n: quantity })

/** Apart from the receipt's own code: whoever shows this one is given the goods. */
const pickupBlocks = (code: string, title: string): readonly Block[] => [
  rule,
  centred(title, { bold: true }),
  { kind: 'qr', text: code },
  centred(code, { size: 'small' }),
]

/** A receipt is good for a return as long as its code can be read. */
function codeBlocks(code: string | null, words: Words): readonly Block[] {
  if (code === null) return []
  return [rule, { kind: 'qr', text: code }, centred(code, { size: 'small' }), centred(words('receipt.keep'))]
}

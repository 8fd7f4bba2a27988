/** A receipt as it goes on paper: the same facts in the same order as ReceiptSheet.vue shows. Pure. */
import { lineAmount } from '#shared/domain/line.ts'
import type { NewTender } from '#shared/domain/tender.ts'
import { type Block, centred, line, type Paper, pair, rule } from '../devices/printing/paper.ts'
import { dateTimeText } from '../i18n/dates.ts'
import { moneyText } from '../i18n/money.ts'
import type { Paid } from './payment.ts'

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
  const isSale = paid.kind === 'sale'
  return [
    centred(head.chain, { size: 'large', bold: true }),
    centred(`${head.store} · ${head.register}`),
    centred(words(isSale ? 'receipt.title' : 'receipt.returnTitle'), { bold: true }),
    ...(isReprint ? [centred(words('printing.reprint'), { size: 'large', bold: true })] : []),
    rule,
    ...(paid.receiptNumber === null ? [] : [pair(words('receipt.number'), paid.receiptNumber)]),
    pair(dateTimeText(paid.at), `${words('receipt.staff')} ${paid.staffName}`),
    rule,
    ...paid.lines.flatMap((one) => [
      line(one.name),
      pair(`${moneyText(one.unitPrice)} × ${one.quantity}`, moneyText(lineAmount(one))),
    ]),
    rule,
    pair(words(isSale ? 'receipt.total' : 'receipt.refund'), moneyText(paid.total), {
      size: 'large',
      bold: true,
    }),
    ...paid.tenders.flatMap((tender) => tenderBlocks(tender, words)),
    ...(paid.change > 0 ? [pair(words('receipt.change'), moneyText(paid.change))] : []),
    ...codeBlocks(paid.receiptCode, words),
  ]
}

function tenderBlocks(tender: NewTender, words: Words): readonly Block[] {
  if (tender.kind === 'cash')
    return [pair(words('receipt.cash'), moneyText(tender.tendered ?? tender.amount))]
  return [
    pair(words('receipt.external'), moneyText(tender.amount)),
    line(words('receipt.reference', { text: tender.reference }), { size: 'small' }),
  ]
}

/** A receipt is good for a return as long as its code can be read. */
function codeBlocks(code: string | null, words: Words): readonly Block[] {
  if (code === null) return []
  return [rule, { kind: 'qr', text: code }, centred(code, { size: 'small' }), centred(words('receipt.keep'))]
}

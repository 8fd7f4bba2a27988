import { fromHex } from '#shared/base/bytes.ts'
import { readReceiptCode, type ReceiptCode } from '#shared/domain/receipt.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { termsKnown } from './counter-words.ts'
import type { BackLine, Promises } from './promises.ts'
import type { Random } from './random.ts'
import { Broken } from './told.ts'

/**
 * What somebody brings back with the paper of any sale that was promised anywhere: a line of its receipt where the tablet has it, else
 * R13 goods of the receipt whose code is on the paper.
 */
export async function backFromPaper(
  tablet: Tablet,
  promises: Promises,
  random: Random,
): Promise<BackLine[] | undefined> {
  const sales = promises.sales()
  if (sales.length === 0) return undefined
  // The latest ones come back more often: two tablets then meet at one receipt.
  const sale = random.chance(0.6) ? random.pick(sales.slice(-4)) : random.pick(sales)
  const code = codeOn(tablet, promises, sale.id)
  const at = random.int(sale.lines.length)
  const sold = sale.lines[at]
  if (sold === undefined) return undefined
  const quantity = random.chance(0.2) ? sold.quantity + 1 : random.between(1, sold.quantity)
  const unitPrice = sold.unitPrice + (random.chance(0.1) ? 7 : 0)
  const of = { ref: code.sale, line: at }
  const { receipt } = await tablet.receipt(code.sale)
  const byCode = receipt?.lines ? {} : { byCode: true as const }
  return [{ ...sold, quantity, unitPrice, of, ...byCode, restocked: random.chance(0.5) }]
}

/** What the screen says of the code in the operation. */
export async function fromPaper(tablet: Tablet, promises: Promises, lines: readonly BackLine[]) {
  const ref = lines.find(({ byCode }) => byCode)?.of?.ref
  if (ref === undefined) return {}
  const { sale, businessDate: date, total } = codeOn(tablet, promises, ref)
  return { from: { ref: sale, date, total, terms: (await termsKnown(tablet)).terms ?? 1 } }
}

function codeOn({ device }: Tablet, promises: Promises, sale: string): ReceiptCode {
  const code = device && readReceiptCode(promises.kept.get(sale)?.code ?? '', fromHex(device.receiptKey))
  if (code?.sale !== sale) throw new Broken(`F5 the receipt code of ${sale} does not name it`)
  return code
}

/** What comes back by a receipt's code where its lines are not known: it is of that receipt, and of which line is found out later. */
import * as z from 'zod/mini'
import { proportion } from './allocate.ts'
import type { BackLine, CodedBack, Line } from './line.ts'
import { type Money, money, MoneyText, sum } from './money.ts'
import { owedQuantity, type Receipt, type Returned, returnedQuantity } from './receipt.ts'
import { IdText } from './who.ts'

/** What the code said, and the version of the terms that were known where it was read. */
export const CodedFrom = z.object({
  ref: IdText,
  date: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  total: MoneyText,
  terms: z.int().check(z.gte(1)),
})
export type CodedFrom = Readonly<z.infer<typeof CodedFrom>>

type Coded = Returned & { readonly coded: readonly CodedBack[] }

const isCoded = (returned: Returned): returned is Coded => returned.coded !== undefined

/** What was given back by the receipt's code so far, as far as it is known here. */
export const givenByCode = ({ returned }: Pick<Receipt, 'returned'>): Money =>
  sum(Object.values(returned).flatMap(({ coded = [] }) => coded.map(({ amount }) => amount)))

/**
 * R13: finds the lines of what came back by the receipt's code: of its article, first what is still open and costs the same, after
 * whatever names its line, in the order of the returns' ids. What is open nowhere is too much of the last line of its article; what the
 * receipt does not hold, of a line behind its last one. It is found anew whenever the receipt knows more, so that what stands in the
 * end does not depend on what was heard of first.
 */
export function withCodedLines(receipt: Receipt): Receipt {
  const { lines } = receipt
  const coded = Object.entries(receipt.returned).flatMap(([id, one]) =>
    isCoded(one) ? [[id, one] as const] : [],
  )
  if (lines === null || coded.length === 0) return receipt
  const named = {
    ...receipt,
    returned: Object.fromEntries(Object.entries(receipt.returned).filter(([, one]) => !isCoded(one))),
  }
  const open = lines.map(({ kind, quantity }, place) =>
    kind === 'discount' ? 0 : quantity - owedQuantity(named, place) - returnedQuantity(named, place),
  )
  const found: (readonly [string, Returned])[] = coded
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, one]) => [id, { ...one, lines: one.coded.flatMap((back) => taken(back, lines, open)) }])
  return { ...receipt, returned: { ...receipt.returned, ...Object.fromEntries(found) } }
}

/** Takes it from what is open. */
function taken(back: CodedBack, lines: readonly Line[], open: number[]): BackLine[] {
  const places = lines.flatMap((line, place) =>
    line.kind !== 'discount' && line.sku === back.sku ? [place] : [],
  )
  const same = (place: number): boolean =>
    lines[place]?.unitPrice === back.unitPrice && lines[place]?.grams === back.grams
  const inOrder = [...places.filter(same), ...places.filter((place) => !same(place))]
  const units: [place: number, quantity: number][] = []
  let rest = back.quantity
  for (const place of inOrder) {
    const fit = Math.max(0, Math.min(rest, open[place] ?? 0))
    if (fit === 0) continue
    open[place] = (open[place] ?? 0) - fit
    units.push([place, fit])
    rest -= fit
  }
  if (rest > 0) units.push([places.at(-1) ?? lines.length, rest])
  return shared(back, units)
}

/** Its money by the piece; the parts sum to it exactly. */
function shared({ amount, quantity }: CodedBack, units: readonly [number, number][]): BackLine[] {
  let before = 0
  return units.map(([line, part]) => {
    const upTo = proportion(amount, before + part, quantity)
    const share = money(upTo - proportion(amount, before, quantity))
    before += part
    return { line, quantity: part, amount: share }
  })
}

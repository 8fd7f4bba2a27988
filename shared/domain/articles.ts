import type { Line } from './line.ts'
import { isTold, owedQuantity, type Receipt, remainingQuantity } from './receipt.ts'

/** An article that left for a line of a receipt: how many of it, and how many can still come back. */
export type LeftArticle = Pick<Line, 'sku' | 'name'> & { readonly units: number; readonly remaining: number }

/**
 * R4: what can come back for a line: its own article, and what a store handed over instead. The handovers know which of them left;
 * what nobody handed over was sold as it stands.
 */
export function articlesOf(receipt: Receipt, line: number): LeftArticle[] {
  const sold = receipt.lines?.[line]
  if (sold === undefined) return []
  const { sku, name, quantity } = sold
  const handed = handedFor(receipt, line)
  const remaining = remainingQuantity(receipt, line)
  if (!handed.some(({ instead }) => instead)) return [{ sku, name, units: quantity, remaining }]
  let left = remaining
  const others = [...new Map(handed.flatMap(({ instead }) => (instead ? [[instead.sku, instead]] : [])))]
  const instead = others.map(([other, article]): LeftArticle => {
    const units = unitsOf(handed.filter((one) => one.instead?.sku === other))
    const own = Math.max(0, Math.min(left, units - backOf(receipt, line, other)))
    left -= own
    return { ...article, units, remaining: own }
  })
  if (isOwnGone(receipt, line) && left === 0) return instead
  const units = Math.max(0, quantity - unitsOf(handed.filter((one) => one.instead)))
  return [{ sku, name, units, remaining: left }, ...instead]
}

/** R4: whether this article left for the line, or may have. */
export function isOfLine(receipt: Receipt, line: number, sku: string): boolean {
  const sold = receipt.lines?.[line]
  if (sold === undefined) return true
  if (sku !== sold.sku) return handedFor(receipt, line).some(({ instead }) => instead?.sku === sku)
  return !isOwnGone(receipt, line)
}

/** Nothing of the line's own article left: all that did stood for it. */
function isOwnGone(receipt: Receipt, line: number): boolean {
  const handed = handedFor(receipt, line)
  if (!handed.some(({ instead }) => instead) || handed.some(({ instead }) => !instead)) return false
  const told = Object.values(receipt.returned).filter(isTold)
  const ended = unitsOf(told.flatMap(({ lines }) => lines).filter((one) => one.line === line))
  const sold = receipt.lines?.[line]?.quantity ?? 0
  return sold - owedQuantity(receipt, line) - ended <= unitsOf(handed)
}

const handedFor = ({ handed = {} }: Receipt, line: number) =>
  Object.values(handed).flatMap(({ lines }) => lines.filter((one) => one.line === line))

const backOf = ({ returned }: Receipt, line: number, sku: string): number =>
  unitsOf(
    Object.values(returned).flatMap(({ lines, articles = [] }) =>
      lines.filter((one, at) => one.line === line && articles[at] === sku),
    ),
  )

const unitsOf = (all: readonly { readonly quantity: number }[]): number =>
  all.reduce((units, { quantity }) => units + quantity, 0)

// What the independent fold finds in a log, for whoever wants to know it before believing the rest.

import type { Fold } from './fold.ts'

export function factLines({ books, facts }: Fold): string[] {
  const unlinked = Object.entries(facts.unlinked).map(([why, count]) => `${n(count)} ${why}`)
  const odd = [...facts.oddCodes].map(([code, count]) => `${code} ${n(count)}`)
  return [
    `the log: ${n(facts.rows)} rows from ${facts.firstAt} to ${facts.lastAt}, ${n(facts.invoices)} invoices ` +
      `(${n(facts.cancellations)} C, ${n(facts.badDebts)} A), ${n(facts.customers)} customers`,
    `${n(books.all.returnLines)} returned rows: ${n(facts.linked)} linked (${n(facts.linkedAtAnotherPrice)} at another price than sold, ` +
      `${n(facts.linkedAcrossPlaces)} at another place), ${unlinked.join(', ')}`,
    `${n(facts.negativeRowsWithoutC)} negative rows without C, ${n(facts.negativeRowsUnlikeAdjustments)} of them priced or on an invoice with sold rows`,
    `codes that are not five digits: ${odd.join(', ')}`,
  ]
}

function n(value: number): string {
  return value.toLocaleString('en-US')
}

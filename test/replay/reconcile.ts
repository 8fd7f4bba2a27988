// Holds what was found against what should be: to the dollar and to the line. Prints a table, and the grand total in the last line.

import { type Books, noTotals, type TimelineEntry, type Totals } from './books.ts'

export type Reconciliation = { readonly agrees: boolean; readonly text: string }

const differencesShownMax = 20

/** `others` are differences that were found elsewhere and count as well. */
export function reconcile(expected: Books, found: Books, others: readonly string[] = []): Reconciliation {
  const places = [...new Set([...expected.places.keys(), ...found.places.keys()])].toSorted()
  const differences = [
    ...places.flatMap((place) => differing(place, expected.places.get(place), found.places.get(place))),
    ...differing('all', expected.all, found.all),
    ...memberDifferences(expected, found),
    ...timelineDifferences(expected, found),
    ...others,
  ]
  const agrees = differences.length === 0
  const hidden = differences.length - differencesShownMax
  const text = [
    ...table([
      ['', 'expected TWD', 'found TWD', 'difference', 'lines expected', 'found', 'difference'],
      ...places.map((place) =>
        moneyRow(
          place === 'web' ? 'online shop' : `store ${place}`,
          expected.places.get(place),
          found.places.get(place),
        ),
      ),
      moneyRow('all places', expected.all, found.all),
      moneyRow(
        `members (${count(expected.members.size)})`,
        sumOf(expected.members.values()),
        sumOf(found.members.values()),
      ),
      timelineRow(expected, found),
    ]),
    ...detailRows(expected, found),
    ...differences.slice(0, differencesShownMax).map((difference) => `DIFFERS ${difference}`),
    ...(hidden > 0 ? [`… and ${count(hidden)} more differences`] : []),
    grandTotal(expected, found, differences.length),
  ].join('\n')
  return { agrees, text }
}

function grandTotal(expected: Books, found: Books, differences: number): string {
  const [wanted, got] = [netOf(expected.all), netOf(found.all)]
  const verdict = differences === 0 ? 'everything agrees' : `${count(differences)} differences`
  return `grand total TWD ${count(got)} · expected ${count(wanted)} · difference ${count(got - wanted)} · ${verdict}`
}

function moneyRow(label: string, expected: Totals = noTotals, found: Totals = noTotals): string[] {
  return [label, ...compared(netOf(expected), netOf(found)), ...compared(linesOf(expected), linesOf(found))]
}

function timelineRow(expected: Books, found: Books): string[] {
  const size = ({ timelines }: Books) => {
    const entries = [...timelines.values()].flat()
    const amount = entries.reduce(
      (total, entry) => total + (entry.kind === 'sale' ? entry.amount : -entry.amount),
      0,
    )
    return {
      count: entries.length,
      amount,
      lines: entries.reduce((total, entry) => total + entry.lines.length, 0),
    }
  }
  const [wanted, got] = [size(expected), size(found)]
  return [
    `timelines (${count(wanted.count)} entries)`,
    ...compared(wanted.amount, got.amount),
    ...compared(wanted.lines, got.lines),
  ]
}

/** The parts of the sum over all places, in words. */
function detailRows(expected: Books, found: Books): string[] {
  return fields.map(({ field, words }) => {
    const [wanted, got] = [expected.all[field], found.all[field]]
    return `  ${words}: expected ${count(wanted)}, found ${count(got)}, difference ${count(got - wanted)}`
  })
}

const fields: readonly { readonly field: keyof Totals; readonly words: string }[] = [
  { field: 'sales', words: 'sold TWD' },
  { field: 'returns', words: 'returned TWD' },
  { field: 'saleLines', words: 'lines sold' },
  { field: 'returnLines', words: 'lines returned' },
  { field: 'linkedLines', words: 'lines returned that name their sale' },
  { field: 'adjustmentLines', words: 'lines written off' },
  { field: 'unitsSold', words: 'units sold' },
  { field: 'unitsReturned', words: 'units returned' },
  { field: 'unitsAdjusted', words: 'units written off' },
]

function differing(name: string, expected: Totals = noTotals, found: Totals = noTotals): string[] {
  return fields.flatMap(({ field, words }) =>
    expected[field] === found[field]
      ? []
      : [`${name}: ${words}: expected ${count(expected[field])}, found ${count(found[field])}`],
  )
}

function memberDifferences(expected: Books, found: Books): string[] {
  const cards = [...new Set([...expected.members.keys(), ...found.members.keys()])].toSorted()
  return cards.flatMap((card) => {
    const [wanted, got] = [expected.members.get(card), found.members.get(card)]
    if (wanted === undefined) return [`member ${card}: found, but the file knows no such customer`]
    if (got === undefined) return [`member ${card}: not found`]
    return differing(`member ${card}`, wanted, got)
  })
}

function timelineDifferences(expected: Books, found: Books): string[] {
  const cards = [...new Set([...expected.timelines.keys(), ...found.timelines.keys()])].toSorted()
  return cards.flatMap((card) => {
    const wanted = (expected.timelines.get(card) ?? []).map(entryText).toSorted()
    const got = (found.timelines.get(card) ?? []).map(entryText).toSorted()
    return [
      ...without(wanted, got).map((entry) => `timeline of ${card}: missing ${entry}`),
      ...without(got, wanted).map((entry) => `timeline of ${card}: not expected ${entry}`),
    ]
  })
}

/** One text an entry, its lines in an order of their own: a `C` invoice may come back from the server in several parts. */
function entryText(entry: TimelineEntry): string {
  const lines = entry.lines.map(
    ({ sku, quantity, amount, of }) => `${quantity} × ${sku} = ${amount}${of === '' ? '' : ` of ${of}`}`,
  )
  return `${entry.at} ${entry.where} ${entry.kind} ${entry.invoice} ${entry.amount}: ${lines.toSorted().join(', ')}`
}

/** Multiset difference: an entry that is there twice and should be there once is a difference. */
function without(entries: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1)
  return entries.filter((entry) => {
    const there = left.get(entry) ?? 0
    left.set(entry, there - 1)
    return there <= 0
  })
}

function sumOf(all: Iterable<Totals>): Totals {
  const sum: { -readonly [Field in keyof Totals]: number } = { ...noTotals }
  for (const totals of all) for (const { field } of fields) sum[field] += totals[field]
  return sum
}

function netOf(totals: Totals): number {
  return totals.sales - totals.returns
}

function linesOf(totals: Totals): number {
  return totals.saleLines + totals.returnLines + totals.adjustmentLines
}

function compared(expected: number, found: number): string[] {
  return [count(expected), count(found), count(found - expected)]
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  )
}

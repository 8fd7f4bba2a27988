// The independent fold: what the books must say, worked out from the file alone. It shares the reader of the file with the replay and nothing
// else: prices, dealing, cards and links are computed here a second time, in another way, so that one mistake cannot hide in both.

import { createHash } from 'node:crypto'
import type { Books, TimelineEntry, TimelineLine, Totals } from './books.ts'
import type { LogRow } from '#server/import/online-retail/read-log.ts'

export type Facts = {
  readonly rows: number
  readonly invoices: number
  readonly cancellations: number
  readonly badDebts: number
  readonly customers: number
  readonly firstAt: string
  readonly lastAt: string
  readonly negativeRowsWithoutC: number
  /** of those, how many have a price or stand on an invoice together with sold rows: 0 in this log */
  readonly negativeRowsUnlikeAdjustments: number
  readonly linked: number
  readonly linkedAtAnotherPrice: number
  readonly linkedAcrossPlaces: number
  readonly unlinked: Readonly<Record<'no customer' | 'no open line' | 'several open lines', number>>
  /** rows by code, for the codes that do not begin with five digits */
  readonly oddCodes: ReadonlyMap<string, number>
  readonly invoicesByPlace: ReadonlyMap<string, number>
}

/** One invoice's sale, return or write-off as the journal of its place must show it. */
export type JournalEntry = {
  readonly invoice: string
  readonly at: string
  readonly kind: Kind
  /** positive for what was sold, negative for what was given back */
  readonly amount: number
  readonly lines: number
  readonly units: number
}

/** `journals` by store and channel. */
export type Fold = {
  readonly books: Books
  readonly journals: ReadonlyMap<string, readonly JournalEntry[]>
  readonly facts: Facts
}

export async function foldLog(rows: AsyncIterable<LogRow>, seed?: string): Promise<Fold> {
  const ordered = await inOrder(rows)
  const links = linksOf(ordered)
  const places = placesOf(ordered, seed)
  return {
    books: booksOf(ordered, links, places),
    journals: journalsOf(ordered, places),
    facts: factsOf(ordered, links, places),
  }
}

type Kind = 'sale' | 'return' | 'adjustment'
type Posting = {
  readonly row: LogRow
  readonly kind: Kind
  readonly units: number
  readonly price: number
  /** the invoice's, not the row's */
  readonly at: string
  /** among the sold rows of its invoice, from 1; 0 = not sold */
  readonly line: number
}

const rank = { sale: 0, adjustment: 1, return: 2 } as const

function kindOf(row: LogRow): Kind {
  if (row.quantity > 0) return 'sale'
  return row.invoice[0] === 'C' || twd(row.unitPrice) !== 0 ? 'return' : 'adjustment'
}

/** All rows; invoices by their earliest date and then their first row; of an invoice first what was sold, else as in the file. */
async function inOrder(rows: AsyncIterable<LogRow>): Promise<Posting[]> {
  const all: LogRow[] = []
  const starts = new Map<string, { at: string; line: number }>()
  for await (const row of rows) {
    all.push(row)
    const start = starts.get(row.invoice)
    if (start === undefined) starts.set(row.invoice, { at: row.at, line: row.line })
    else if (row.at < start.at) start.at = row.at
  }
  const startOf = (row: LogRow) => starts.get(row.invoice) ?? { at: row.at, line: row.line }
  const sorted = all.toSorted((a, b) => {
    const [first, second] = [startOf(a), startOf(b)]
    if (first.at !== second.at) return first.at < second.at ? -1 : 1
    return first.line - second.line || rank[kindOf(a)] - rank[kindOf(b)] || a.line - b.line
  })
  const soldOnInvoice = new Map<string, number>()
  return sorted.map((row) => {
    const price = twd(row.unitPrice)
    const kind = kindOf(row)
    const line = kind === 'sale' ? (soldOnInvoice.get(row.invoice) ?? 0) + 1 : 0
    if (kind === 'sale') soldOnInvoice.set(row.invoice, line)
    return { row, kind, units: Math.abs(row.quantity), price, at: startOf(row).at, line }
  })
}

/** Round half up(pounds × 40) in millionths of a pound, by remainder: Number holds these whole numbers exactly. */
function twd(pounds: string): number {
  const isNegative = pounds.startsWith('-')
  const [whole = '0', fraction = ''] = pounds.replace('-', '').split('.')
  const millionths = Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'))
  const raised = (isNegative ? -millionths : millionths) * 40 + 500_000
  const rest = ((raised % 1_000_000) + 1_000_000) % 1_000_000
  return (raised - rest) / 1_000_000
}

type Link = { readonly to: Posting } | 'no customer' | 'no open line' | 'several open lines'

/** For every returned row: walk back over all that the customer did before and count the sold lines of the product that still hold enough. */
function linksOf(ordered: readonly Posting[]): Map<Posting, Link> {
  const links = new Map<Posting, Link>()
  const histories = Map.groupBy(ordered, (posting) => posting.row.customer)
  for (const [customer, history] of histories) {
    if (customer === '') {
      for (const posting of history) if (posting.kind === 'return') links.set(posting, 'no customer')
      continue
    }
    const taken = new Map<Posting, number>()
    history.forEach((posting, index) => {
      if (posting.kind !== 'return') return
      let found: Posting | undefined
      let count = 0
      for (let back = index - 1; back >= 0; back -= 1) {
        const earlier = history[back]
        if (
          earlier === undefined ||
          earlier.kind !== 'sale' ||
          earlier.row.stockCode !== posting.row.stockCode
        )
          continue
        if (earlier.units - (taken.get(earlier) ?? 0) < posting.units) continue
        found = earlier
        count += 1
      }
      if (found === undefined) links.set(posting, 'no open line')
      else if (count > 1) links.set(posting, 'several open lines')
      else {
        links.set(posting, { to: found })
        taken.set(found, (taken.get(found) ?? 0) + posting.units)
      }
    })
  }
  return links
}

function placesOf(ordered: readonly Posting[], seed: string | undefined): Map<string, string> {
  const places = new Map<string, string>()
  for (const { row } of ordered) {
    if (places.has(row.invoice)) continue
    const hex = createHash('sha256')
      .update((seed === undefined ? '' : `${seed}:`) + row.invoice)
      .digest('hex')
    const dealt = Number.parseInt(hex.slice(0, 8), 16)
    const lastDigit = dealt % 10
    places.set(row.invoice, lastDigit < 6 ? `S${(((dealt - lastDigit) / 10) % 4) + 1}` : 'web')
  }
  return places
}

type Sheet = { -readonly [Field in keyof Totals]: number }
type Entry = Omit<TimelineEntry, 'amount' | 'lines'> & { amount: number; readonly lines: TimelineLine[] }

function booksOf(
  ordered: readonly Posting[],
  links: ReadonlyMap<Posting, Link>,
  dealt: ReadonlyMap<string, string>,
): Books {
  const all = blankSheet()
  const places = new Map<string, Sheet>(['S1', 'S2', 'S3', 'S4', 'web'].map((place) => [place, blankSheet()]))
  const members = new Map<string, Sheet>()
  const timelines = new Map<string, TimelineEntry[]>()
  const entries = new Map<string, Entry>()
  for (const posting of ordered) {
    const { row, kind, units, price, at } = posting
    const where = dealt.get(row.invoice) ?? ''
    const link = links.get(posting)
    const sheets = [all, sheetOf(places, where)]
    if (row.customer !== '') {
      const card = `M${'0'.repeat(7 - row.customer.length)}${row.customer}`
      sheets.push(sheetOf(members, card))
      const timeline = timelines.get(card) ?? []
      timelines.set(card, timeline)
      if (kind !== 'adjustment') {
        const key = `${kind} ${row.invoice}`
        const entry = entries.get(key) ?? { at, where, kind, invoice: row.invoice, amount: 0, lines: [] }
        if (!entries.has(key)) timeline.push(entry)
        entries.set(key, entry)
        const of = typeof link === 'object' ? `${link.to.row.invoice}/${link.to.line}` : ''
        entry.amount += price * units
        entry.lines.push({ sku: row.stockCode, quantity: units, amount: price * units, of })
      }
    }
    for (const sheet of sheets) post(sheet, posting, typeof link === 'object')
  }
  return { all, places, members, timelines }
}

function journalsOf(ordered: readonly Posting[], dealt: ReadonlyMap<string, string>): Fold['journals'] {
  const entries = Map.groupBy(ordered, ({ kind, row }) => `${kind} ${row.invoice}`)
  const journal = [...entries.values()].flatMap((postings): JournalEntry[] => {
    const [first] = postings
    if (first === undefined) return []
    const direction = first.kind === 'sale' ? 1 : -1
    const units = postings.reduce((sum, posting) => sum + posting.units, 0) * direction
    const amount = postings.reduce((sum, { price, units: count }) => sum + price * count, 0) * direction
    const { kind, at, row } = first
    return [{ invoice: row.invoice, at, kind, amount: amount + 0, lines: postings.length, units }]
  })
  return Map.groupBy(journal, ({ invoice }) => dealt.get(invoice) ?? '')
}

function sheetOf(sheets: Map<string, Sheet>, name: string): Sheet {
  const sheet = sheets.get(name) ?? blankSheet()
  sheets.set(name, sheet)
  return sheet
}

function post(sheet: Sheet, { kind, units, price }: Posting, isLinked: boolean): void {
  if (kind === 'sale') {
    sheet.sales += price * units
    sheet.saleLines += 1
    sheet.unitsSold += units
  } else if (kind === 'return') {
    sheet.returns += price * units
    sheet.returnLines += 1
    sheet.unitsReturned += units
    if (isLinked) sheet.linkedLines += 1
  } else {
    sheet.adjustmentLines += 1
    sheet.unitsAdjusted += units
  }
}

function blankSheet(): Sheet {
  return {
    sales: 0,
    returns: 0,
    saleLines: 0,
    returnLines: 0,
    linkedLines: 0,
    adjustmentLines: 0,
    unitsSold: 0,
    unitsReturned: 0,
    unitsAdjusted: 0,
  }
}

function factsOf(
  ordered: readonly Posting[],
  links: ReadonlyMap<Posting, Link>,
  places: ReadonlyMap<string, string>,
): Facts {
  const invoices = [...places.keys()]
  const negatives = ordered.filter(({ row }) => row.quantity < 0 && !row.invoice.startsWith('C'))
  const soldOn = new Set(ordered.flatMap(({ row, kind }) => (kind === 'sale' ? [row.invoice] : [])))
  const linked = [...links].flatMap(([posting, link]) =>
    typeof link === 'object' ? [{ posting, to: link.to }] : [],
  )
  const unlinked = (why: string) => [...links.values()].filter((link) => link === why).length
  const placeOf = ({ row }: Posting) => places.get(row.invoice)
  const odd = ordered.map(({ row }) => row.stockCode).filter((code) => !/^\d{5}/.test(code))
  return {
    rows: ordered.length,
    invoices: invoices.length,
    cancellations: invoices.filter((invoice) => invoice.startsWith('C')).length,
    badDebts: invoices.filter((invoice) => invoice.startsWith('A')).length,
    customers: new Set(ordered.map(({ row }) => row.customer).filter((customer) => customer !== '')).size,
    firstAt: ordered[0]?.at ?? '',
    lastAt: ordered.at(-1)?.at ?? '',
    negativeRowsWithoutC: negatives.length,
    negativeRowsUnlikeAdjustments: negatives.filter(
      ({ row, kind }) => kind !== 'adjustment' || soldOn.has(row.invoice),
    ).length,
    linked: linked.length,
    linkedAtAnotherPrice: linked.filter(({ posting, to }) => posting.price !== to.price).length,
    linkedAcrossPlaces: linked.filter(({ posting, to }) => placeOf(posting) !== placeOf(to)).length,
    unlinked: {
      'no customer': unlinked('no customer'),
      'no open line': unlinked('no open line'),
      'several open lines': unlinked('several open lines'),
    },
    oddCodes: tally(odd),
    invoicesByPlace: tally(places.values()),
  }
}

function tally(names: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

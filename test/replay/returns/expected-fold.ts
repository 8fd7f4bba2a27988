// What the books must say when the counters have taken back what they must: the fold over what the file sells, and the planned returns in it.

import { type Books, noTotals, type TimelineEntry, type Totals } from '../books.ts'
import type { Fold, JournalEntry } from '../fold.ts'
import type { PlannedBack, PlannedTicket } from './expectation.ts'

type Served = PlannedTicket & { readonly at: string; readonly cardNumber: string | undefined }

/** `sold`: the fold over the rows that bring nothing back. `cards`: everybody who is enrolled. */
export function withReturns(sold: Fold, planned: readonly PlannedBack[], cards: readonly string[]): Fold {
  const served = planned.flatMap(({ back, tickets }) =>
    tickets
      .filter(({ lines, refused }) => lines.length > 0 && refused === undefined)
      .map((ticket) => ({ ...ticket, at: back.at, cardNumber: back.cardNumber })),
  )
  const ofMember = Map.groupBy(served, ({ cardNumber }) => cardNumber ?? '')
  const books: Books = {
    all: less(sold.books.all, served),
    places: mapped([...sold.books.places.keys()], (place) =>
      less(
        sold.books.places.get(place),
        served.filter(({ store }) => store === place),
      ),
    ),
    members: mapped(cards, (card) => less(sold.books.members.get(card), ofMember.get(card) ?? [])),
    timelines: mapped(cards, (card) => [
      ...(sold.books.timelines.get(card) ?? []),
      ...(ofMember.get(card) ?? []).map(entryOf),
    ]),
  }
  const journals = mapped([...sold.books.places.keys()], (place) => [
    ...(sold.journals.get(place) ?? []),
    ...served.filter(({ store }) => store === place).map(journalOf),
  ])
  return { ...sold, books, journals }
}

function mapped<Value>(keys: readonly string[], valueOf: (key: string) => Value): Map<string, Value> {
  return new Map(keys.map((key) => [key, valueOf(key)]))
}

function less(totals: Totals = noTotals, tickets: readonly Served[]): Totals {
  const lines = tickets.flatMap((ticket) => ticket.lines)
  return {
    ...totals,
    returns: totals.returns + amountOf(lines),
    returnLines: totals.returnLines + lines.length,
    linkedLines: totals.linkedLines + lines.filter(({ of }) => of !== undefined).length,
    unitsReturned: totals.unitsReturned + unitsOf(lines),
  }
}

function entryOf({ name, at, store, lines }: Served): TimelineEntry {
  return {
    at,
    where: store,
    kind: 'return',
    invoice: name,
    amount: amountOf(lines),
    lines: lines.map(({ sku, quantity, amount, of }) => ({
      sku,
      quantity,
      amount,
      of: of === undefined ? '' : `${of.invoice}/${of.line}`,
    })),
  }
}

const journalOf = ({ name, at, lines }: Served): JournalEntry => ({
  invoice: name,
  at,
  kind: 'return',
  amount: -amountOf(lines),
  lines: lines.length,
  units: -unitsOf(lines),
})

type Line = PlannedTicket['lines'][number]
const amountOf = (lines: readonly Line[]): number => lines.reduce((sum, { amount }) => sum + amount, 0)
const unitsOf = (lines: readonly Line[]): number => lines.reduce((sum, { quantity }) => sum + quantity, 0)

// What was sold, brought back and written off, in rows, units and whole TWD. Brought back and written off are positive.

export type Sheet = {
  readonly soldRows: number
  readonly soldUnits: number
  readonly soldAmount: number
  readonly backRows: number
  readonly backUnits: number
  readonly backAmount: number
  readonly offRows: number
  readonly offUnits: number
}

const blank: Sheet = {
  soldRows: 0,
  soldUnits: 0,
  soldAmount: 0,
  backRows: 0,
  backUnits: 0,
  backAmount: 0,
  offRows: 0,
  offUnits: 0,
}

type Columns = Sheet & { readonly invoices: number }
export type Totals = ReadonlyMap<string, Columns>

/** By invoice, of one place. */
type Journal = Map<string, Sheet>

/** The books of a log by place and invoice: one set is made from the file, another one from the ledger. */
export class Journals {
  readonly #places = new Map<string, Journal>()

  add(place: string, invoice: string, parts: Partial<Sheet>): void {
    const journal = this.#places.get(place) ?? new Map<string, Sheet>()
    this.#places.set(place, journal)
    journal.set(invoice, summed(journal.get(invoice) ?? blank, parts))
  }

  /** By place, in order of their names, and `all` at the end. */
  totals(): Totals {
    const totals = new Map<string, Columns>()
    let all: Columns = { ...blank, invoices: 0 }
    for (const place of [...this.#places.keys()].toSorted()) {
      const journal = this.#places.get(place) ?? new Map<string, Sheet>()
      const sheet = [...journal.values()].reduce(summed, blank)
      totals.set(place, { ...sheet, invoices: journal.size })
      all = { ...summed(all, sheet), invoices: all.invoices + journal.size }
    }
    return totals.set('all', all)
  }

  /** What `found` says otherwise, invoice by invoice. */
  differences(found: Journals): string[] {
    const places = new Set([...this.#places.keys(), ...found.#places.keys()])
    return [...places].flatMap((place) => {
      const wanted = this.#places.get(place) ?? new Map<string, Sheet>()
      const got = found.#places.get(place) ?? new Map<string, Sheet>()
      const invoices = [...new Set([...wanted.keys(), ...got.keys()])]
      return invoices
        .filter((invoice) => text(wanted.get(invoice)) !== text(got.get(invoice)))
        .map(
          (invoice) =>
            `invoice ${invoice} at ${place}: the file says ${text(wanted.get(invoice))}, the ledger ${text(got.get(invoice))}`,
        )
    })
  }
}

function summed(sheet: Sheet, parts: Partial<Sheet>): Sheet {
  return {
    soldRows: sheet.soldRows + (parts.soldRows ?? 0),
    soldUnits: sheet.soldUnits + (parts.soldUnits ?? 0),
    soldAmount: sheet.soldAmount + (parts.soldAmount ?? 0),
    backRows: sheet.backRows + (parts.backRows ?? 0),
    backUnits: sheet.backUnits + (parts.backUnits ?? 0),
    backAmount: sheet.backAmount + (parts.backAmount ?? 0),
    offRows: sheet.offRows + (parts.offRows ?? 0),
    offUnits: sheet.offUnits + (parts.offUnits ?? 0),
  }
}

function text(sheet: Sheet | undefined): string {
  if (sheet === undefined) return 'nothing'
  const { soldRows, soldUnits, soldAmount, backRows, backUnits, backAmount, offRows, offUnits } = sheet
  return [
    `${soldRows} rows sold (${soldUnits} units, ${soldAmount} TWD)`,
    `${backRows} brought back (${backUnits} units, ${backAmount} TWD)`,
    `${offRows} written off (${offUnits} units)`,
  ].join(', ')
}

/** For a person: one line a place. */
export function shownTotals(totals: Totals): string[] {
  return [...totals].map(
    ([place, { invoices, ...sheet }]) => `  ${place.padEnd(16)} ${n(invoices)} invoices: ${shown(sheet)}`,
  )
}

const shown = (sheet: Sheet): string =>
  [
    `${n(sheet.soldRows)} rows sold, ${n(sheet.soldUnits)} units, NT$${n(sheet.soldAmount)}`,
    `${n(sheet.backRows)} brought back, ${n(sheet.backUnits)} units, NT$${n(sheet.backAmount)}`,
    `${n(sheet.offRows)} written off, ${n(sheet.offUnits)} units`,
  ].join('; ')

const n = (value: number): string => value.toLocaleString('en-US')

// What the ledger must hold when a log is in, worked out row by row from the file alone. Prices, places and kinds of rows are computed a second
// time here, by other means than in the rest of this room: nothing of deal, link or plan is imported, so that one mistake cannot hide in both.

import { hash } from 'node:crypto'
import type { LogRow } from './read-log.ts'
import { Journals } from './sheet.ts'

export class Expected {
  readonly journals = new Journals()
  readonly #placeName: (place: string) => string
  readonly #places = new Map<string, string>()
  readonly #customers = new Set<string>()
  #rows = 0

  /** `placeName`: how S1 … S4 and web are called in the chain. */
  constructor(placeName: (place: string) => string) {
    this.#placeName = placeName
  }

  get rows(): number {
    return this.#rows
  }

  get customers(): number {
    return this.#customers.size
  }

  add(row: LogRow): void {
    const { invoice, quantity, customer } = row
    this.#rows += 1
    if (customer !== '') this.#customers.add(customer)
    const place = this.#placeOf(invoice)
    const price = dollars(row.unitPrice)
    if (quantity > 0) {
      this.journals.add(place, invoice, {
        soldRows: 1,
        soldUnits: quantity,
        soldAmount: quantity * price,
      })
    } else if (invoice[0] === 'C' || price !== 0) {
      this.journals.add(place, invoice, {
        backRows: 1,
        backUnits: -quantity,
        backAmount: 0 - quantity * price,
      })
    } else {
      this.journals.add(place, invoice, { offRows: 1, offUnits: -quantity })
    }
  }

  #placeOf(invoice: string): string {
    const known = this.#places.get(invoice)
    if (known !== undefined) return known
    const place = this.#placeName(dealtTo(invoice))
    this.#places.set(invoice, place)
    return place
  }
}

/** The first eight hex digits of the SHA-256: 6 to 9 as its last decimal digit is online, else the digits before it choose the store. */
function dealtTo(invoice: string): string {
  const digits = String(Number.parseInt(hash('sha256', invoice, 'hex').slice(0, 8), 16))
  if (/[6-9]$/.test(digits)) return 'web'
  return `S${(Number(digits.slice(0, -1)) % 4) + 1}`
}

/** Half up of pounds × 40, in millionths: Number holds these whole numbers exactly. */
function dollars(pounds: string): number {
  const isNegative = pounds.startsWith('-')
  const [whole = '0', fraction = ''] = pounds.replace('-', '').split('.')
  const millionths = Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'))
  const raised = (isNegative ? -millionths : millionths) * 40 + 500_000
  const rest = ((raised % 1_000_000) + 1_000_000) % 1_000_000
  return (raised - rest) / 1_000_000
}

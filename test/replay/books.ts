// The form in which what should be and what was found are compared.

export type Totals = {
  /** what was sold, in TWD; bad debts below zero count here */
  readonly sales: number
  /** what was given back, in TWD, positive */
  readonly returns: number
  readonly saleLines: number
  readonly returnLines: number
  /** of the return lines, those that name the line they bring back */
  readonly linkedLines: number
  readonly adjustmentLines: number
  readonly unitsSold: number
  readonly unitsReturned: number
  /** units written off, positive */
  readonly unitsAdjusted: number
}

export const noTotals: Totals = {
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

export type TimelineLine = {
  readonly sku: string
  readonly quantity: number
  /** positive for sale and return alike; the entry's kind says the direction */
  readonly amount: number
  /** `invoice/line` of the line that is brought back; '' = not a return, or not linked */
  readonly of: string
}

export type TimelineEntry = {
  readonly at: string
  /** S1 to S4, or web */
  readonly where: string
  readonly kind: 'sale' | 'return'
  readonly invoice: string
  readonly amount: number
  readonly lines: readonly TimelineLine[]
}

export type Books = {
  readonly all: Totals
  /** by store and channel */
  readonly places: ReadonlyMap<string, Totals>
  /** by card number */
  readonly members: ReadonlyMap<string, Totals>
  /** by card number, in order of time */
  readonly timelines: ReadonlyMap<string, readonly TimelineEntry[]>
}

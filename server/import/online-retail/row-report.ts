// What became of every row of a log, as CSV: one line for one row of the file.

import { createWriteStream } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { once } from 'node:events'
import { dirname } from 'node:path'
import { finished } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'
import type { Booked } from './operations.ts'
import type { RefundLine, ReturnLine, Step } from './steps.ts'

const COLUMNS = [
  'line',
  'invoice',
  'became',
  'place',
  'document',
  'document_line',
  'sku',
  'units',
  'amount_twd',
  'brings_back',
  'why_not_linked',
  'operation_kind',
  'operation',
]

type Fate = {
  readonly row: number
  readonly became: 'sold' | 'ordered' | 'brought back' | 'refunded' | 'written off'
  readonly line: number
  readonly sku: string
  readonly units: number
  readonly amount: number
  /** `invoice/line` of the sold line, both as in the log and from 1. */
  readonly of?: string | undefined
  readonly reason?: string | undefined
}

export class RowReport {
  readonly #path: string
  readonly #file: ReturnType<typeof createWriteStream>
  #text: string
  #rows = 0

  private constructor(path: string) {
    this.#path = path
    this.#file = createWriteStream(unfinished(path))
    this.#text = written([COLUMNS])
  }

  static async open(path: string): Promise<RowReport> {
    await mkdir(dirname(path), { recursive: true })
    return new RowReport(path)
  }

  get rows(): number {
    return this.#rows
  }

  async add(booked: Booked): Promise<void> {
    const fates = fatesOf(booked.step)
    if (fates.length === 0) return
    this.#rows += fates.length
    this.#text += written(fates.map((fate) => shown(fate, booked)))
    if (this.#text.length < 256 * 1024) return
    const text = this.#text
    this.#text = ''
    if (!this.#file.write(text)) await once(this.#file, 'drain')
  }

  /** Under its own name only when it is whole. */
  async finish(): Promise<void> {
    this.#file.end(this.#text)
    await finished(this.#file)
    await rename(unfinished(this.#path), this.#path)
  }
}

const unfinished = (path: string): string => `${path}.part`

const written = (rows: readonly (readonly (string | number)[])[]): string =>
  stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true },
  )

const shown = (fate: Fate, { id, kind, document, step }: Booked): (string | number)[] => [
  fate.row,
  step.invoice,
  fate.became,
  step.where,
  document ?? '',
  fate.line,
  fate.sku,
  fate.units,
  fate.amount,
  fate.of ?? '',
  fate.reason ?? '',
  kind,
  id,
]

/** A snapshot of an order repeats what was ordered: new in it is its last refund. */
function fatesOf(step: Step): Fate[] {
  switch (step.kind) {
    case 'enrol':
      return []
    case 'sale':
      return step.lines.map((line) => ({ ...line, became: 'sold', units: line.quantity }))
    case 'order':
      return step.snapshot === 1
        ? step.lines.map((line) => ({ ...line, became: 'ordered', units: line.quantity }))
        : (step.refunds.at(-1)?.lines ?? []).map((line, i) => refunded(line, { order: step.order, i }))
    case 'return':
      return step.lines.map(broughtBack)
    case 'adjustment':
      return step.lines.map(({ row, sku, quantity }, i) => ({
        row,
        sku,
        became: 'written off',
        line: i + 1,
        units: -quantity,
        amount: 0,
      }))
  }
}

const refunded = (line: RefundLine, at: { order: string; i: number }): Fate => ({
  row: line.row,
  became: 'refunded',
  line: at.i + 1,
  sku: line.sku,
  units: -line.quantity,
  amount: 0 - line.amount,
  of: `${at.order}/${line.line}`,
})

const broughtBack = (line: ReturnLine, i: number): Fate => ({
  row: line.row,
  became: 'brought back',
  line: i + 1,
  sku: line.sku,
  units: -line.quantity,
  amount: 0 - line.amount,
  of: line.of && `${line.of.invoice}/${line.of.line}`,
  reason: line.of ? undefined : line.reason,
})

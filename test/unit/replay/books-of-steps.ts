// What the books must say if every step of a plan does what it says. It reads the plan alone, so that it can be held against the fold of the file.

import type { Books, TimelineEntry, TimelineLine, Totals } from '../../replay/books.ts'
import type { Refund, ReturnLine, Step } from '#server/import/online-retail/steps.ts'

type Sheet = { -readonly [Field in keyof Totals]: number }

const money = ['sales', 'returns'] as const
const lineCounts = ['saleLines', 'returnLines', 'linkedLines', 'adjustmentLines'] as const
const units = ['unitsSold', 'unitsReturned', 'unitsAdjusted'] as const
const fields = [...money, ...lineCounts, ...units]

const blank: Totals = {
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

export function booksOfSteps(steps: readonly Step[]): Books {
  const all = { ...blank }
  const places = new Map<string, Sheet>(['S1', 'S2', 'S3', 'S4', 'web'].map((place) => [place, { ...blank }]))
  const members = new Map<string, Sheet>()
  const entries = new Map<string, Map<string, TimelineEntry>>()

  const add = (step: Step, parts: Partial<Totals>, cardNumber?: string) => {
    const sheets = [
      all,
      places.get(step.where),
      ...(cardNumber === undefined ? [] : [members.get(cardNumber)]),
    ]
    for (const sheet of sheets) {
      if (sheet === undefined)
        throw new Error(`${step.kind} of ${step.invoice} for somebody who is not enrolled`)
      for (const field of fields) sheet[field] += parts[field] ?? 0
    }
  }
  const show = (
    step: Step,
    kind: 'sale' | 'return',
    page: { readonly cardNumber: string | undefined; readonly lines: readonly TimelineLine[] },
  ) => {
    if (page.cardNumber === undefined) return
    const timeline = entries.get(page.cardNumber) ?? new Map<string, TimelineEntry>()
    const key = `${kind} ${step.invoice}`
    const lines = [...(timeline.get(key)?.lines ?? []), ...page.lines]
    timeline.set(key, {
      at: step.at,
      where: step.where,
      kind,
      invoice: step.invoice,
      lines,
      amount: sum(lines, 'amount'),
    })
    entries.set(page.cardNumber, timeline)
  }
  const giveBack = (step: Step, cardNumber: string | undefined, lines: readonly TimelineLine[]) => {
    const linkedLines = lines.filter(({ of }) => of !== '').length
    const parts = {
      returns: sum(lines, 'amount'),
      returnLines: lines.length,
      linkedLines,
      unitsReturned: sum(lines, 'quantity'),
    }
    add(step, parts, cardNumber)
    show(step, 'return', { cardNumber, lines })
  }

  for (const step of steps) {
    if (step.kind === 'enrol') members.set(step.cardNumber, { ...blank })
    else if (step.kind === 'adjustment')
      add(step, { adjustmentLines: step.lines.length, unitsAdjusted: sum(step.lines, 'quantity') })
    else if (step.kind === 'return') giveBack(step, step.cardNumber, step.lines.map(returnedLine))
    else if (step.kind === 'order' && step.snapshot > 1)
      giveBack(step, step.cardNumber, refundedLines(step.order, step.refunds.at(-1)))
    else {
      const lines = step.lines.map(({ sku, quantity, amount }) => ({ sku, quantity, amount, of: '' }))
      add(
        step,
        { sales: sum(lines, 'amount'), saleLines: lines.length, unitsSold: sum(lines, 'quantity') },
        step.cardNumber,
      )
      show(step, 'sale', { cardNumber: step.cardNumber, lines })
    }
  }
  const timelines = new Map(
    [...members.keys()].map((card) => [card, [...(entries.get(card)?.values() ?? [])]]),
  )
  return { all, places, members, timelines }
}

function returnedLine({ sku, quantity, amount, of }: ReturnLine): TimelineLine {
  return { sku, quantity, amount, of: of === undefined ? '' : `${of.invoice}/${of.line}` }
}

function refundedLines(order: string, refund: Refund | undefined): TimelineLine[] {
  return (refund?.lines ?? []).map(({ sku, quantity, amount, line }) => ({
    sku,
    quantity,
    amount,
    of: `${order}/${line}`,
  }))
}

function sum<Field extends string>(items: readonly Readonly<Record<Field, number>>[], field: Field): number {
  return items.reduce((total, item) => total + item[field], 0)
}

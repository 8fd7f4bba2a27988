// Where the log gives back more for a line than was paid for it: the server has to say so.

import type { Step } from '#server/import/online-retail/steps.ts'

/** `invoice/line`, lines from 1. What was sold below zero (a discount) is left out: giving it back takes money. */
export function refundedAbovePrice(steps: readonly Step[]): Set<string> {
  const paid = new Map<string, number>()
  const refunded = new Map<string, number>()
  const giveBack = (line: string, amount: number): void =>
    void refunded.set(line, (refunded.get(line) ?? 0) + amount)
  for (const step of steps) {
    if (step.kind === 'sale' || (step.kind === 'order' && step.snapshot === 1)) {
      for (const { line, amount } of step.lines) paid.set(`${step.invoice}/${line}`, amount)
    } else if (step.kind === 'order') {
      for (const { line, amount } of step.refunds.at(-1)?.lines ?? [])
        giveBack(`${step.order}/${line}`, amount)
    } else if (step.kind === 'return') {
      for (const { of, amount } of step.lines) if (of) giveBack(`${of.invoice}/${of.line}`, amount)
    }
  }
  const above = [...refunded].filter(([line, amount]) => {
    const price = paid.get(line) ?? 0
    return price >= 0 && amount > price
  })
  return new Set(above.map(([line]) => line))
}

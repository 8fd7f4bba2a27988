// The tablet of one store, and the associate who rings with it what the log says was rung there.

import { manager } from './chain.ts'
import { assert, known } from '#shared/base/assert.ts'
import { money } from '#shared/domain/money.ts'
import type { Result } from '#shared/base/result.ts'
import type { SaleGesture } from '../tablet/gestures.ts'
import type { Headless } from '../tablet/headless.ts'
import type { Problem } from '../tablet/problems.ts'
import type { Rung } from '../tablet/ring.ts'
import type { StoreName } from '#server/import/online-retail/deal.ts'
import { writeOffReason } from '#server/import/online-retail/operations.ts'
import { type Crash, type Cut, isCut } from './network.ts'
import type { Papers } from './papers.ts'
import type {
  AdjustmentStep,
  EnrolStep,
  ReturnLine,
  ReturnStep,
  SaleStep,
} from '#server/import/online-retail/steps.ts'

export type StoreStep = ((EnrolStep | ReturnStep | AdjustmentStep) & { readonly where: StoreName }) | SaleStep
type Member = NonNullable<SaleGesture['member']>
type BackLine = Parameters<Headless['bringBack']>[0]['lines'][number]

export class StoreTablet {
  readonly store: StoreName
  readonly headless: Headless
  /** What was shown as done. None of it may ever be missing. */
  readonly shown = new Set<string>()
  readonly figures = { cutSteps: 0, knownCards: 0, claimedCards: 0, receiptsHere: 0, receiptsOnPaper: 0 }
  readonly #papers: Papers
  readonly #cuts: readonly Cut[]

  constructor(store: StoreName, headless: Headless, shop: { papers: Papers; cuts: readonly Cut[] }) {
    this.store = store
    this.headless = headless
    this.#papers = shop.papers
    this.#cuts = shop.cuts
  }

  /** The network is as the plan has it at this step. */
  reach(step: number): void {
    if (isCut(this.#cuts, step)) this.headless.offline()
    else this.headless.online()
  }

  async ring(step: StoreStep): Promise<void> {
    if (!this.headless.isOnline) this.figures.cutSteps += 1
    const { op } = this.#done(step.invoice, await this.#rung(step))
    this.#papers.note(step.invoice, op)
  }

  /** After the crash everything that was shown is there, and nothing that was not. */
  async crash({ whileCut }: Crash): Promise<number> {
    assert(this.headless.isOnline !== whileCut, 'the crash is not where it was planned')
    await this.headless.crash()
    const dumped = await this.headless.dump()
    assert(dumped.ok, 'the tablet opens again')
    const { headSeq, operations, waiting } = dumped.value.till
    assert(
      headSeq === this.shown.size && operations === headSeq,
      `${this.store}: ${this.shown.size} were shown as done, ${operations} are left after the crash`,
    )
    return waiting
  }

  async #rung(step: StoreStep): Promise<Result<Rung, Problem>> {
    switch (step.kind) {
      case 'enrol':
        return await this.#enrol(step)
      case 'sale':
        return await this.#sell(step)
      case 'return':
        return await this.#takeBack(step)
      case 'adjustment': {
        const lines = step.lines.map(({ sku, name, quantity }) => ({ sku, name, quantity: -quantity }))
        return await this.headless.adjust({ at: step.at, lines, reason: writeOffReason(step) })
      }
    }
  }

  async #enrol({ at, name, cardNumber }: EnrolStep): Promise<Result<Rung, Problem>> {
    const found = await this.headless.lookUp({ card: cardNumber })
    assert(!found.ok, `${cardNumber} is enrolled already`)
    return await this.headless.enrol({ at, name, card: cardNumber })
  }

  async #sell(step: SaleStep): Promise<Result<Rung, Problem>> {
    const { at, cardNumber, lines, tender } = step
    const sold = await this.headless.sell({
      at,
      lines: lines.map(({ sku, name, quantity, unitPrice, kind }) => ({
        sku,
        name,
        quantity,
        unitPrice: money(unitPrice),
        kind,
      })),
      tender:
        tender.kind === 'cash'
          ? { kind: 'cash', amount: money(tender.amount), tendered: money(tender.given) }
          : { kind: 'external', amount: money(tender.amount), reference: tender.reference },
      ...memberOf(cardNumber),
    })
    if (!sold.ok) return sold
    this.#countCard(sold.value)
    const { op, receiptNumber, receiptCode, total, change } = sold.value
    assert(total === step.total, `${step.invoice} is ${step.total} in the log and ${total} on the till`)
    const due = tender.kind === 'cash' ? tender.change : 0
    assert(change === due, `${step.invoice} gives ${change} change instead of ${due}`)
    const number = known(receiptNumber, 'the receipt number')
    this.#papers.file(step.invoice, { id: op, number, code: known(receiptCode, 'the receipt code') })
    return sold
  }

  async #takeBack(step: ReturnStep): Promise<Result<Rung, Problem>> {
    const lines: BackLine[] = []
    for (const line of step.lines) lines.push(await this.#backLine(line))
    const reasons = step.lines.map((line) => (line.of ? 'brought back' : `not linked: ${line.reason}`))
    const back = await this.headless.bringBack({
      at: step.at,
      lines,
      reason: [...new Set(reasons)].join('; '),
      tender: { kind: 'cash' },
      approver: manager.id,
      ...memberOf(step.cardNumber),
    })
    if (!back.ok) return back
    this.#countCard(back.value)
    assert(
      back.value.total === step.total,
      `${step.invoice} gives back ${back.value.total}, not ${step.total}`,
    )
    return back
  }

  /** The number on the paper finds a receipt that is on the tablet; of another one the paper's code says enough. */
  async #backLine(line: ReturnLine): Promise<BackLine> {
    const { sku, name, quantity, kind, of } = line
    const back = { sku, name, quantity, kind, unitPrice: money(line.unitPrice) }
    if (of === undefined) return back
    const { number, code } = this.#papers.receiptOf(of.invoice)
    const seen = await this.headless.lookUp({ receipt: number })
    this.figures[seen.ok ? 'receiptsHere' : 'receiptsOnPaper'] += 1
    return { ...back, of: { receipt: seen.ok ? number : code, line: of.line - 1 } }
  }

  #countCard({ member, claimed }: Rung): void {
    if (member !== undefined) this.figures.knownCards += 1
    if (claimed !== undefined) this.figures.claimedCards += 1
  }

  #done(invoice: string, rung: Result<Rung, Problem>): Rung {
    if (!rung.ok) throw new Error(`${this.store} cannot ring invoice ${invoice}: ${rung.error.reason}`)
    this.shown.add(rung.value.op)
    return rung.value
  }
}

const memberOf = (card: string | undefined): { readonly member?: Member } =>
  card === undefined ? {} : { member: { card } }

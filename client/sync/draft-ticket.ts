/** A sale, a return or an exchange as the arguments of its operation, and why it is not one yet. Pure. */
import { failure, type Result, success } from '#shared/base/result.ts'
import type { Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { CREDENTIAL_LENGTH_MAX } from '#shared/domain/credential.ts'
import { exchangeTotal } from '#shared/domain/exchange.ts'
import { type Line, priced, totalOf } from '#shared/domain/line.ts'
import { invoiceProblem } from '#shared/domain/invoice.ts'
import { type Money, money } from '#shared/domain/money.ts'
import { looksLikeCardNumber, type Tender, withChange } from '#shared/domain/tender.ts'
import type { Sidecar } from '#shared/sync/operation.ts'
import { whoOf } from './beside.ts'
import { tendersProblem, wishArgs } from './draft-parts.ts'
import type { BackIntentLine, TicketIntent } from './ticket-intent.ts'

/** Why it is not committed. */
type TicketRefusal =
  | 'nothing-to-record'
  | 'tenders-differ'
  | 'too-little-cash'
  | 'reference-missing'
  | 'reference-looks-like-card'
  | 'reason-missing'
  | 'approver-missing'
  | 'note-looks-like-card'
  | 'invoice-differs'
  | 'too-large'

type TicketDraft = {
  readonly kind: TicketIntent['kind']
  readonly args: JsonObject
  readonly numbered: true
  readonly sidecars: readonly Sidecar[]
  readonly total: Money
  readonly change: number
}

/** A refund names its price; an unlinked line costs what it says. */
const backPriced = ({ amount, ...line }: BackIntentLine): Line & BackIntentLine => ({
  ...priced(line),
  ...(amount === undefined ? {} : { amount }),
})

type Sums = { readonly total: Money; readonly due: Money; readonly args: JsonObject }

function sumsOf(intent: TicketIntent): Sums {
  if (intent.kind === 'exchange.complete') {
    const [back, lines] = [intent.back.map(backPriced), intent.lines.map(priced)]
    const total = exchangeTotal(back, lines)
    const carried = intent.carried?.length ? { carried: [...intent.carried] } : {}
    return { total, due: money(Math.abs(total)), args: { back, lines, reason: intent.reason, ...carried } }
  }
  if (intent.kind === 'return.complete') {
    const lines = intent.lines.map(backPriced)
    const limits = intent.limits === undefined ? {} : { limits: intent.limits }
    return { total: totalOf(lines), due: totalOf(lines), args: { lines, reason: intent.reason, ...limits } }
  }
  const lines = intent.lines.map(priced)
  return { total: totalOf(lines), due: totalOf(lines), args: { lines } }
}

export function draftTicket(
  intent: TicketIntent,
  subject: Id,
  salt: Uint8Array,
): Result<TicketDraft, TicketRefusal> {
  if (intent.lines.length === 0) return failure('nothing-to-record')
  const { total, due, args } = sumsOf(intent)
  const problem = wordsProblem(intent) ?? approvalProblem(intent) ?? tendersProblem(intent.tenders, due)
  if (problem) return failure(problem)
  const pays = intent.kind === 'sale.complete' || (intent.kind === 'exchange.complete' && total > 0)
  const tenders = intent.tenders
    .map(withChange)
    .map((tender) => ownCredit(tender, pays ? undefined : subject))
  const { who, sidecars } = whoOf(intent.member, subject, salt)
  if (sidecars.some(({ data }) => (data['value'] ?? '').length > CREDENTIAL_LENGTH_MAX))
    return failure('too-large')
  const wished = wishArgs(intent.kind === 'return.complete' ? undefined : intent.invoice, subject, salt)
  const terms = 'terms' in intent && intent.terms !== undefined ? { terms: intent.terms } : {}
  const approval = 'approval' in intent && intent.approval ? { approval: { ...intent.approval } } : {}
  const from = 'from' in intent && intent.from ? { from: { ...intent.from } } : {}
  return success({
    kind: intent.kind,
    args: {
      ...args,
      tenders,
      total,
      ...terms,
      ...from,
      ...approval,
      ...(who ? { who } : {}),
      ...wished.args,
    },
    numbered: true,
    sidecars: [...sidecars, ...wished.sidecars],
    total,
    change: tenders.reduce((sum, tender) => sum + (tender.kind === 'cash' ? tender.change : 0), 0),
  })
}

/** R25: credit that is given is known by the operation that gives it. */
const ownCredit = (tender: Tender, own: Id | undefined): Tender =>
  tender.kind === 'credit' && own !== undefined ? { ...tender, reference: own } : tender

function wordsProblem(intent: TicketIntent): TicketRefusal | undefined {
  if (intent.kind !== 'sale.complete') {
    if (intent.reason.trim() === '') return 'reason-missing'
    if (looksLikeCardNumber(intent.reason)) return 'note-looks-like-card'
  }
  if (intent.kind === 'exchange.complete' && !isOfReceipts(intent)) return 'nothing-to-record'
  if (intent.kind !== 'return.complete' && invoiceProblem(intent.invoice ?? {})) return 'invoice-differs'
  if (intent.lines.some(({ note }) => looksLikeCardNumber(note ?? ''))) return 'note-looks-like-card'
  return undefined
}

/** R27: what comes back is of a receipt that is known, or whose code was read. */
const isOfReceipts = ({ back, from }: Extract<TicketIntent, { kind: 'exchange.complete' }>): boolean =>
  back.length > 0 && (from !== undefined || back.every(({ of }) => of !== undefined))

/** R26: for this very operation, by somebody else, and with a reason. */
function approvalProblem(intent: TicketIntent): TicketRefusal | undefined {
  const approval = 'approval' in intent ? intent.approval : undefined
  if (approval === undefined) return undefined
  if (approval.reason.trim() === '') return 'reason-missing'
  if (looksLikeCardNumber(approval.reason)) return 'note-looks-like-card'
  return intent.approver === undefined || intent.approver === intent.staff ? 'approver-missing' : undefined
}

// Gestures that become facts: sale, return, enrolment, stock correction.

import { APPROVALS } from '#shared/domain/approval-need.ts'
import type { Committed } from '#client/sync/commit.ts'
import type { Intent } from '#client/sync/intent.ts'
import type { Tablet } from '#client/sync/tablet.ts'
import { type Id, isId } from '#shared/base/id.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import { MINUTE_MS } from '#shared/base/time.ts'
import { type NewLine, priced, totalOf } from '#shared/domain/line.ts'
import { type Money, money } from '#shared/domain/money.ts'
import type { NewTender } from '#shared/domain/tender.ts'
import type {
  AdjustGesture,
  EnrolGesture,
  MemberWord,
  ReceiptWord,
  ReturnGesture,
  ReturnLineWord,
  SaleGesture,
  TenderWords,
} from './gestures.ts'
import { type Problem, problem } from './problems.ts'

/** The tablet, who stands there, and the paper that lies beside it: what earlier gestures are known by. */
export type Counter = {
  readonly tablet: Tablet
  readonly staff: string
  readonly paper: ReadonlyMap<string, Id>
}

type Member = NonNullable<Extract<Intent, { kind: 'sale.complete' }>['member']>
type ReturnLine = Extract<Intent, { kind: 'return.complete' }>['lines'][number]
/** A fact, and whose it is: a member's id, or the kind of credential that was claimed. */
export type Rung = Committed & {
  readonly member?: Id | undefined
  readonly claimed?: string | undefined
}

export async function sell(counter: Counter, gesture: SaleGesture): Promise<Result<Rung, Problem>> {
  const who = await memberOf(counter, gesture.member)
  if (!who.ok) return who
  const lines = gesture.lines.map((line): NewLine => ({ ...line, name: line.name ?? line.sku }))
  const tenders = tendersOf(gesture.tender, totalOf(lines.map(priced)))
  return await committed(counter, who.value, {
    kind: 'sale.complete',
    ...gestureOf(counter, gesture),
    lines,
    tenders,
    ...who.value,
  })
}

export async function bringBack(counter: Counter, gesture: ReturnGesture): Promise<Result<Rung, Problem>> {
  const who = await memberOf(counter, gesture.member)
  if (!who.ok) return who
  const lines: ReturnLine[] = []
  for (const word of gesture.lines) {
    const line = await returnLineOf(counter, word)
    if (!line.ok) return line
    lines.push(line.value)
  }
  const tenders = tendersOf(gesture.tender, totalOf(lines.map(priced)))
  return await committed(counter, who.value, {
    kind: 'return.complete',
    ...gestureOf(counter, gesture),
    lines,
    tenders,
    reason: gesture.reason,
    ...approvedBy(gesture.approver),
    ...who.value,
  })
}

const approvedBy = (approver: string | undefined) =>
  approver === undefined ? {} : { approver, approval: { for: [...APPROVALS], reason: 'seen and agreed' } }

export async function enrolMember(counter: Counter, gesture: EnrolGesture): Promise<Result<Rung, Problem>> {
  const { name, phone, card } = gesture
  return await committed(
    counter,
    {},
    {
      kind: 'member.enrol',
      ...gestureOf(counter, gesture),
      name,
      ...(phone === undefined ? {} : { phone }),
      ...(card === undefined ? {} : { card }),
      consent: true,
    },
  )
}

export async function adjust(counter: Counter, gesture: AdjustGesture): Promise<Result<Rung, Problem>> {
  const lines = gesture.lines.map(({ sku, name, quantity }) => ({ sku, name: name ?? sku, quantity }))
  return await committed(
    counter,
    {},
    { kind: 'stock.adjust', ...gestureOf(counter, gesture), lines, reason: gesture.reason },
  )
}

type Who = { readonly member?: Member }

async function committed({ tablet }: Counter, who: Who, intent: Intent): Promise<Result<Rung, Problem>> {
  const done = await tablet.commit(intent)
  if (!done.ok) return failure(problem(done.error))
  const { member } = who
  if (member === undefined) return done
  return success({
    ...done.value,
    ...('id' in member ? { member: member.id } : { claimed: member.claimed.kind }),
  })
}

function gestureOf(
  { staff, tablet }: Counter,
  gesture: { readonly staff?: string | undefined; readonly at?: number | string | undefined },
) {
  const { at } = gesture
  const offset = tablet.device?.chain.utcOffsetMinutes ?? 0
  return { staff: gesture.staff ?? staff, ...(at === undefined ? {} : { at: unixMs(at, offset) }) }
}

/** A text without a zone is what the clock on the shop's wall shows. */
function unixMs(at: number | string, utcOffsetMinutes: number): number {
  if (typeof at === 'number') return at
  const text = at.replace(' ', 'T')
  const hasZone = /(Z|[+-]\d\d:\d\d)$/.test(text)
  return hasZone ? Date.parse(text) : Date.parse(`${text}Z`) - utcOffsetMinutes * MINUTE_MS
}

async function memberOf(counter: Counter, word: MemberWord | undefined): Promise<Result<Who, Problem>> {
  if (word === undefined) return success({})
  if ('id' in word) return success({ member: { id: word.id } })
  if ('ref' in word) {
    const member = counter.paper.get(word.ref)
    return member === undefined
      ? failure(problem('ref-unknown', word.ref))
      : success({ member: { id: member } })
  }
  const { tablet } = counter
  if (!tablet.device) return failure(problem('not-enrolled'))
  const claimed =
    'card' in word
      ? ({ kind: 'card', value: word.card } as const)
      : ({ kind: 'phone', value: word.phone } as const)
  const found = await tablet.directory.findByCredential(claimed.kind, claimed.value)
  return success({ member: found ? { id: found.id } : { claimed } })
}

async function returnLineOf(counter: Counter, word: ReturnLineWord): Promise<Result<ReturnLine, Problem>> {
  const { of, quantity } = word
  const sold = of === undefined ? undefined : await soldLine(counter, of)
  if (sold?.ok === false) return sold
  const line = sold?.value.line
  const sku = word.sku ?? line?.sku
  const unitPrice = word.unitPrice ?? line?.unitPrice
  if (sku === undefined || unitPrice === undefined) return failure(problem('line-unknown'))
  const kind = word.kind ?? line?.kind ?? 'goods'
  const back = { sku, name: word.name ?? line?.name ?? sku, quantity, unitPrice, kind }
  return success(
    sold === undefined ? back : { ...back, of: { ref: sold.value.ref, line: sold.value.number } },
  )
}

type Sold = { readonly ref: Id; readonly number: number; readonly line: NewLine | undefined }

/** From the tablet's receipts when it is there; a code or an id on paper is enough when it is not. */
async function soldLine({ tablet, paper }: Counter, word: ReceiptWord): Promise<Result<Sold, Problem>> {
  if (!tablet.device) return failure(problem('not-enrolled'))
  const text = 'ref' in word ? paper.get(word.ref) : word.receipt
  if (text === undefined) return failure(problem('ref-unknown', 'ref' in word ? word.ref : ''))
  const { receipt, code } = await tablet.receipt(text)
  const ref = receipt?.ref ?? code?.sale ?? (isId(text) ? text : undefined)
  if (ref === undefined) return failure(problem('receipt-unknown', text))
  return success({ ref, number: word.line, line: receipt?.lines?.[word.line] })
}

/** What is not said of an amount is what the earlier tenders leave open. */
function tendersOf(words: TenderWords, total: Money): NewTender[] {
  let open: number = total
  return [words].flat().map((word) => {
    const amount = word.amount ?? money(open)
    open -= amount
    return { ...word, amount }
  })
}

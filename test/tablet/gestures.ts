// What a headless tablet can be told to do, one JSON object a line. Amounts are whole TWD. A field that nobody knows is refused, so that a
// slip of the hand is not taken for a gesture.

import * as z from 'zod'
import { parseJson } from '#shared/base/json.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import { LINES_MAX, Name, Quantity, Sku } from '#shared/domain/line.ts'
import { MoneyText } from '#shared/domain/money.ts'
import { IdText } from '#shared/domain/who.ts'
import { type Problem, problem } from './problems.ts'

const Text = z.string().min(1).max(200)
/** A name that later gestures may use, and that the answer carries. */
const Ref = z.string().min(1).max(100)
const Ms = z.number().int().min(0).max(3_600_000)

/** When it is said to have happened: Unix ms, or a text; a text without a zone is read by the shop's clock. */
const At = z.union([
  z.number(),
  z.string().regex(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/),
])

/** A card or phone that the tablet does not know is claimed: the server finds out whose it is. */
const Member = z.union([
  z.strictObject({ id: IdText }),
  z.strictObject({ card: Text }),
  z.strictObject({ phone: Text }),
  z.strictObject({ ref: Ref }),
])

/** An amount that is not said is what is still open of the total. */
const Tender = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cash'), amount: z.optional(MoneyText), tendered: z.optional(MoneyText) }),
  z.strictObject({
    kind: z.literal('external'),
    amount: z.optional(MoneyText),
    reference: z.string().max(64),
  }),
])
/** Cash without change when nothing is said. */
const Tenders = z.union([Tender, z.array(Tender).max(20)]).default({ kind: 'cash' })

const Kind = z.enum(['goods', 'service'])
const SaleLine = z.strictObject({
  sku: Sku,
  name: z.optional(Name),
  quantity: Quantity,
  unitPrice: MoneyText,
  kind: Kind.default('goods'),
})

/** `receipt` is what stands on paper: the code, the number, or an order's id. `line` counts from 0. */
const Of = z.union([
  z.strictObject({ receipt: Text, line: z.number().int().min(0) }),
  z.strictObject({ ref: Ref, line: z.number().int().min(0) }),
])
/** A line that names a receipt which is on the tablet need not be described again. */
const ReturnLine = z.strictObject({
  of: Of.optional(),
  sku: z.optional(Sku),
  name: z.optional(Name),
  quantity: Quantity,
  unitPrice: z.optional(MoneyText),
  kind: Kind.optional(),
})
const AdjustLine = z.strictObject({ sku: Sku, name: z.optional(Name), quantity: z.number().int() })

const said = { ref: Ref.optional() }
const rung = { ...said, at: At.optional(), staff: Ref.optional() }
const ticket = { ...rung, member: Member.optional(), tender: Tenders }

const EnrolDevice = z.strictObject({
  do: z.literal('enrol-device'),
  ...said,
  code: Text,
  name: Text.optional(),
})
const Enrol = z.strictObject({
  do: z.literal('enrol'),
  ...rung,
  name: z.string().max(100),
  phone: Text.optional(),
  card: Text.optional(),
})
const Sale = z.strictObject({ do: z.literal('sale'), ...ticket, lines: z.array(SaleLine).max(LINES_MAX) })
const Return = z.strictObject({
  do: z.literal('return'),
  ...ticket,
  lines: z.array(ReturnLine).max(LINES_MAX),
  reason: z.string().max(200),
  /** Somebody else who says yes to whatever of it needs one. */
  approver: Ref.optional(),
})
const Adjust = z.strictObject({
  do: z.literal('adjust'),
  ...rung,
  lines: z.array(AdjustLine).max(LINES_MAX),
  reason: z.string().max(200),
})
/** By exactly one of these words. */
const LookUp = z.strictObject({
  do: z.literal('look up'),
  ...said,
  card: Text.optional(),
  phone: Text.optional(),
  name: Text.optional(),
  receipt: Text.optional(),
  member: z.optional(IdText),
})
/** `drained`: the server holds all that was rung. `pulled`: what the server holds now is here. `ms` is then the patience. */
const Wait = z.strictObject({
  do: z.literal('wait'),
  ...said,
  ms: Ms.optional(),
  for: z.enum(['drained', 'pulled']).optional(),
})
const plain = <Name extends string>(name: Name) => z.strictObject({ do: z.literal(name), ...said })

const Gesture = z.discriminatedUnion('do', [
  EnrolDevice,
  Enrol,
  Sale,
  Return,
  Adjust,
  LookUp,
  plain('online'),
  plain('offline'),
  Wait,
  plain('crash'),
  plain('dump'),
  plain('stop'),
])
export type Gesture = Readonly<z.output<typeof Gesture>>
type Of<Name extends Gesture['do']> = Omit<Extract<Gesture, { do: Name }>, 'do' | 'ref'> & {
  readonly ref?: string | undefined
}

export type EnrolGesture = Of<'enrol'>
export type SaleGesture = Of<'sale'>
export type ReturnGesture = Of<'return'>
export type AdjustGesture = Of<'adjust'>
export type LookUpGesture = Of<'look up'>
export type WaitGesture = Of<'wait'>
export type MemberWord = z.output<typeof Member>
export type ReceiptWord = z.output<typeof Of>
export type TenderWords = z.output<typeof Tenders>
export type ReturnLineWord = z.output<typeof ReturnLine>

/** One line of text to a gesture, or what is wrong with it. */
export function readGesture(text: string): Result<Gesture, Problem> {
  const value = parseJson(text)
  if (value === undefined) return failure(problem('not-json'))
  const gesture = Gesture.safeParse(value)
  if (gesture.success) return success(gesture.data)
  const reasons = gesture.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  return failure(problem('not-a-gesture', reasons.join('; ')))
}

import type { Refusal } from '#client/sync/intent.ts'
import type { EnrolProblem } from '#client/sync/enrol.ts'

export type ProblemCode =
  | Refusal
  | EnrolProblem
  | 'not-json'
  | 'not-a-gesture'
  | 'ref-unknown'
  | 'receipt-unknown'
  | 'line-unknown'
  | 'one-word-only'
  | 'nobody-found'
  | 'out-of-patience'
  | 'crashed'
  | 'failed'

/** Why a gesture came to nothing: a code for programs, a sentence for people. */
export type Problem = { readonly code: ProblemCode; readonly reason: string }

const sentences: Readonly<Record<ProblemCode, string>> = {
  'not-enrolled': 'this tablet is not enrolled: {"do":"enrol-device","code":"…"} first',
  'nothing-to-record': 'there are no lines',
  'tenders-differ': 'the tenders do not add up to the total',
  'too-little-cash': 'less cash was handed over than is due',
  'reference-missing': 'an external tender needs its reference',
  'reference-looks-like-card': 'the reference looks like a payment card number',
  'reason-missing': 'a reason is needed',
  'approver-missing': 'somebody else has to approve this',
  'note-looks-like-card': 'a note or reason looks like a payment card number; it must not be stored',
  'invoice-differs': 'what was asked of the invoice cannot be had together',
  'name-missing': 'a name is needed',
  'approval-missing': 'a manager has to approve this',
  'too-large': 'this is too large for one operation',
  'cannot-save': 'this tablet cannot save',
  unreachable: 'the server cannot be reached',
  'other-chain': 'this tablet still holds work of another chain; let it be sent there first',
  stranger: 'somebody answers who is not the server',
  'code-refused': 'the server does not take this code',
  later: 'the server asks to try again later',
  'not-json': 'this line is not JSON',
  'not-a-gesture': 'this is not a gesture',
  'ref-unknown': 'no earlier gesture has this ref',
  'receipt-unknown':
    'this receipt is not on the tablet, and the text is neither a code of this chain nor an id',
  'line-unknown': 'the receipt line is not on the tablet: its sku and unitPrice must be said',
  'one-word-only': 'exactly one of card, phone, name, receipt, member must be said',
  'nobody-found': 'there is no such member on this tablet',
  'out-of-patience': 'it did not happen in time',
  crashed: 'the tablet crashed meanwhile; what was not stored is gone',
  failed: 'a bug',
}

export function problem(code: ProblemCode, detail?: string): Problem {
  return { code, reason: detail === undefined ? sentences[code] : `${sentences[code]}: ${detail}` }
}

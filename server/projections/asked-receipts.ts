import { isId, type Id } from '#shared/base/id.ts'
import { parseJson } from '#shared/base/json.ts'
import { receiptNumbers, spelledNumber } from '#shared/domain/receipt-number.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { receiptsScope } from '#shared/sync/scope.ts'
import { TOLD_RECEIPTS_MAX, type ToldReceipts } from '#shared/sync/told-receipts.ts'
import type { Step } from '#server/db/query.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { rowsAt, type StoredRow } from '#server/tables/replica-row.ts'
import { addRetiredReceipts, retiredUnder } from '#server/tables/retired-receipt.ts'

/** By what it is: one of the tablets' too, for one that has not heard of it yet. */
export async function receiptById(ledger: Ledger, ref: Id): Promise<ToldReceipts> {
  return await ledger.db.read(() => read(ledger, [ref]))
}

/** By a number on a paper of it. Only what has left the tablets is known so: the others they find themselves. */
export async function retiredReceiptsUnder(ledger: Ledger, text: string): Promise<ToldReceipts> {
  return await ledger.db.read(function* () {
    const refs = yield* retiredUnder(spelledNumber(text), TOLD_RECEIPTS_MAX)
    return yield* read(ledger, refs.filter(isId))
  })
}

/** To be called with the rows that leave the tablets, in the transaction in which they do. */
export function* nameRetired(rows: readonly StoredRow[]): Step<void> {
  const receipts = rows.flatMap(({ table, value }) => (table === 'receipt' ? [readReceipt(value)] : []))
  yield* addRetiredReceipts(
    receipts.flatMap((receipt) => receiptNumbers(receipt).map((number) => ({ number, ref: receipt.ref }))),
  )
}

function* read({ settings }: Ledger, refs: readonly Id[]): Step<ToldReceipts> {
  const rows = yield* rowsAt(
    refs.map((ref) => ({ scope: receiptsScope(ref, settings.buckets), table: 'receipt', key: ref })),
  )
  const receipts = rows.flatMap(({ deleted, value }) => (deleted ? [] : [readReceipt(value)]))
  // What waits for its sale can give nothing back.
  return { receipts: receipts.filter(({ lines }) => lines !== null) }
}

// Trusted: receipt rows are written by the rules only.
const readReceipt = (value: string): Receipt => parseJson(value) as unknown as Receipt

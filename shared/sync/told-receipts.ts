import * as z from 'zod/mini'
import type { Receipt } from '../domain/receipt.ts'
import { Line, LINES_MAX } from '../domain/line.ts'
import { IdText } from '../domain/who.ts'

const ASKED_NUMBER_MAX = 100
/** More shops than number their orders alike. */
export const TOLD_RECEIPTS_MAX = 20

/** What an address with `?number=…` asks for: a receipt's, an order's or an e-invoice's number. */
export const AskedNumber = z.string().check(z.minLength(1), z.maxLength(ASKED_NUMBER_MAX))

/** A receipt as the rules wrote it: what is looked at here is what a return begins with. */
const ToldReceipt = z.pipe(
  z.looseObject({
    ref: IdText,
    lines: z.array(Line).check(z.maxLength(LINES_MAX)),
    businessDate: z.string(),
    at: z.number(),
    returned: z.record(z.string(), z.looseObject({ lines: z.array(z.looseObject({})) })),
  }),
  z.transform((told) => told as unknown as Receipt),
)

/** G6: receipts that have left the tablets, for a return of one. */
export const ToldReceipts = z.object({
  receipts: z.array(ToldReceipt).check(z.maxLength(TOLD_RECEIPTS_MAX)),
})
export type ToldReceipts = Readonly<z.infer<typeof ToldReceipts>>

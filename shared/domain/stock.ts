import * as z from 'zod/mini'
import { LINES_MAX, Name, Sku } from './line.ts'

/** A correction of the stock on hand: found, lost, broken. `quantity` is signed and counts units. */
export const StockArgs = z.object({
  lines: z
    .array(z.object({ sku: Sku, name: Name, quantity: z.int() }))
    .check(z.minLength(1), z.maxLength(LINES_MAX)),
  reason: z.string().check(z.minLength(1), z.maxLength(200)),
})
export type StockArgs = Readonly<z.infer<typeof StockArgs>>

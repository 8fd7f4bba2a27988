/** Draws, turns into bytes, sends. Loaded when a receipt printer is used for the first time. */
import type { Result } from '#shared/base/result.ts'
import type { Paper, PaperWidth } from './paper.ts'
import { type Orders, receiptBytes } from './raster.ts'
import { rendered } from './render.ts'
import type { PrintProblem, Transport } from './transport.ts'

export function receiptPrinter(transport: Transport, width: PaperWidth) {
  return {
    print: (paper: Paper, orders: Orders): Promise<Result<undefined, PrintProblem>> =>
      transport.send(receiptBytes(rendered(paper, width), orders)),
  }
}

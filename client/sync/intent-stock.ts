import { failure, type Result, success } from '#shared/base/result.ts'
import type { Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import type { CountArgs, TransferLine } from '#shared/domain/stock.ts'
import type { Draft, Gesture, Refusal } from './intent.ts'

/** What staff do with the goods of the store that no customer takes. */
export type StockIntent =
  | (Gesture & {
      readonly kind: 'stock.adjust'
      readonly lines: readonly { readonly sku: string; readonly name: string; readonly quantity: number }[]
      readonly reason: string
    })
  | (Gesture & {
      readonly kind: 'stock.count'
      readonly lines: readonly CountArgs['lines'][number][]
      readonly blind: boolean
    })
  | (Gesture & {
      readonly kind: 'stock.request'
      readonly from: string
      readonly lines: readonly TransferLine[]
    })
  | (Gesture & {
      readonly kind: 'stock.send'
      readonly transfer?: Id
      readonly to: string
      readonly lines: readonly TransferLine[]
    })
  | (Gesture & {
      readonly kind: 'stock.receive'
      readonly transfer: Id
      readonly from: string
      readonly lines: readonly TransferLine[]
      readonly complete: boolean
    })

export function draftStock(intent: StockIntent): Result<Draft, Refusal> {
  // That nothing arrived is worth recording.
  if (intent.lines.length === 0 && intent.kind !== 'stock.receive') return failure('nothing-to-record')
  if (intent.kind === 'stock.adjust' && intent.reason.trim() === '') return failure('reason-missing')
  const args = argsOf(intent)
  return success({ kind: intent.kind, args, numbered: false, sidecars: [], total: null, change: 0 })
}

function argsOf(intent: StockIntent): JsonObject {
  switch (intent.kind) {
    case 'stock.adjust':
      return { lines: goodsOf(intent.lines), reason: intent.reason }
    case 'stock.count':
      return { lines: intent.lines.map(countedLine), blind: intent.blind }
    case 'stock.request':
      return { from: intent.from, lines: goodsOf(intent.lines) }
    case 'stock.send': {
      const { transfer, to, lines } = intent
      return { ...(transfer === undefined ? {} : { transfer }), to, lines: goodsOf(lines) }
    }
    case 'stock.receive': {
      const { transfer, from, lines, complete } = intent
      return { transfer, from, lines: goodsOf(lines), complete }
    }
  }
}

const goodsOf = (lines: readonly TransferLine[]) =>
  lines.map(({ sku, name, quantity }) => ({ sku, name, quantity }))

const countedLine = ({ sku, name, counted, at, since = 0, unitPrice }: CountArgs['lines'][number]) => ({
  sku,
  name,
  counted,
  at,
  ...(since === 0 ? {} : { since }),
  ...(unitPrice === undefined ? {} : { unitPrice }),
})

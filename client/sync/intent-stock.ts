import { failure, type Result, success } from '#shared/base/result.ts'
import type { Id } from '#shared/base/id.ts'
import type { JsonObject } from '#shared/base/json.ts'
import { rightToAdjust } from '#shared/domain/adjustment.ts'
import type { Money } from '#shared/domain/money.ts'
import type { CountArgs, TransferLine } from '#shared/domain/stock.ts'

/** What staff do with the goods of the store that no customer takes. */
export type StockWish =
  | {
      readonly kind: 'stock.adjust'
      readonly lines: readonly {
        readonly sku: string
        readonly name: string
        readonly quantity: number
        readonly unitPrice?: Money
      }[]
      readonly reason: string
      readonly limit?: Money
      readonly terms?: number
    }
  | {
      readonly kind: 'stock.count'
      readonly lines: readonly CountArgs['lines'][number][]
      readonly blind: boolean
    }
  | {
      readonly kind: 'stock.request'
      readonly from: string
      readonly lines: readonly TransferLine[]
    }
  | {
      readonly kind: 'stock.send'
      readonly transfer?: Id
      readonly to: string
      readonly lines: readonly TransferLine[]
    }
  | {
      readonly kind: 'stock.receive'
      readonly transfer: Id
      readonly from: string
      readonly lines: readonly TransferLine[]
      readonly complete: boolean
    }
  | {
      readonly kind: 'stock.decline'
      readonly transfer: Id
      readonly to: string
      readonly reason: string
    }
  | {
      readonly kind: 'stock.withdraw'
      readonly transfer: Id
      readonly from: string
    }

type StockRefusal = 'nothing-to-record' | 'reason-missing' | 'approval-missing'

/** The arguments of the operation, or what is missing in them. R48: who may is asked where the roles are known. */
export function stockArgs(
  wish: StockWish & { readonly approver?: string },
): Result<JsonObject, StockRefusal> {
  // That nothing arrived is worth recording.
  const isEmpty = 'lines' in wish && wish.lines.length === 0
  if (isEmpty && wish.kind !== 'stock.receive') return failure('nothing-to-record')
  if ('reason' in wish && wish.reason.trim() === '') return failure('reason-missing')
  if (wish.kind === 'stock.adjust' && rightToAdjust(wish) && wish.approver === undefined)
    return failure('approval-missing')
  return success(argsOf(wish))
}

function argsOf(wish: StockWish): JsonObject {
  switch (wish.kind) {
    case 'stock.adjust':
      return {
        lines: wish.lines.map(({ sku, name, quantity, unitPrice }) => ({
          sku,
          name,
          quantity,
          ...(unitPrice === undefined ? {} : { unitPrice }),
        })),
        reason: wish.reason,
        ...(wish.limit === undefined ? {} : { limit: wish.limit }),
        ...(wish.terms === undefined ? {} : { terms: wish.terms }),
      }
    case 'stock.count':
      return { lines: wish.lines.map(countedLine), blind: wish.blind }
    case 'stock.request':
      return { from: wish.from, lines: goodsOf(wish.lines) }
    case 'stock.send': {
      const { transfer, to, lines } = wish
      return { ...(transfer === undefined ? {} : { transfer }), to, lines: goodsOf(lines) }
    }
    case 'stock.receive': {
      const { transfer, from, lines, complete } = wish
      return { transfer, from, lines: goodsOf(lines), complete }
    }
    case 'stock.decline':
      return { transfer: wish.transfer, to: wish.to, reason: wish.reason.trim() }
    case 'stock.withdraw':
      return { transfer: wish.transfer, from: wish.from }
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

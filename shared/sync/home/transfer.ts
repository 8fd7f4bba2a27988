import type { Id } from '../../base/id.ts'
import { goodsMoves } from '../../domain/shelf.ts'
import type { Transfer } from '../../domain/transfer.ts'
import { type Applied, type Message, type View } from '../change.ts'
import { unreachable } from '../../base/assert.ts'
import { type Given, homeOf } from '../given.ts'
import type { TransferOperation } from '../operation.ts'
import { storeScope } from '../scope.ts'
import { withTransfer } from '../target/transfer.ts'
import { moved } from './moved.ts'
import { unitsOf } from './sale.ts'
import { stockTicket } from './stock.ts'

/** A request begins a transfer, and so does a sending that nobody asked for. */
export const transferId = ({ id, args }: TransferOperation): Id =>
  'transfer' in args && args.transfer !== undefined ? args.transfer : id

/** R44. Home: the transfer as this store knows it, and what left or reached its shelf. Onward: the same to the other store. */
export function applyTransfer(given: Given<TransferOperation>, view: View): Applied {
  const { operation } = given
  const home = homeOf(operation)
  const transfer = toldBy(operation)
  const other = storeScope(transfer.from) === home ? transfer.to : transfer.from
  const changes = [...withTransfer(transfer, { scope: home, view })]
  const messages: Message[] = [{ to: storeScope(other), is: 'transfer', transfer }]
  if (operation.kind === 'stock.send' || operation.kind === 'stock.receive') {
    const { lines } = operation.args
    const sign = operation.kind === 'stock.send' ? -1 : 1
    const kind = sign < 0 ? ('transfer-out' as const) : ('transfer-in' as const)
    const goods = lines.map((line) => ({ ...line, kind: 'goods' }))
    changes.push(stockTicket(operation, { lineCount: lines.length, units: sign * unitsOf(lines) }))
    messages.push(...moved(given, { kind }, goodsMoves(goods, sign)))
  }
  return { changes, messages, codes: [] }
}

/** What this one operation says of it. */
function toldBy(operation: TransferOperation): Transfer {
  const { id, staff = null, store = '' } = operation
  const said = { at: operation.at.wall, staff }
  const nothing = { id: transferId(operation), asked: null, sent: {}, received: {}, ended: {} }
  switch (operation.kind) {
    case 'stock.request':
      return {
        ...nothing,
        from: operation.args.from,
        to: store,
        asked: { ...said, lines: operation.args.lines },
      }
    case 'stock.send':
      return {
        ...nothing,
        from: store,
        to: operation.args.to,
        sent: { [id]: { ...said, lines: operation.args.lines } },
      }
    case 'stock.receive': {
      const { from, lines, complete } = operation.args
      return { ...nothing, from, to: store, received: { [id]: { ...said, lines, complete } } }
    }
    case 'stock.decline': {
      const { to, reason } = operation.args
      return { ...nothing, from: store, to, ended: { [id]: { ...said, is: 'declined', reason } } }
    }
    case 'stock.withdraw':
      return {
        ...nothing,
        from: operation.args.from,
        to: store,
        ended: { [id]: { ...said, is: 'withdrawn' } },
      }
    default:
      return unreachable(operation)
  }
}

import type { Id } from '../../base/id.ts'
import { goodsMoves } from '../../domain/shelf.ts'
import type { Transfer } from '../../domain/transfer.ts'
import { type Applied, type Message, type View } from '../change.ts'
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
  const other = operation.kind === 'stock.send' ? transfer.to : transfer.from
  const changes = [...withTransfer(transfer, { scope: home, view })]
  const messages: Message[] = [{ to: storeScope(other), is: 'transfer', transfer }]
  const { lines } = operation.args
  if (operation.kind !== 'stock.request') {
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
  const part = { at: operation.at.wall, staff, lines: operation.args.lines }
  const nothing = { id: transferId(operation), asked: null, sent: {}, received: {} }
  switch (operation.kind) {
    case 'stock.request':
      return { ...nothing, from: operation.args.from, to: store, asked: part }
    case 'stock.send':
      return { ...nothing, from: store, to: operation.args.to, sent: { [id]: part } }
    case 'stock.receive': {
      const { from, complete } = operation.args
      return { ...nothing, from, to: store, received: { [id]: { ...part, complete } } }
    }
  }
}

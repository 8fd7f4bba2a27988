import { hasTicket, paidNow, type Promises, soldBy, takenBackBy, worth } from './promises.ts'
import { fields, list, rowsOf, type SeenOp, type ServerView } from './oracle-view.ts'
import { Broken } from './told.ts'

/** I1: what was promised is on the server once, with the content that was promised, and nothing that nobody did. */
export function checkOperations(
  view: ServerView,
  promises: Promises,
  may: { readonly repeatNumbers: boolean },
): void {
  const ops = new Map(view.ops.map((op) => [op.id, op]))
  for (const id of promises.kept.keys()) {
    const op = ops.get(id)
    if (op === undefined) throw new Broken(`I1 ${what(promises, id)} was promised and is not on the server`)
    checkBody(op, promises)
  }
  for (const op of view.ops) {
    const attempt = promises.attempts.get(op.id)
    if (op.origin === 'device' && attempt === undefined) throw new Broken(`I1 nobody did ${op.kind} ${op.id}`)
    if (promises.refused.has(op.id) && !promises.kept.has(op.id))
      throw new Broken(`Y1 ${what(promises, op.id)} was refused and is on the server`)
    const wanted = attempt?.kind === 'newer' ? 'parked' : 'applied'
    if (op.status !== wanted) throw new Broken(`Y5 ${op.kind} ${op.id} is ${op.status} and not ${wanted}`)
    if (wanted === 'parked') checkParked(op, view)
  }
  if (view.conflicts > 0) throw new Broken('Y3 an operation has two contents')
  checkArrival(view)
  checkNumbers(view, promises, may.repeatNumbers)
  checkTickets(view, promises)
}

/** Y14: whatever the server's clock said. */
function checkArrival(view: ServerView): void {
  let latest: SeenOp | undefined
  for (const op of view.ops.toSorted((a, b) => a.place - b.place)) {
    if (latest !== undefined && op.receivedAt < latest.receivedAt)
      throw new Broken(`Y14 ${op.kind} ${op.id} came after ${latest.id} and bears an earlier time`)
    latest = op
  }
}

function checkBody(op: SeenOp, promises: Promises): void {
  const body = fields(JSON.parse(op.body))
  const args = fields(body['args'])
  const kept = promises.kept.get(op.id)
  const attempt = promises.attempts.get(op.id)
  if (kept === undefined || attempt === undefined) return
  if (attempt.kind === 'handover') return checkGiven(op, promises)
  if (!('tenders' in attempt)) return
  const taken = attempt.kind === 'place' ? paidNow(attempt) : worth(attempt.lines)
  const sold = taken - (attempt.kind === 'exchange' ? worth(attempt.back) : 0)
  if (args['total'] !== kept.total || kept.total !== sold)
    throw new Broken(
      `I2 ${what(promises, op.id)}: promised ${kept.total}, rung up ${sold}, stored ${String(args['total'])}`,
    )
  if (args['receipt'] !== kept.receipt)
    throw new Broken(`F5 ${what(promises, op.id)} has another receipt number`)
  const stored = list(args['lines']).map(
    (line) => `${String(line['sku'])}*${String(line['quantity'])}@${String(line['unitPrice'])}`,
  )
  const promised = attempt.lines.map((line) => `${line.sku}*${line.quantity}@${line.unitPrice}`)
  if (stored.join() !== promised.join()) throw new Broken(`I1 ${what(promises, op.id)} has other lines`)
}

function checkGiven(op: SeenOp, promises: Promises): void {
  const args = fields(fields(JSON.parse(op.body))['args'])
  const attempt = promises.attempts.get(op.id)
  if (attempt?.kind !== 'handover') return
  const stored = list(args['lines']).map((line) => `${String(line['line'])}*${String(line['quantity'])}`)
  const promised = attempt.given.map(({ line, quantity }) => `${line}*${quantity}`)
  if (stored.join() !== promised.join())
    throw new Broken(`I1 ${what(promises, op.id)} gave ${promised.join()}, stored is ${stored.join()}`)
  const total = Number(fields(args['paid'])['total'] ?? 0)
  if (total !== attempt.due + worth(attempt.lines) || total !== (promises.kept.get(op.id)?.total ?? 0))
    throw new Broken(
      `I2 ${what(promises, op.id)} took ${attempt.due + worth(attempt.lines)}, stored is ${total}`,
    )
}

/** Y5: named in the outcome for its tablet and in its store's discrepancies. */
function checkParked(op: SeenOp, view: ServerView): void {
  const outcome = rowsOf(view, 'outcome').find(
    (row) => row.key === op.id && row.scope === `device:${op.device}`,
  )
  if (outcome?.value['status'] !== 'parked') throw new Broken(`Y5 the parked ${op.id} has no outcome`)
  const named = rowsOf(view, 'discrepancy').some((row) => row.value['op'] === op.id)
  if (!named) throw new Broken(`Y5 the parked ${op.id} is not named`)
}

const numbered: readonly string[] = ['sale', 'return', 'exchange', 'handover', 'place']

/** R12: a number is given once, by one tablet; a copied one may give it again, and then it is flagged. */
function checkNumbers(view: ServerView, promises: Promises, mayRepeat: boolean): void {
  const byNumber = new Map<string, string[]>()
  for (const op of view.ops) {
    const kind = promises.attempts.get(op.id)?.kind
    if (kind === undefined || !numbered.includes(kind)) continue
    const receipt = fields(fields(JSON.parse(op.body))['args'])['receipt']
    if (typeof receipt !== 'string') continue
    const number = receipt
    byNumber.set(number, [...(byNumber.get(number) ?? []), op.id])
  }
  const flagged = rowsOf(view, 'discrepancy').filter(
    (row) => row.value['code'] === 'receipt-number-used-twice',
  )
  for (const [number, ids] of byNumber) {
    if (ids.length === 1) continue
    if (!mayRepeat) throw new Broken(`R12 receipt number ${number} was given to ${ids.join(' and ')}`)
    const about = flagged.filter((row) => ids.includes(String(row.value['op'])))
    if (about.length < ids.length - 1)
      throw new Broken(`R12 receipt number ${number} came ${ids.length} times and is not flagged`)
  }
}

/** One ticket for each sale, return and correction, with its sign. */
function checkTickets(view: ServerView, promises: Promises): void {
  const totals = new Map<string, number>()
  for (const row of rowsOf(view, 'ticket')) {
    const op = String(row.value['op'])
    if (totals.has(op)) throw new Broken(`I2 ${what(promises, op)} has two tickets`)
    totals.set(op, Number(row.value['total']))
  }
  for (const { id, origin, status } of view.ops) {
    const attempt = promises.attempts.get(id)
    if (origin !== 'device' || status !== 'applied' || attempt === undefined) continue
    if (!hasTicket(attempt)) continue
    const due = attempt.kind === 'handover' ? attempt.due : 0
    const sold = attempt.kind === 'place' ? paidNow(attempt) : worth(soldBy(attempt))
    const wanted = sold - worth(takenBackBy(attempt)) + due
    if (totals.get(id) !== wanted)
      throw new Broken(`I2 the ticket of ${what(promises, id)} says ${totals.get(id)}, not ${wanted}`)
  }
}

function what(promises: Promises, id: string): string {
  const attempt = promises.attempts.get(id)
  const receipt = promises.kept.get(id)?.receipt
  return attempt ? `${attempt.kind} ${receipt ?? ''} ${id} of ${attempt.tablet}` : `operation ${id}`
}

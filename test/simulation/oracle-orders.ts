import { fields, type Fields, givenOf, list, rowsOf, type ServerView } from './oracle-view.ts'
import { carriedOut, type PlacedPart, type Placing, type Promises } from './promises.ts'
import { Broken } from './told.ts'

/** Something of an order that a counter took ended without the buyer: it was cancelled, or not collected in time. */
export type OrderEnd = {
  /** Of the entry on its receipt. */
  readonly id: string
  readonly ref: string
  readonly op: string
  readonly home: string
  readonly lines: readonly { readonly line: number; readonly quantity: number; readonly amount: number }[]
  readonly amount: number
}

/** As the receipts say it, besides what people brought back. */
export function endsOfOrders(view: ServerView, promises: Promises): OrderEnd[] {
  return rowsOf(view, 'receipt').flatMap(({ key: ref, value }) => {
    if (promises.attempts.get(ref)?.kind !== 'place') return []
    return Object.entries(fields(value['returned'])).flatMap(([id, one]): OrderEnd[] => {
      const { op, home, lines } = fields(one)
      const kind = promises.attempts.get(String(op))?.kind
      if (kind === 'return' || kind === 'exchange') return []
      const ended = list(lines).map(({ line, quantity, amount }) => ({
        line: Number(line),
        quantity: Number(quantity),
        amount: Number(amount),
      }))
      const worthOfAll = ended.reduce((sum, { amount }) => sum + amount, 0)
      return [{ id, ref, op: String(op), home: String(home), lines: ended, amount: worthOfAll }]
    })
  })
}

/**
 * R31, K2, R25: of an order that a counter took every piece was carried out or is in one place of one part, its counter knows where;
 * what ended is off its receipt once, and what was paid for it is named to the people who have to give it back.
 */
export function checkCounterOrders(view: ServerView, promises: Promises): void {
  const ends = Map.groupBy(endsOfOrders(view, promises), ({ ref }) => ref)
  for (const { id, status } of view.ops) {
    const attempt = promises.attempts.get(id)
    if (attempt?.kind !== 'place' || status !== 'applied') continue
    const row = rowsOf(view, 'order').find(
      ({ scope, key }) => scope === `store:${attempt.store}` && key === id,
    )
    if (row === undefined) throw new Broken(`R33 ${attempt.store} does not know the order ${id} that it took`)
    const gone = checkParts(view, attempt, fields(row.value['parts']))
    checkEnded(attempt, gone, ends.get(id) ?? [])
  }
  checkRefundsDue(view, promises, [...ends.values()].flat())
  checkDue(view, promises)
}

/** Answers how many pieces of each line nobody gets: the stores have ended them, or no store was left to ask. */
function checkParts(view: ServerView, { id, lines, parts, ...taken }: Placing, told: Fields): number[] {
  const gone = lines.map(() => 0)
  const inOnePlace = carriedOut({ lines, parts }).map(({ quantity }) => quantity)
  const add = (to: number[], line: number, units: number) => (to[line] = (to[line] ?? 0) + units)
  for (const [n, part] of parts.entries()) {
    const progress = fields(told[String(n + 1)])
    const store = String(progress['store'])
    const asked = [...new Set([part.store, ...part.others])]
    const rows = rowsOf(view, 'pickup').filter(({ key }) => key === part.key)
    const of = (one: string) => rows.find(({ scope }) => scope === `store:${one}`)
    for (const { value } of asked.flatMap((one) => of(one) ?? []))
      for (const line of list(value['lines']))
        add(gone, Number(line['line']), endedOf(line, givenOf(value, Number(line['line']))))
    const pickup = of(store)
    if (!asked.includes(store)) throw new Broken(`K1 ${part.key} is done by ${store}, which nobody asked`)
    if (progress['state'] === 'unplaced') {
      const isNamed = rowsOf(view, 'discrepancy').some(
        ({ scope, key }) => scope === `store:${taken.store}` && key === `counter-order-unplaced:${part.key}`,
      )
      if (!isNamed) throw new Broken(`K1 nobody does ${part.key}, and ${taken.store} is not told`)
      for (const line of list(pickup?.value['lines'])) {
        const given = givenOf(pickup?.value ?? {}, Number(line['line']))
        const ended = Number(line['cancelled']) + Number(line['expired']) + given
        add(gone, Number(line['line']), Math.max(0, Number(line['quantity']) - ended))
      }
    } else if (progress['state'] !== pickup?.value['state'])
      throw new Broken(
        `K2 ${part.key} is ${String(pickup?.value['state'])} in ${store} and ${String(progress['state'])} where it was ordered`,
      )
    const isOver = progress['state'] === 'unplaced'
    for (const line of list(progress['lines'])) {
      const units = ['given', 'cancelled', 'expired', 'left'].reduce((all, end) => all + Number(line[end]), 0)
      if (isOver && Number(line['left']) > 0)
        throw new Broken(`R31 nobody does ${part.key}, and ${String(line['left'])} pieces ended nowhere`)
      add(inOnePlace, Number(line['line']), units)
    }
  }
  for (const [line, { quantity }] of lines.entries())
    if (inOnePlace[line] !== quantity)
      throw new Broken(`R31 of ${quantity} pieces of ${id} ${line} ${inOnePlace[line]} are accounted for`)
  return gone
}

/** R31: what was handed over comes first: only what did not leave has ended. */
function endedOf(line: Fields, given: number): number {
  const [quantity, ended] = [Number(line['quantity']), Number(line['cancelled']) + Number(line['expired'])]
  return Math.max(0, Math.min(ended, quantity - given) - Number(line['withdrawn']))
}

function checkEnded({ id, lines }: Placing, gone: readonly number[], ends: readonly OrderEnd[]): void {
  for (const [line, { unitPrice }] of lines.entries()) {
    const told = ends.flatMap((end) => end.lines).filter((one) => one.line === line)
    const units = told.reduce((sum, { quantity }) => sum + quantity, 0)
    const amount = told.reduce((sum, one) => sum + one.amount, 0)
    if (units !== gone[line] || amount !== units * unitPrice)
      throw new Broken(
        `R31 of ${id} ${line} ${gone[line]} pieces ended at ${unitPrice}, its receipt says ${units} for ${amount}`,
      )
  }
}

/** All that was paid when it was ordered and that nobody gets, in one row of the order, and nothing else. */
function checkRefundsDue(view: ServerView, promises: Promises, ends: readonly OrderEnd[]): void {
  const named = new Map<string, number>(
    rowsOf(view, 'discrepancy').flatMap(({ scope, key, value }) =>
      value['code'] === 'refund-due'
        ? [[`${scope} ${key}`, Number(fields(value['params'])['amount'])] as const]
        : [],
    ),
  )
  const due = new Map<string, number>()
  for (const end of ends) {
    const place = `${end.home} refund-due:${end.ref}`
    if (partOf(view, promises, end)?.isPaid === true) due.set(place, (due.get(place) ?? 0) + end.amount)
  }
  for (const place of new Set([...named.keys(), ...due.keys()]))
    if ((named.get(place) ?? 0) !== (due.get(place) ?? 0))
      throw new Broken(`R25 ${due.get(place) ?? 0} is due at ${place}, named is ${named.get(place)}`)
}

/** The part of the order that the operation ended something of. */
function partOf(view: ServerView, promises: Promises, { ref, op }: OrderEnd): PlacedPart | undefined {
  const body = view.ops.find(({ id }) => id === op)?.body
  const key = body === undefined ? undefined : fields(fields(JSON.parse(body))['args'])['pickup']
  const order = promises.attempts.get(ref)
  return order?.kind === 'place' ? order.parts.find((part) => part.key === key) : undefined
}

/** R33: what is paid is not paid again; where nothing ended and nothing was given twice, what is given is paid. */
function checkDue(view: ServerView, promises: Promises): void {
  const paid = new Map([
    ...[...promises.orders.values()].flatMap(({ pickup }) =>
      pickup ? [[pickup.key, pickup.isPaid] as const] : [],
    ),
    ...[...promises.attempts.values()].flatMap((attempt) =>
      attempt.kind === 'place' ? attempt.parts.map(({ key, isPaid }) => [key, isPaid] as const) : [],
    ),
  ])
  for (const { key, scope, value } of rowsOf(view, 'pickup')) {
    const isPaid = paid.get(key)
    if (isPaid === undefined) continue
    const handovers = Object.keys(fields(value['handovers'])).flatMap((id) => {
      const attempt = promises.attempts.get(id)
      return attempt?.kind === 'handover' ? [attempt] : []
    })
    const given = handovers.flatMap((one) => one.given)
    const isPlain = list(value['lines']).every(({ line, quantity, cancelled, expired }) => {
      const units = given.reduce((sum, one) => sum + (one.line === line ? one.quantity : 0), 0)
      return cancelled === 0 && expired === 0 && units <= Number(quantity)
    })
    if (!isPaid && (!isPlain || Object.keys(fields(value['shipments'])).length > 0)) continue
    for (const { id, due, value: worthGiven } of handovers)
      if (due !== (isPaid ? 0 : worthGiven))
        throw new Broken(
          `R33 ${id} took ${due} for ${worthGiven} of ${key} in ${scope}, which ${isPaid ? 'was' : 'was not'} paid`,
        )
  }
}

import { fields, list, rowsOf, type ServerView } from './oracle-view.ts'
import { type Attempt, type Promises, takenBy } from './promises.ts'
import { Broken } from './told.ts'

/** I2: every drawer, tender and store balances: what people saw paid is what is booked, credit and the shop's refunds among it. */
export function checkMoney(view: ServerView, promises: Promises): void {
  const done = view.ops.flatMap(({ id, status, body }) => {
    const attempt = promises.attempts.get(id)
    return attempt && status === 'applied'
      ? [{ attempt, args: fields(fields(JSON.parse(body))['args']) }]
      : []
  })
  for (const { attempt, args } of done) checkTenders(attempt, args)
  checkStores(
    view,
    done.map(({ attempt }) => attempt),
  )
  checkCredits(
    view,
    done.map(({ attempt }) => attempt),
  )
  checkShopRefunds(
    view,
    done.map(({ attempt }) => attempt),
    promises,
  )
}

function checkTenders(attempt: Attempt, args: ReturnType<typeof fields>): void {
  if (!('tenders' in attempt)) return
  const paid = attempt.kind === 'handover' ? fields(args['paid']) : args
  const stored = list(paid['tenders']).map((one) => `${String(one['kind'])} ${String(one['amount'])}`)
  const seen = attempt.tenders.map(({ kind, amount }) => `${kind} ${amount}`)
  if (stored.join() !== seen.join())
    throw new Broken(`I2 ${attempt.id} was paid by ${seen.join(', ')}, stored is ${stored.join(', ')}`)
}

function checkStores(view: ServerView, done: readonly Attempt[]): void {
  const expected = new Map<string, number>()
  for (const attempt of done) {
    const store = `store:${attempt.store}`
    for (const { amount } of takenBy(attempt)) expected.set(store, (expected.get(store) ?? 0) + amount)
  }
  const booked = new Map<string, number>()
  for (const { scope, value } of rowsOf(view, 'ticket'))
    booked.set(scope, (booked.get(scope) ?? 0) + Number(value['total']))
  for (const [store, amount] of expected)
    if ((booked.get(store) ?? 0) !== amount)
      throw new Broken(`I2 the journal of ${store} holds ${booked.get(store)}, and ${amount} was taken`)
}

function checkCredits(view: ServerView, done: readonly Attempt[]): void {
  const expected = new Map<string, { issued: number; spent: number }>()
  const of = (ref: string): { issued: number; spent: number } => {
    const known = expected.get(ref) ?? { issued: 0, spent: 0 }
    expected.set(ref, known)
    return known
  }
  for (const attempt of done) {
    for (const { kind, amount, credit } of takenBy(attempt)) {
      if (kind !== 'credit' || credit === undefined) continue
      if (amount < 0) of(credit).issued -= amount
      else of(credit).spent += amount
    }
  }
  const found = new Map(rowsOf(view, 'credit').map(({ key, value }) => [key, value]))
  for (const [ref, { issued, spent }] of expected) {
    const row = found.get(ref)
    const gone = Object.values(fields(row?.['spent'])).reduce<number>(
      (sum, one) => sum + Number(fields(one)['amount']),
      0,
    )
    if (Number(fields(row?.['issued'])['amount'] ?? 0) !== issued || gone !== spent)
      throw new Broken(`R25 credit ${ref}: ${issued} given and ${spent} spent, stored ${JSON.stringify(row)}`)
    const isNamed = rowsOf(view, 'discrepancy').some(
      ({ key, value }) => value['code'] === 'credit-overspent' && key.includes(ref),
    )
    if (isNamed !== spent > issued)
      throw new Broken(
        `R25 credit ${ref} of ${issued} was spent with ${spent} and ${isNamed ? '' : 'not '}named`,
      )
  }
  if (found.size !== expected.size) throw new Broken(`R25 ${found.size} credits, not ${expected.size}`)
}

/** The shop is asked once for each, and for nothing else. */
function checkShopRefunds(view: ServerView, done: readonly Attempt[], promises: Promises): void {
  const orders = new Set([...promises.orders.values()].map(({ ref }) => ref))
  const expected = new Map<string, number>()
  for (const attempt of done) {
    if (attempt.kind !== 'return' || !attempt.lines.some(({ of }) => of !== null && orders.has(of.ref)))
      continue
    const amount = attempt.tenders.reduce((sum, one) => sum + (one.kind === 'shop' ? one.amount : 0), 0)
    if (amount !== 0) expected.set(attempt.id, amount)
  }
  const asked = rowsOf(view, 'outflow').filter(({ key }) => key.startsWith('refund:'))
  for (const { key, value } of asked) {
    const op = String(value['op'])
    if (expected.get(op) !== Number(value['amount']))
      throw new Broken(
        `R25 the shop is asked for ${Number(value['amount'])} by ${key}, not ${expected.get(op)}`,
      )
    expected.delete(op)
  }
  for (const [op, amount] of expected)
    throw new Broken(`R25 the shop is not asked for the ${amount} of ${op}`)
}

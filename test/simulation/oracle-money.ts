import { fields, type Fields, list, rowsOf, type ServerView } from './oracle-view.ts'
import { checkShopRefunds } from './oracle-shop-refunds.ts'
import { type Attempt, type Promises, soldBy, takenBackBy, takenBy } from './promises.ts'
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
  checkDrawers(done)
  checkWays(
    view,
    done.map(({ attempt }) => attempt),
  )
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

function checkTenders(attempt: Attempt, args: Fields): void {
  if (!('tenders' in attempt)) return
  const stored = list(paidIn(attempt, args)['tenders']).map(
    (one) => `${String(one['kind'])} ${String(one['amount'])}`,
  )
  const seen = attempt.tenders.map(({ kind, amount }) => `${kind} ${amount}`)
  if (stored.join() !== seen.join())
    throw new Broken(`I2 ${attempt.id} was paid by ${seen.join(', ')}, stored is ${stored.join(', ')}`)
}

/** What cash went into each drawer and came out of it: what was given less the change. */
function checkDrawers(done: readonly { readonly attempt: Attempt; readonly args: Fields }[]): void {
  const [seen, booked] = [new Map<string, number>(), new Map<string, number>()]
  for (const { attempt, args } of done) {
    if (!('tenders' in attempt)) continue
    const drawer = `${attempt.store} ${attempt.register}`
    const taken = takenBy(attempt)
    const gives = taken.some(({ amount }) => amount < 0)
    for (const { kind, amount } of taken) if (kind === 'cash') add(seen, drawer, amount)
    for (const tender of list(paidIn(attempt, args)['tenders'])) {
      if (tender['kind'] !== 'cash') continue
      const kept = Number(tender['tendered']) - Number(tender['change'])
      add(booked, drawer, gives ? 0 - kept : kept)
    }
  }
  demandSame('the drawer of', seen, booked)
}

const paidIn = (attempt: Attempt, args: Fields): Fields =>
  attempt.kind === 'handover' ? fields(args['paid']) : args

/** By store and way of paying, as the receipts remember it for whoever gives it back. */
function checkWays(view: ServerView, done: readonly Attempt[]): void {
  const [seen, booked] = [new Map<string, number>(), new Map<string, number>()]
  for (const attempt of done) {
    // Without a receipt there is nothing to remember it; what an order is paid with when it is collected, its shop is told.
    const isRemembered = soldBy(attempt).length > 0 || takenBackBy(attempt).some(({ of }) => of !== null)
    if (!isRemembered) continue
    for (const { kind, amount } of takenBy(attempt)) add(seen, `store:${attempt.store} ${kind}`, amount)
  }
  const count = (home: unknown, tenders: unknown, sign: 1 | -1): void => {
    for (const one of list(tenders))
      add(booked, `${String(home)} ${String(one['kind'])}`, sign * Number(one['amount']))
  }
  for (const { value } of rowsOf(view, 'receipt')) {
    count(value['where'], value['tenders'], 1)
    for (const back of Object.values(fields(value['returned'])))
      count(fields(back)['home'], fields(back)['tenders'], -1)
  }
  demandSame('by way of paying', seen, booked)
}

/** The journal, by store and register. */
function checkStores(view: ServerView, done: readonly Attempt[]): void {
  const [expected, booked] = [new Map<string, number>(), new Map<string, number>()]
  for (const attempt of done)
    for (const { amount } of takenBy(attempt))
      add(expected, `store:${attempt.store} ${attempt.register}`, amount)
  for (const { scope, value } of rowsOf(view, 'ticket'))
    add(booked, `${scope} ${String(value['register'])}`, Number(value['total']))
  demandSame('the journal of', expected, booked)
}

const add = (sums: Map<string, number>, place: string, amount: number): void =>
  void sums.set(place, (sums.get(place) ?? 0) + amount)

function demandSame(what: string, seen: Map<string, number>, booked: Map<string, number>): void {
  for (const place of new Set([...seen.keys(), ...booked.keys()]))
    if ((seen.get(place) ?? 0) !== (booked.get(place) ?? 0))
      throw new Broken(
        `I2 ${what} ${place} holds ${booked.get(place) ?? 0}, and ${seen.get(place) ?? 0} was taken`,
      )
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

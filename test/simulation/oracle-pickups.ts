import { orderEnds } from '#shared/domain/order-ends.ts'
import { fields, type Fields, list, rowsOf, type SeenRow, type ServerView, givenOf } from './oracle-view.ts'
import { type Promises, takenBackBy, type ToldOrder } from './promises.ts'
import { Broken } from './told.ts'

const openStates = ['allocated', 'picking', 'ready', 'partly-collected']
const conflictCodes = ['handed-over-twice', 'handed-over-cancelled', 'handed-over-late']

type Line = { readonly line: number; readonly sku: string; readonly quantity: number }

/** R30 to R39: what people handed over is in the pickups, every unit ends in one place, deadlines struck, and stock is set aside for what is open. */
export function checkPickups(view: ServerView, promises: Promises, nowMs: number): void {
  const pickups = rowsOf(view, 'pickup')
  checkHandovers(view, promises, pickups)
  const openAt = new Map<string, string>()
  for (const row of pickups) {
    checkUnits(view, promises, row)
    checkDeadline(row, nowMs)
    if (!openStates.includes(String(row.value['state']))) continue
    const other = openAt.get(row.key)
    if (other !== undefined) throw new Broken(`K1 ${row.key} is open in ${other} and in ${row.scope}`)
    openAt.set(row.key, row.scope)
  }
  checkOrders(view, promises, pickups)
  checkReserved(view, pickups)
  checkLeases(view, pickups, nowMs)
  checkTold(view)
}

function checkHandovers(view: ServerView, promises: Promises, pickups: readonly SeenRow[]): void {
  const expected = new Map<string, string[]>()
  for (const { id, status } of view.ops) {
    const attempt = promises.attempts.get(id)
    if (attempt?.kind !== 'handover' || status !== 'applied') continue
    const place = `store:${attempt.store} ${attempt.pickup}`
    const lines = attempt.given.map(({ line, quantity }) => `${line}*${quantity}`).join()
    expected.set(place, [...(expected.get(place) ?? []), `${id} ${lines}`])
  }
  for (const { scope, key, value } of pickups) {
    const stored = Object.entries(fields(value['handovers'])).map(
      ([op, one]) =>
        `${op} ${list(fields(one)['lines'])
          .map((line) => `${String(line['line'])}*${String(line['quantity'])}`)
          .join()}`,
    )
    const seen = expected.get(`${scope} ${key}`) ?? []
    if (stored.sort().join('; ') !== seen.sort().join('; '))
      throw new Broken(
        `R32 ${scope} handed over ${seen.join('; ')} of ${key}, stored is ${stored.join('; ')}`,
      )
    expected.delete(`${scope} ${key}`)
  }
  for (const place of expected.keys()) throw new Broken(`R32 what was handed over of ${place} is not stored`)
}

const linesOf = (row: SeenRow): (Fields & Line)[] => list(row.value['lines']) as (Fields & Line)[]

function checkUnits(view: ServerView, promises: Promises, row: SeenRow): void {
  const state = String(row.value['state'])
  let left = 0
  let over = 0
  for (const line of linesOf(row)) {
    const gone = Number(line['cancelled']) + Number(line['expired']) + givenOf(row.value, line.line)
    left += Math.max(0, line.quantity - gone)
    over += Math.max(0, gone - line.quantity)
  }
  const isOpen = openStates.includes(state)
  if (isOpen && left === 0) throw new Broken(`R31 ${row.key} is ${state} and nothing is left of it`)
  // What a store declined, and gave a part of later, the next one was asked for.
  const isElsewhere = hasStep(view, promises, { ...row, steps: ['decline'] })
  if (!isOpen && !isElsewhere && left > 0)
    throw new Broken(`R31 ${row.key} is ${state}, and ${left} pieces ended nowhere`)
  if (row.value['from'] === '') return
  const named = rowsOf(view, 'discrepancy').filter(
    ({ scope, key, value }) =>
      scope === row.scope && key.includes(row.key) && conflictCodes.includes(String(value['code'])),
  )
  if (over > 0 !== (named.length === 1))
    throw new Broken(
      `R32 ${over} pieces too many left with ${row.key}, and that is said ${named.length} times`,
    )
}

function checkDeadline(row: SeenRow, nowMs: number): void {
  const { state, keptUntil } = row.value
  const isWaiting = state === 'ready' || state === 'partly-collected'
  if (isWaiting && typeof keptUntil === 'number' && keptUntil < nowMs)
    throw new Broken(`R39 ${row.key} was to be kept until ${keptUntil} and is ${String(state)}`)
}

/** K2: whoever took the order knows how it stands where it is done. */
function checkOrders(view: ServerView, promises: Promises, pickups: readonly SeenRow[]): void {
  for (const order of promises.orders.values()) {
    if (order.pickup === undefined) continue
    const row = rowsOf(view, 'order').find(({ key }) => key === order.externalId)
    const part = fields(fields(row?.value['parts'])['1'])
    const store = String(part['store'])
    const pickup = pickups.find(({ scope, key }) => scope === `store:${store}` && key === order.pickup?.key)
    if (part['state'] === 'unplaced') continue
    if (pickup === undefined)
      throw new Broken(`K1 ${order.externalId} is told to ${store}, which has no pickup`)
    if (part['state'] !== pickup.value['state'])
      throw new Broken(
        `K2 ${order.externalId} is ${String(pickup.value['state'])} in ${store} and ${String(part['state'])} at its shop`,
      )
    checkWithdrawn(view, promises, { order, pickup })
    for (const line of list(part['lines'])) {
      const sum = ['given', 'cancelled', 'expired', 'left'].reduce((all, end) => all + Number(line[end]), 0)
      if (sum !== order.lines[Number(line['line'])]?.quantity)
        throw new Broken(`R31 of ${order.externalId} ${sum} pieces are accounted for`)
    }
    checkEnds(view, promises, { order, part })
  }
}

/** R31: what was collected and came back is returned, by what people brought to the counters and the shop says it took back. */
function checkEnds(
  view: ServerView,
  promises: Promises,
  { order, part }: { readonly order: ToldOrder; readonly part: Fields },
): void {
  const [receipt] = rowsOf(view, 'receipt').filter(({ key }) => key === order.ref)
  // Trusted: the rows under test.
  const told = orderEnds(order as never, { '1': part } as never, (receipt?.value ?? null) as never)
  for (const [line, { quantity }] of order.lines.entries()) {
    const at = list(part['lines']).find((one) => one['line'] === line)
    const given = Number(at?.['given'] ?? 0)
    const wanted = Math.min(given, cameBack(view, promises, { order, line }))
    const ends = told[line]
    const { collected = 0, returned = 0, cancelled = 0, expired = 0, left = 0, elsewhere = 0 } = ends ?? {}
    if (returned !== wanted || collected !== given - wanted)
      throw new Broken(
        `R31 of ${given} pieces of ${order.externalId} that were handed over ${wanted} came back, and ${returned} are said to have`,
      )
    if (collected + returned + cancelled + expired + left + elsewhere !== quantity)
      throw new Broken(`R31 ${quantity} pieces of ${order.externalId} do not end in one place each`)
  }
}

function cameBack(
  view: ServerView,
  promises: Promises,
  { order, line }: { readonly order: ToldOrder; readonly line: number },
): number {
  const counters = view.ops.flatMap(({ id, status }) => {
    const attempt = promises.attempts.get(id)
    return attempt === undefined || status !== 'applied' ? [] : takenBackBy(attempt)
  })
  const atCounters = counters.filter(({ of }) => of?.ref === order.ref && of.line === line)
  const atShop = order.parts.flatMap((part) => (part.kind === 'refund' ? part.lines : []))
  return [...atCounters, ...atShop.filter((one) => one.line === line)].reduce(
    (units, { quantity }) => units + quantity,
    0,
  )
}

/** Who did one of these steps of it, in this store or in any. */
const hasStep = (
  view: ServerView,
  promises: Promises,
  of: { key: string; scope?: string; steps: readonly string[] },
) =>
  view.ops.some(({ id }) => {
    const attempt = promises.attempts.get(id)
    const isThere = of.scope === undefined || of.scope === `store:${attempt?.store}`
    return attempt?.kind === 'step' && attempt.pickup === of.key && isThere && of.steps.includes(attempt.step)
  })

/** R37: where the store has cancelled nothing itself, what is cancelled is what the shop cancelled, however often it told of it. */
function checkWithdrawn(
  view: ServerView,
  promises: Promises,
  { order, pickup }: { readonly order: ToldOrder; readonly pickup: SeenRow },
): void {
  if (hasStep(view, promises, { key: pickup.key, steps: ['pick', 'cancel', 'decline'] })) return
  const cancellations = order.parts.flatMap(({ kind, lines }) => (kind === 'cancellation' ? lines : []))
  for (const { line, quantity, ...row } of linesOf(pickup)) {
    const units = cancellations.reduce((sum, one) => sum + (one.line === line ? one.quantity : 0), 0)
    const wanted = Math.min(quantity, units)
    if (order.lines[line] !== undefined && row['cancelled'] !== wanted)
      throw new Broken(
        `R37 of ${order.externalId} the shop cancelled ${wanted}, and ${String(row['cancelled'])} are cancelled in ${pickup.scope}`,
      )
  }
}

function checkReserved(view: ServerView, pickups: readonly SeenRow[]): void {
  const expected = new Map<string, number>()
  for (const row of pickups) {
    if (!openStates.includes(String(row.value['state']))) continue
    for (const line of linesOf(row)) {
      const gone = Number(line['cancelled']) + Number(line['expired']) + givenOf(row.value, line.line)
      const place = `${row.scope} ${line.sku}`
      expected.set(place, (expected.get(place) ?? 0) + Math.max(0, line.quantity - gone))
    }
  }
  for (const { scope, key, value } of rowsOf(view, 'stock')) {
    const wanted = expected.get(`${scope} ${key}`) ?? 0
    if (Number(value['reserved']) !== wanted)
      throw new Broken(
        `R34 ${Number(value['reserved'])} of ${key} are set aside in ${scope}, and ${wanted} are waited for`,
      )
    expected.delete(`${scope} ${key}`)
  }
  for (const [place, wanted] of expected)
    if (wanted > 0) throw new Broken(`R34 none of ${place} is set aside, and ${wanted} are waited for`)
}

/** Y11: one tablet at a time, and it knows. */
function checkLeases(view: ServerView, pickups: readonly SeenRow[], nowMs: number): void {
  const held = rowsOf(view, 'lease').filter(
    ({ value }) => !value['givenBack'] && Number(value['until']) > nowMs,
  )
  for (const { key, scope, value } of held) {
    const holders = pickups.flatMap((row) => (row.key === key ? [fields(row.value['lease'])] : []))
    if (
      !holders.some(
        (lease) => `device:${String(lease['device'])}` === scope && lease['until'] === value['until'],
      )
    )
      throw new Broken(`Y11 ${scope} believes that it holds ${key} and does not`)
  }
}

/** The shop hears of every end once. */
function checkTold(view: ServerView): void {
  const seen = new Set<string>()
  for (const { value } of rowsOf(view, 'outflow')) {
    if (value['is'] !== 'expired' && value['is'] !== 'ready') continue
    const what = `${String(value['is'])} ${String(value['ref'])} ${String(value['op'])}`
    if (seen.has(what)) throw new Broken(`K4 the shop is told twice: ${what}`)
    seen.add(what)
  }
}

/** What left each store with its pickups, by the operation that gave or sent it. */
export function leftWithPickups(view: ServerView): { op: string; place: string; units: number }[] {
  return rowsOf(view, 'pickup').flatMap((row) => {
    const skus = new Map(linesOf(row).map(({ line, sku }) => [line, sku]))
    const given = { ...fields(row.value['handovers']), ...fields(row.value['shipments']) }
    return Object.entries(given).flatMap(([op, one]) =>
      list(fields(one)['lines']).map((line) => ({
        op,
        place: `${row.scope} ${skus.get(Number(line['line']))}`,
        units: Number(line['quantity']),
      })),
    )
  })
}

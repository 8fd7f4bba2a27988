import Dexie, { type DexieError } from 'dexie'
import { assert, known } from '#shared/base/assert.ts'
import { fromHex, utf8 } from '#shared/base/bytes.ts'
import { type Id, timeOrderedId } from '#shared/base/id.ts'
import { isObject, type Json, type JsonObject, parseJson } from '#shared/base/json.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import { calendarDate } from '#shared/base/time.ts'
import { type Money, money } from '#shared/domain/money.ts'
import { receiptCode, receiptNumber } from '#shared/domain/receipt.ts'
import { bodyHash, bodyOf, linkOf, readOperation } from '#shared/sync/operation.ts'
import { OP_BYTES_MAX } from '#shared/sync/protocol.ts'
import { type DeviceState, type Head, type Standing, type Till, type TillOp } from '../db/till.ts'
import type { TabletEnv } from './env.ts'
import { type Draft, draft, type Intent, type Refusal } from './intent.ts'

/** What the screen shows once the operation is safe on this tablet. */
export type Committed = {
  readonly op: Id
  readonly seq: number
  readonly receiptNumber: string | null
  readonly receiptCode: string | null
  readonly total: number | null
  readonly change: number
}

/** Names this page's monotonic clock. */
export type Boot = string

/** How this page last saw the till. It may be stale: the transaction looks. */
export type Recall = { standing?: Standing | undefined }

export type CommitDesk = {
  readonly env: TabletEnv
  readonly till: Till
  readonly boot: Boot
  readonly recall: Recall
}

/**
 * Makes a gesture a fact: one strict transaction on the till alone holds the operation, the chain's head and the receipt
 * number. Only when this resolves may "paid" be shown and a receipt be printed (Y1). Head and counter are read inside the
 * transaction, so two tabs cannot take the same number or fork the chain, lock or no lock.
 */
export async function commit(desk: CommitDesk, intent: Intent): Promise<Result<Committed, Refusal>> {
  const { env, till } = desk
  const id = intent.id ?? timeOrderedId(env.now(), env.randomBytes(10))
  const drafted = draft(intent, id, env.randomBytes(16))
  if (!drafted.ok) return drafted
  const making = { desk, intent, draft: drafted.value, id }
  const store = async (): Promise<Result<Committed, Refusal>> =>
    (await storeAsRecalled(making)) ?? (await storeAsRead(making))
  try {
    return await store()
  } catch (error) {
    if (!(error instanceof Dexie.DexieError)) throw error
    return isFull(error) ? failure('cannot-save') : await onceMore(till, store)
  }
}

/** What the till says is asked first, and waited for. */
async function storeAsRead(making: Making): Promise<Result<Committed, Refusal>> {
  const { desk, draft: drafted, id } = making
  const { till, recall } = desk
  return await till.transaction('rw!', till.operations, till.state, async () => {
    const [standing, before] = await Promise.all([till.standing(), operationOf(till, id)])
    const { device, head, anchor = null } = standing
    if (!device) return failure('not-enrolled')
    if (before) return success(committedOf(before, device, drafted))
    const next = chained(making, { device, head, anchor })
    if (next === undefined) return failure('too-large')
    await Promise.all([till.operations.add(next.op), till.write('head', next.head)])
    recall.standing = { ...standing, head: next.head }
    return success(committedOf(next.op, device, drafted))
  })
}

/**
 * The same in one wait instead of two, which is half of what a sale costs: written as this page last saw the till, and looked at
 * in the same transaction. When another tab, a push or a new enrolment came between, it is undone and nothing was lost but time:
 * undefined.
 */
async function storeAsRecalled(making: Making): Promise<Result<Committed, Refusal> | undefined> {
  const { desk, draft: drafted } = making
  const { till, recall } = desk
  const seen = recall.standing
  if (!seen?.device) return undefined
  const { device, head, anchor = null } = seen
  const next = chained(making, { device, head, anchor })
  if (next === undefined) return undefined
  const standing = await till.append(next, (now) => isSame(now, seen))
  recall.standing = standing && { ...standing, head: next.head }
  return standing && success(committedOf(next.op, device, drafted))
}

const operationOf = (till: Till, id: Id): Promise<TillOp | undefined> =>
  till.operations.where('id').equals(id).first()

/** The same life of the same tablet, at the same end of its chain. */
function isSame(now: Standing, seen: Standing): boolean {
  return (
    now.device?.device === seen.device?.device &&
    now.device?.incarnation === seen.device?.incarnation &&
    now.device?.letter === seen.device?.letter &&
    now.head.seq === seen.head.seq &&
    now.head.link === seen.head.link &&
    now.head.receiptCounter === seen.head.receiptCounter &&
    now.anchor?.server === seen.anchor?.server &&
    now.anchor?.wall === seen.anchor?.wall
  )
}

/**
 * A connection that broke leaves open whether the transaction was stored (Safari loses its storage process in the background).
 * Asked again over a new one, the id tells: what is there is answered, and not rung a second time elsewhere.
 */
async function onceMore<T>(
  till: Till,
  store: () => Promise<Result<T, Refusal>>,
): Promise<Result<T, Refusal>> {
  try {
    await till.reopen()
    return await store()
  } catch (error) {
    if (error instanceof Dexie.DexieError) return failure('cannot-save')
    throw error
  }
}

const FULL = 'QuotaExceededError'
const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name
export const isFull = (error: DexieError): boolean => isNamed(error, FULL) || isNamed(error.inner, FULL)

type Making = { desk: CommitDesk; intent: Intent; draft: Draft; id: Id }
type Stand = { device: DeviceState; head: Head; anchor: { server: number; wall: number } | null }

/** The operation at the end of the chain, and the head behind it. Synchronous: it runs inside the transaction. */
function chained(
  { desk, intent, draft: drafted, id }: Making,
  stand: Stand,
): { op: TillOp; head: Head } | undefined {
  const { env, boot } = desk
  const { device, head, anchor } = stand
  const counter = head.receiptCounter + (drafted.numbered ? 1 : 0)
  const number = receiptNumber(device.register.id, device.letter, counter)
  const wall = intent.at ?? env.now()
  const body = bodyOf({
    id,
    kind: drafted.kind,
    version: 1,
    args: drafted.numbered ? { ...drafted.args, receipt: number } : drafted.args,
    staff: intent.staff,
    ...(intent.approver === undefined ? {} : { approver: intent.approver }),
    store: device.store.id,
    register: device.register.id,
    businessDate: intent.businessDate ?? calendarDate(wall, device.chain.utcOffsetMinutes),
    at: { wall, monotonic: Math.round(env.monotonic()), boot, anchor },
  })
  if (utf8(body).length > OP_BYTES_MAX) return undefined
  const reading = readOperation(parseJson(body))
  assert(reading.is === 'operation', `this app cannot read its own ${drafted.kind}`)
  const seq = head.seq + 1
  const link = linkOf(head.link, { incarnation: device.incarnation, seq, bodyHash: bodyHash(body) })
  const op: TillOp = {
    incarnation: device.incarnation,
    seq,
    id,
    kind: drafted.kind,
    body,
    link,
    sidecars: drafted.sidecars,
    committedAt: env.now(),
    durable: 0,
    acceptance: null,
    durableAt: null,
  }
  return { op, head: { seq, link, receiptCounter: counter } }
}

/** What a receipt is worth to whoever brings it back: the goods on it, or the credit that a refund gave. */
function codedTotal({ kind }: TillOp, args: JsonObject): Money | null {
  const sumOf = (items: Json | undefined): Money =>
    money(
      (Array.isArray(items) ? items : []).reduce<number>((total, item) => {
        const amount = isObject(item) ? item['amount'] : 0
        return total + (typeof amount === 'number' ? amount : 0)
      }, 0),
    )
  if (kind === 'sale.complete' || kind === 'exchange.complete' || kind === 'order.place')
    return sumOf(args['lines'])
  if (kind === 'pickup.handover') return isObject(args['paid']) ? sumOf(args['paid']['more']) : null
  if (kind !== 'return.complete' || !Array.isArray(args['tenders'])) return null
  const credits = args['tenders'].filter((tender) => isObject(tender) && tender['kind'] === 'credit')
  return credits.length === 0 ? null : sumOf(credits)
}

function committedOf(op: TillOp, device: DeviceState, drafted: Draft): Committed {
  const body = known(parseJson(op.body), 'the body') as JsonObject
  const args = body['args'] as JsonObject
  const number = typeof args['receipt'] === 'string' ? args['receipt'] : null
  const paid = isObject(args['paid']) ? args['paid'] : args
  const total = typeof paid['total'] === 'number' ? paid['total'] : null
  const businessDate = body['businessDate']
  const worth = codedTotal(op, args)
  const code =
    worth !== null && typeof businessDate === 'string'
      ? receiptCode({ sale: op.id as Id, businessDate, total: worth }, fromHex(device.receiptKey))
      : null
  return {
    op: op.id as Id,
    seq: op.seq,
    receiptNumber: number,
    receiptCode: code,
    total,
    change: drafted.change,
  }
}

import * as z from 'zod/mini'
import Dexie from 'dexie'
import { toHex } from '#shared/base/bytes.ts'
import { bodyHash, linkOf } from '#shared/sync/operation.ts'
import { IncarnationAnswer } from '#shared/sync/protocol.ts'
import { type DeviceState, type Head, NEW_HEAD, NO_WORD, type Till, type TillOp } from '../db/till.ts'
import type { PushDesk, Pushed } from './push-desk.ts'
import { post } from './transport.ts'

/** The server asks for `seq` again, or tells of another epoch: what it does not have any more waits again. */
export async function resendFrom(
  desk: PushDesk,
  asked: { incarnation: number; seq: number; epoch: string },
): Promise<Pushed> {
  const { till } = desk
  const { incarnation, seq } = asked
  const found = await till.transaction('rw!', till.operations, till.state, async () => {
    const device = await till.read('device')
    if (!device) return 'nothing'
    const isCurrent = incarnation === device.incarnation
    if (device.epoch !== asked.epoch) await till.write('device', { ...device, epoch: asked.epoch })
    if (device.epoch !== asked.epoch || (isCurrent && (await wasTold(till, seq))))
      await offerOlder(till, device)
    const head = (await till.read('head')) ?? NEW_HEAD
    if (isCurrent && seq > head.seq + 1) return 'behind'
    const kept = await operationsFrom(till, incarnation, seq)
    if (kept[0]?.seq !== seq && (kept.length > 0 || (isCurrent && seq <= head.seq))) return 'lost'
    await unsend(till, incarnation, seq)
    if (isCurrent) await till.write('word', { durableSeq: seq - 1, coveredSeq: 0 })
    return 'more'
  })
  switch (found) {
    // This tablet was set back (a device backup, a copy): its numbers are used. What is asked for was kept no longer:
    // what is left goes on under a new incarnation, where seq begins anew.
    case 'behind':
    case 'lost':
      return await startIncarnation(desk, { incarnation, from: 1 })
    default:
      return found
  }
}

/** P4: a server that lacks what it told as durable went back, under another epoch or under the same. */
async function wasTold(till: Till, seq: number): Promise<boolean> {
  return seq <= ((await till.read('word')) ?? NO_WORD).durableSeq
}

/**
 * The server was restored, or holds another's chain under this name: it may lack what older incarnations hold as well, even
 * what it once had, and says so when it is offered.
 */
async function offerOlder(till: Till, device: DeviceState): Promise<void> {
  const older = await till.operations
    .where('[incarnation+seq]')
    .below([device.incarnation, Dexie.minKey])
    .toArray()
  for (const op of older) await till.operations.update([op.incarnation, op.seq], { durable: 0 })
}

const operationsFrom = (till: Till, incarnation: number, from: number): Promise<TillOp[]> =>
  till.operations
    .where('[incarnation+seq]')
    .between([incarnation, from], [incarnation, Dexie.maxKey])
    .toArray()

async function unsend(till: Till, incarnation: number, from: number): Promise<void> {
  for (const { seq, durable } of await operationsFrom(till, incarnation, from)) {
    if (durable === 1) await till.operations.update([incarnation, seq], { durable: 0, acceptance: null })
  }
}

/**
 * Two tablets go by one name, or the server knows nothing of this incarnation. The branch from `from` on is linked again
 * under a new incarnation; ids and bodies stay, so that what the server has already has no effects again.
 */
export async function startIncarnation(
  desk: PushDesk,
  fork: { incarnation: number; from: number },
): Promise<Pushed> {
  const { env, till } = desk
  const device = await till.read('device')
  if (!device) return 'nothing'
  if (fork.incarnation !== device.incarnation) {
    await till.transaction('rw!', till.operations, till.state, async () => {
      const now = await till.read('device')
      if (now) await appendBranch(till, fork, now)
    })
    return 'more'
  }
  const nonce = await rebirthNonce(desk, device.incarnation)
  const heard = await post(env, '/sync/incarnation', {
    token: device.token,
    body: { nonce, after: device.incarnation },
  })
  if (heard.is === 'later') return { laterMs: heard.afterMs }
  if (heard.is !== 'answer') return heard.is
  const answer = heard.status === 200 ? z.safeParse(IncarnationAnswer, heard.body) : undefined
  if (!answer?.success || answer.data.nonce !== nonce || answer.data.backend !== device.backend)
    return 'stranger'
  const { incarnation, letter, epoch } = answer.data
  await till.transaction('rw!', till.operations, till.state, async () => {
    const now = await till.read('device')
    // Another tab was faster.
    if (now?.incarnation !== fork.incarnation) return
    const renewed = { ...now, incarnation, letter, epoch }
    await renew(till, renewed, fork)
    await offerOlder(till, renewed)
  })
  return 'more'
}

/** One question is one request, however often its answer is lost: each would cost a life and a letter. */
async function rebirthNonce({ env, till }: PushDesk, after: number): Promise<string> {
  const fresh = toHex(env.randomBytes(12))
  return await till.transaction('rw!', till.state, async () => {
    const asked = await till.read('rebirth')
    if (asked?.after === after) return asked.nonce
    await till.write('rebirth', { after, nonce: fresh })
    return fresh
  })
}

/** A new life of the device: its branch is linked from seq 1, its receipt numbers begin anew under the new letter. */
async function renew(
  till: Till,
  device: DeviceState,
  fork: { incarnation: number; from: number },
): Promise<void> {
  await till.write('device', device)
  await till.write('head', NEW_HEAD)
  await till.write('word', NO_WORD)
  await till.state.delete('rebirth')
  await appendBranch(till, fork, device)
}

async function appendBranch(
  till: Till,
  fork: { incarnation: number; from: number },
  device: DeviceState,
): Promise<void> {
  let head: Head = (await till.read('head')) ?? NEW_HEAD
  const branch = await operationsFrom(till, fork.incarnation, fork.from)
  for (const op of branch) {
    const seq = head.seq + 1
    const link = linkOf(head.link, { incarnation: device.incarnation, seq, bodyHash: bodyHash(op.body) })
    const again: TillOp = {
      ...op,
      incarnation: device.incarnation,
      seq,
      link,
      durable: 0,
      acceptance: null,
      durableAt: null,
    }
    await till.operations.delete([op.incarnation, op.seq])
    await till.operations.add(again)
    head = { ...head, seq, link }
  }
  await till.write('head', head)
}

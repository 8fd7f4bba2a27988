import * as z from 'zod/mini'
import { toHex } from '#shared/base/bytes.ts'
import type { Json } from '#shared/base/json.ts'
import {
  type Acceptance,
  PROTOCOL,
  PUSH_BYTES_MAX,
  PUSH_OPS_MAX,
  PushAccepted,
  PushRefused,
} from '#shared/sync/protocol.ts'
import { type DeviceState, NO_WORD, type Till, type TillOp } from '../db/till.ts'
import { type PushDesk, type Pushed, TABLET_SCHEMA } from './push-desk.ts'
import { resendFrom, startIncarnation } from './resend.ts'
import { post } from './transport.ts'

/** Sends what waits, oldest incarnation first, in order. Nothing but "durable" from our server takes an op out of the queue. */
export async function pushOnce(desk: PushDesk): Promise<Pushed> {
  const { env, till } = desk
  const { device, halt, ops } = await till.transaction('r', till.operations, till.state, async () => ({
    ...(await till.standing()),
    ops: await nextBatch(till),
  }))
  if (!device) return 'nothing'
  if (halt) return 'other-backend'
  const first = ops[0]
  if (!first) return 'nothing'
  const { incarnation } = first
  const nonce = toHex(env.randomBytes(12))
  const heartbeat = await desk.heartbeat()
  const heard = await post(env, '/sync/push', {
    token: device.token,
    body: {
      protocol: PROTOCOL,
      backend: device.backend,
      epoch: device.epoch,
      device: device.device,
      incarnation,
      schema: TABLET_SCHEMA,
      app: env.app,
      nonce,
      // The head that the heartbeat tells of is the current incarnation's; an earlier one has nothing new to tell.
      heartbeat: incarnation === device.incarnation ? heartbeat : { ...heartbeat, headSeq: 0, headLink: '' },
      ops: ops.map(({ seq, link, body, sidecars }) => ({ seq, link, body, sidecars })),
    },
  })
  switch (heard.is) {
    case 'later':
      return { laterMs: heard.afterMs }
    case 'answer':
      return await settle(desk, { device, incarnation, nonce, ops }, heard)
    default:
      return heard.is
  }
}

type Sent = { device: DeviceState; incarnation: number; nonce: string; ops: readonly TillOp[] }

/** The answer counts only when it is of our content type, valid by schema, and echoes nonce, backend and epoch. */
async function settle(desk: PushDesk, sent: Sent, heard: { status: number; body: Json }): Promise<Pushed> {
  const { till } = desk
  const accepted = heard.status === 200 ? z.safeParse(PushAccepted, heard.body) : undefined
  const refused = heard.status === 409 ? z.safeParse(PushRefused, heard.body) : undefined
  const echo = accepted?.data ?? refused?.data
  if (!echo || echo.nonce !== sent.nonce) return 'stranger'
  if (echo.backend !== sent.device.backend) return await stopHere(till, echo.backend)
  if (accepted?.data && echo.epoch === sent.device.epoch) {
    await markDurable(desk, sent, accepted.data)
    return 'more'
  }
  if (!refused?.data) return 'stranger'
  if ('fork' in refused.data)
    return await startIncarnation(desk, { incarnation: sent.incarnation, from: refused.data.fork })
  return await resendFrom(desk, {
    incarnation: sent.incarnation,
    seq: refused.data.expect,
    epoch: echo.epoch,
  })
}

/** At most 500 ops or 512 KB, of one incarnation, from the first that waits. */
async function nextBatch(till: Till): Promise<TillOp[]> {
  const ops = await till.waiting().limit(PUSH_OPS_MAX).toArray()
  const batch: TillOp[] = []
  let bytes = 0
  for (const op of ops) {
    bytes += op.body.length + 300
    if (batch.length > 0 && (bytes > PUSH_BYTES_MAX || op.incarnation !== ops[0]?.incarnation)) break
    batch.push(op)
  }
  return batch
}

async function markDurable(
  { env, till }: PushDesk,
  sent: Sent,
  answer: z.infer<typeof PushAccepted>,
): Promise<void> {
  const { incarnation } = sent
  const bySeq = new Map(answer.acceptances.map((one: Acceptance) => [one.seq, one.is]))
  await till.transaction('rw!', till.operations, till.state, async () => {
    const now = await till.read('device')
    if (now?.epoch !== answer.epoch || now.device !== sent.device.device) return
    const covered = sent.ops.filter(({ seq }) => seq <= answer.durableSeq)
    for (const { seq } of covered) {
      await till.operations.update([incarnation, seq], {
        durable: 1,
        acceptance: bySeq.get(seq) ?? 'accepted',
        durableAt: answer.at,
      })
    }
    if (incarnation === now.incarnation) {
      const word = (await till.read('word')) ?? NO_WORD
      await till.write('word', {
        durableSeq: Math.max(word.durableSeq, answer.durableSeq),
        coveredSeq: answer.coveredSeq,
      })
    }
    await till.write('anchor', { server: answer.at, wall: env.now() })
  })
}

/** P3: another chain's server answers. Nothing is sent until a pull hears our own again; the queue stays, a person is told. */
async function stopHere(till: Till, backend: string): Promise<Pushed> {
  await till.write('halt', { because: 'other-backend', backend })
  return 'other-backend'
}

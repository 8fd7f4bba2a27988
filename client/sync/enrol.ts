import * as z from 'zod/mini'
import { failure, type Result, success } from '#shared/base/result.ts'
import { bodyHash, linkOf } from '#shared/sync/operation.ts'
import { Enrolled } from '#shared/sync/protocol.ts'
import { type DeviceState, type Head, NEW_HEAD, NO_WORD, type Till } from '../db/till.ts'
import type { TabletEnv } from './env.ts'
import { post } from './transport.ts'

export type EnrolProblem =
  | 'unreachable'
  | 'stranger'
  | 'code-refused'
  | 'later'
  | 'cannot-save'
  | 'other-chain'

/**
 * Exchanges a one-time code for this tablet's identity. What an earlier enrolment at the same chain left here is taken along: linked anew under
 * the new device, ids and bodies unchanged, and offered to the server again, which knows what it has already.
 */
export async function enrol(
  at: { env: TabletEnv; till: Till },
  code: string,
  name?: string,
): Promise<Result<DeviceState, EnrolProblem>> {
  const { env, till } = at
  const heard = await post(env, '/devices/enrol', {
    body: { code: code.trim().toUpperCase(), ...(name ? { name } : {}) },
  })
  if (heard.is === 'later') return failure('later')
  if (heard.is === 'unauthorised' || heard.is === 'refused') return failure('code-refused')
  if (heard.is !== 'answer') return failure(heard.is)
  if (heard.status >= 400) return failure('code-refused')
  const device = z.safeParse(Enrolled, heard.body)
  if (!device.success) return failure('stranger')
  try {
    return await till.transaction('rw!', till.operations, till.state, async () => {
      const before = await till.read('device')
      if (before && before.backend !== device.data.backend) {
        // What waits belongs to the former chain; what is durable there is none of the new one's business.
        if ((await till.waiting().count()) > 0) return failure('other-chain')
        await till.operations.clear()
      }
      await takeAlong(till, device.data)
      return success(device.data)
    })
  } catch {
    return failure('cannot-save')
  }
}

async function takeAlong(till: Till, device: DeviceState): Promise<void> {
  const kept = await till.operations.orderBy('[incarnation+seq]').toArray()
  await till.operations.clear()
  let head: Head = NEW_HEAD
  for (const op of kept) {
    const seq = head.seq + 1
    const link = linkOf(head.link, { incarnation: device.incarnation, seq, bodyHash: bodyHash(op.body) })
    await till.operations.add({
      ...op,
      incarnation: device.incarnation,
      seq,
      link,
      durable: 0,
      acceptance: null,
      durableAt: null,
    })
    head = { ...head, seq, link }
  }
  await till.write('device', device)
  await till.write('head', head)
  await till.write('word', NO_WORD)
  await till.state.bulkDelete(['halt', 'rebirth', 'revoked'])
}

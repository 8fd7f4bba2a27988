import type { Tablet } from '#client/sync/tablet.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import type { WaitGesture } from './gestures.ts'
import { type Problem, problem } from './problems.ts'

const PATIENCE_MS = 60_000
const LOOK_AGAIN_MS = 50

export async function wait(tablet: Tablet, gesture: WaitGesture): Promise<Result<object, Problem>> {
  const { ms = PATIENCE_MS } = gesture
  switch (gesture.for) {
    case undefined:
      await pause(ms)
      return success({})
    case 'drained':
      return await until(ms, () => isDrained(tablet))
    case 'pulled':
      return await until(ms, () => hasPulled(tablet))
  }
}

async function until(ms: number, holds: () => Promise<boolean>): Promise<Result<object, Problem>> {
  const giveUpAt = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() >= giveUpAt) return failure(problem('out-of-patience', `${ms} ms`))
    await pause(LOOK_AGAIN_MS)
  }
  return success({})
}

async function isDrained(tablet: Tablet): Promise<boolean> {
  return tablet.status().waiting === 0 && (await tablet.outbox()).length === 0
}

/** A pull that began now has come to its end. */
async function hasPulled(tablet: Tablet): Promise<boolean> {
  const begunAt = tablet.env.now()
  tablet.sync.pullNow()
  await tablet.sync.idle()
  const { contact, lastContactAt } = tablet.status()
  return contact === 'online' && (lastContactAt ?? 0) >= begunAt
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

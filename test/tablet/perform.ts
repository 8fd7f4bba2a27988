import { unreachable } from '#shared/base/assert.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import type { Gesture } from './gestures.ts'
import type { Headless } from './headless.ts'
import { type Problem, problem } from './problems.ts'

/** What is printed for a gesture. */
export type Answer =
  | ({ readonly ok: true; readonly do: string; readonly ref?: string } & Readonly<Record<string, unknown>>)
  | {
      readonly ok: false
      readonly do?: string
      readonly ref?: string
      readonly error: string
      readonly reason: string
    }

/** Does what a gesture says. Nothing that goes wrong is thrown: it is the answer. */
export async function perform(headless: Headless, gesture: Gesture): Promise<Answer> {
  const named = { do: gesture.do, ...(gesture.ref === undefined ? {} : { ref: gesture.ref }) }
  try {
    const done = await performed(headless, gesture)
    return done.ok ? { ok: true, ...named, ...done.value } : { ...named, ...refused(done.error) }
  } catch (error) {
    return { ...named, ...refused(problem('failed', String(error))) }
  }
}

export function refused({ code, reason }: Problem): Extract<Answer, { ok: false }> {
  return { ok: false, error: code, reason }
}

async function performed(headless: Headless, gesture: Gesture): Promise<Result<object, Problem>> {
  switch (gesture.do) {
    case 'enrol-device': {
      const enrolled = await headless.enrolDevice(gesture.code, gesture.name)
      if (!enrolled.ok) return failure(enrolled.error)
      const { device, store, register, incarnation, letter, chain } = enrolled.value
      return success({ device, store, register, incarnation, letter, chain })
    }
    case 'enrol':
      return await headless.enrol(gesture)
    case 'sale':
      return await headless.sell(gesture)
    case 'return':
      return await headless.bringBack(gesture)
    case 'adjust':
      return await headless.adjust(gesture)
    case 'look up':
      return await headless.lookUp(gesture)
    case 'wait':
      return await headless.wait(gesture)
    case 'online':
      headless.online()
      return success({})
    case 'offline':
      headless.offline()
      return success({})
    case 'crash':
      await headless.crash()
      return success({ waiting: headless.tablet.status().waiting })
    case 'dump':
      return await headless.dump()
    case 'stop':
      headless.close()
      return success({ waiting: headless.tablet.status().waiting })
    default:
      return unreachable(gesture)
  }
}

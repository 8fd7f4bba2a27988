/** The door to the administration: asked by a person, answered now or not at all. Nothing of it is kept on the tablet. */
import * as z from 'zod/mini'
import { isObject, type Json, parseJson } from '#shared/base/json.ts'
import { failure, type Result, success } from '#shared/base/result.ts'
import type { TabletEnv } from './env.ts'

const TIMEOUT_MS = 15_000

export type OfficeProblem =
  /** No network, no server, or somebody else answers. */
  | { readonly is: 'offline' }
  /** The session has ended. */
  | { readonly is: 'signed-out' }
  | { readonly is: 'wait'; readonly seconds: number }
  /** `reason` is the server's word for it. */
  | { readonly is: 'refused'; readonly reason: string }

export type OfficeQuestion<Answer extends z.ZodMiniType> = {
  readonly path: string
  /** Absent: only looks. */
  readonly body?: Json
  readonly token?: string | undefined
  readonly answer: Answer
}

export type AskOffice = <Answer extends z.ZodMiniType>(
  question: OfficeQuestion<Answer>,
) => Promise<Result<z.infer<Answer>, OfficeProblem>>

export function officeDoor(env: Pick<TabletEnv, 'fetch' | 'setTimer' | 'origin'>): AskOffice {
  return async ({ path, body, token, answer }) => {
    const abort = new AbortController()
    const cancel = env.setTimer(() => abort.abort(), TIMEOUT_MS)
    try {
      const response = await env.fetch(env.origin + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: abort.signal,
        cache: 'no-store',
        redirect: 'manual',
      })
      const told = parseJson(await response.text())
      if (!response.ok) return failure(problemIn(response, told))
      const read = z.safeParse(answer, told)
      return read.success ? success(read.data) : failure({ is: 'offline' })
    } catch {
      return failure({ is: 'offline' })
    } finally {
      cancel()
    }
  }
}

const OURS = 'urn:onecounter:problem:'

function problemIn(response: Response, told: Json | undefined): OfficeProblem {
  const type = isObject(told) ? told['type'] : undefined
  if (typeof type !== 'string' || !type.startsWith(OURS)) return { is: 'offline' }
  const name = type.slice(OURS.length)
  if (name === 'not-signed-in') return { is: 'signed-out' }
  if (response.status === 429 || response.status === 503) {
    const seconds = Number(response.headers.get('retry-after') ?? '')
    return { is: 'wait', seconds: seconds > 0 ? seconds : 5 }
  }
  const reason = isObject(told) ? told['reason'] : undefined
  return { is: 'refused', reason: typeof reason === 'string' ? reason : name }
}

import { isObject, type Json, parseJson } from '#shared/base/json.ts'
import type { TabletEnv } from './env.ts'

const TIMEOUT_MS = 30_000
const GZIP_FROM_BYTES = 8192

/** What came of a request. Only `answer` and `lines` are words of our server; everything else leaves the queue as it is. */
export type Heard<Body> =
  | { readonly is: 'answer'; readonly status: number; readonly body: Body }
  /** No network, no server, or it broke off. */
  | { readonly is: 'unreachable' }
  /** Somebody answered who is not our server: a captive portal, a proxy. */
  | { readonly is: 'stranger' }
  | { readonly is: 'later'; readonly afterMs: number }
  | { readonly is: 'unauthorised' }
  /** Our server does not take what this app says: it is of another age. */
  | { readonly is: 'refused' }

/** Posts JSON; the body is what the server said, still to be checked against its schema and its echo. */
export async function post(
  env: TabletEnv,
  path: string,
  request: { body: Json; token?: string },
): Promise<Heard<Json>> {
  return await exchange(env, { ...request, path, read: readAnswer })
}

/** Asks for JSON; the body is what the server said, still to be checked against its schema. */
export async function get(
  env: TabletEnv,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<Heard<Json>> {
  return await exchange(env, { path, headers, read: readAnswer })
}

/** Asks for bytes of a type that nobody else answers with. */
export async function getBytes(
  env: TabletEnv,
  path: string,
  { token, type }: { readonly token: string; readonly type: string },
): Promise<Heard<Uint8Array>> {
  const read = async (response: Response): Promise<Heard<Uint8Array>> => {
    if (response.headers.get('content-type') !== type) return { is: 'stranger' }
    const body = new Uint8Array(await response.arrayBuffer())
    return { is: 'answer', status: response.status, body }
  }
  return await exchange(env, { path, token, read })
}

/** Posts JSON and hands over each line of an NDJSON answer as it comes; stops when `take` says false. */
export async function postForLines(
  env: TabletEnv,
  path: string,
  request: { body: Json; token: string; take: (line: Json) => Promise<boolean> },
): Promise<Heard<null>> {
  const read = async (response: Response): Promise<Heard<null>> => {
    // A stranger's `{}` has no line feed and would pass for an answer of ours that was cut off.
    if (response.status === 200 && !LINES.test(response.headers.get('content-type') ?? ''))
      return { is: 'stranger' }
    for await (const line of linesOf(response)) {
      const value = parseJson(line)
      if (value === undefined) return { is: 'unreachable' }
      if (!(await request.take(value))) break
    }
    return { is: 'answer', status: response.status, body: null }
  }
  return await exchange(env, { ...request, path, read })
}

async function readAnswer(response: Response): Promise<Heard<Json>> {
  const body = parseJson(await response.text())
  return body === undefined ? { is: 'stranger' } : { is: 'answer', status: response.status, body }
}

type Exchange<Body> = {
  readonly path: string
  /** Absent: it is only asked for. */
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string
  readonly read: (response: Response) => Promise<Heard<Body>>
}

async function exchange<Body>(env: TabletEnv, request: Exchange<Body>): Promise<Heard<Body>> {
  const abort = new AbortController()
  const cancel = env.setTimer(() => abort.abort(), TIMEOUT_MS)
  try {
    const text = request.body === undefined ? undefined : JSON.stringify(request.body)
    const packed = env.gzip && text && text.length >= GZIP_FROM_BYTES ? await env.gzip(text) : undefined
    const headers: Record<string, string> = { ...request.headers }
    if (text !== undefined) headers['content-type'] = 'application/json'
    if (request.token !== undefined) headers['authorization'] = `Bearer ${request.token}`
    if (packed) headers['content-encoding'] = 'gzip'
    const response = await env.fetch(env.origin + request.path, {
      method: text === undefined ? 'GET' : 'POST',
      headers,
      ...(text === undefined ? {} : { body: packed ?? text }),
      signal: abort.signal,
      cache: 'no-store',
      redirect: 'manual',
    })
    return (await notOurs(response)) ?? (await request.read(response))
  } catch {
    return { is: 'unreachable' }
  } finally {
    cancel()
  }
}

const LINES = /^application\/x-ndjson\b/
const PROBLEM = /^application\/problem\+json\b/
const OURS = /^application\/(json|x-ndjson|problem\+json|vnd\.onecounter\.segment)\b/

async function notOurs(response: Response): Promise<Heard<never> | undefined> {
  const type = response.headers.get('content-type') ?? ''
  if (response.status === 503 || response.status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? '')
    return {
      is: 'later',
      afterMs: Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 900) * 1000 : 0,
    }
  }
  if (response.status >= 500) return { is: 'unreachable' }
  if (!OURS.test(type)) return { is: 'stranger' }
  if (response.status === 401 || response.status === 403) return { is: 'unauthorised' }
  if (response.status >= 400 && PROBLEM.test(type))
    return (await isOurProblem(response)) ? { is: 'refused' } : { is: 'stranger' }
  return undefined
}

async function isOurProblem(response: Response): Promise<boolean> {
  const problem = parseJson(await response.text())
  const type = isObject(problem) ? problem['type'] : undefined
  return typeof type === 'string' && type.startsWith('urn:onecounter:problem:')
}

/** The lines of a streamed body; a last line without its line feed was cut off and is not a line. */
export async function* linesOf(response: Response): AsyncIterable<string> {
  const reader = response.body?.getReader()
  if (!reader) return
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true })
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') yield line
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

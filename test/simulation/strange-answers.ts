import type { Random } from './random.ts'

export type StrangeKind = 'error-after-commit' | 'server-busy' | 'portal-html' | 'portal-json'
export type StrangeAnswer = {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer>
}

const html = { 'content-type': 'text/html; charset=utf-8' }
const json = { 'content-type': 'application/json' }
const problem = { 'content-type': 'application/problem+json', 'retry-after': '2' }

/** What a till's request meets that is no answer of our server, although some of it says 200. */
const answers: Readonly<Record<StrangeKind, readonly (readonly [number, Record<string, string>, string])[]>> =
  {
    'error-after-commit': [
      [502, html, '<html><h1>502 Bad Gateway</h1></html>'],
      [503, html, '<html><h1>503 Service Temporarily Unavailable</h1></html>'],
      [504, html, '<html><h1>504 Gateway Time-out</h1></html>'],
      [500, json, '{"error":"internal"}'],
    ],
    'server-busy': [
      [
        503,
        problem,
        '{"type":"about:blank","title":"busy","status":503,"detail":"too many devices","next":"try again"}',
      ],
      [503, { ...html, 'retry-after': '1' }, ''],
      [429, problem, '{"type":"about:blank","title":"slow down","status":429}'],
    ],
    'portal-html': [
      [200, html, '<!doctype html><title>Welcome</title><form>Accept the terms to use this network</form>'],
      [200, html, ''],
      [511, html, '<html>Network Authentication Required</html>'],
    ],
    'portal-json': [
      [200, json, '{}'],
      [200, json, '{"status":"ok"}'],
      [200, json, 'null'],
      [200, json, ''],
      [200, { 'content-type': 'application/x-ndjson' }, '{}\n'],
      [204, {}, ''],
    ],
  }

export function strangeAnswer(kind: StrangeKind, random: Random): StrangeAnswer {
  const [status, headers, text] = random.pick(answers[kind])
  return { status, headers: new Headers(headers), body: new TextEncoder().encode(text) }
}

import { expect, it } from 'vitest'
import { Done } from '#shared/office/messages.ts'
import { officeDoor } from '#client/sync/office.ts'

const problem = (
  name: string,
  status: number,
  more: { headers?: HeadersInit; reason?: string } = {},
): Response =>
  new Response(JSON.stringify({ type: `urn:onecounter:problem:${name}`, reason: more.reason }), {
    status,
    ...(more.headers ? { headers: more.headers } : {}),
  })

/** Asks a server that answers so. */
async function asked(answer: () => Response | Promise<Response>) {
  const sent: { readonly url: string; readonly init: RequestInit | undefined }[] = []
  const ask = officeDoor({
    origin: 'https://shop',
    setTimer: () => () => undefined,
    fetch: async (url, init) => {
      sent.push({ url, init })
      return await answer()
    },
  })
  const look = await ask({ path: '/admin/staff', token: 't', answer: Done })
  const change = await ask({ path: '/admin/staff', body: { id: 'x' }, token: 't', answer: Done })
  return { look, change, sent }
}

it('looks with GET, changes with POST, and says whose session it is', async () => {
  const { look, change, sent } = await asked(() => new Response('{"done":true}'))
  expect([look, change]).toEqual([
    { ok: true, value: { done: true } },
    { ok: true, value: { done: true } },
  ])
  expect(sent.map(({ init }) => [init?.method, init?.body])).toEqual([
    ['GET', undefined],
    ['POST', '{"id":"x"}'],
  ])
  expect(new Headers(sent[0]?.init?.headers).get('authorization')).toBe('Bearer t')
})

it.each([
  ['no network', () => Promise.reject(new TypeError('fetch failed')), { is: 'offline' }],
  ['a login page', () => new Response('<html>', { status: 200 }), { is: 'offline' }],
  ['somebody else’s refusal', () => new Response('{}', { status: 403 }), { is: 'offline' }],
  ['an answer of another shape', () => new Response('{"done":"perhaps"}'), { is: 'offline' }],
  ['a session that ended', () => problem('not-signed-in', 401), { is: 'signed-out' }],
  [
    'too many tries',
    () => problem('too-many-sign-ins', 429, { headers: { 'retry-after': '30' } }),
    { is: 'wait', seconds: 30 },
  ],
  ['a refusal', () => problem('not-allowed', 403), { is: 'refused', reason: 'not-allowed' }],
  [
    'a refusal with a reason',
    () => problem('change-refused', 409, { reason: 'id-taken' }),
    { is: 'refused', reason: 'id-taken' },
  ],
] as const)('%s', async (_name, answer, error) => {
  expect((await asked(answer)).look).toEqual({ ok: false, error })
})

import type { Response } from 'express'

/** Every refusal that this server answers with, and what to do about it. */
const PROBLEMS = {
  'not-json': {
    status: 400,
    title: 'The body is not JSON',
    next: 'Send UTF-8 JSON with content-type application/json.',
  },
  'not-understood': {
    status: 400,
    title: 'The body is not what this address takes',
    next: 'Compare it with the schema in shared/sync/protocol.ts.',
  },
  'bad-request': {
    status: 400,
    title: 'The request cannot be read',
    next: 'Check the address and the headers.',
  },
  'not-known': {
    status: 401,
    title: 'The token is not known here',
    next: 'Enrol this tablet with a new code.',
  },
  'channel-not-known': {
    status: 401,
    title: 'The token is not this channel’s',
    next: 'Use the token that was shown when the channel was made.',
  },
  'not-signed-in': {
    status: 401,
    title: 'Nobody is signed in with this token',
    next: 'Sign in again.',
  },
  'sign-in-refused': {
    status: 401,
    title: 'The name or the secret is wrong',
    next: 'Check both; head office can give a new PIN or password.',
  },
  'not-allowed': {
    status: 403,
    title: 'This person may not do this, or not here',
    next: 'Ask somebody whose role it is.',
  },
  'password-must-change': {
    status: 403,
    title: 'This password was for one sign-in',
    next: 'Choose another one first.',
  },
  'code-unknown': {
    status: 403,
    title: 'This code does not exist',
    next: 'Check the letters, or make a new code.',
  },
  'code-used': {
    status: 403,
    title: 'This code was used already',
    next: 'Make a new code: each enrols one tablet.',
  },
  'code-expired': { status: 403, title: 'This code has run out', next: 'Make a new code.' },
  'device-differs': {
    status: 403,
    title: 'The token belongs to another device',
    next: 'Send the device’s own token.',
  },
  'device-revoked': {
    status: 403,
    title: 'This device was revoked',
    next: 'Push what it still holds; enrol it again to sell.',
  },
  'not-found': { status: 404, title: 'Nothing is here', next: 'Check the address.' },
  'member-not-found': {
    status: 404,
    title: 'No such member',
    next: 'Look the member up again; ids are never given twice.',
  },
  'client-not-built': {
    status: 404,
    title: 'The tablet’s page is not built',
    next: 'Run npm start, which builds it.',
  },
  'wrong-method': {
    status: 405,
    title: 'This address does not take this method',
    next: 'See the Allow header.',
  },
  'too-slow': { status: 408, title: 'The request took too long', next: 'Send it again.' },
  'change-refused': {
    status: 409,
    title: 'This change cannot be made',
    next: 'See the reason.',
  },
  'too-large': { status: 413, title: 'The body is too large', next: 'Send less at once.' },
  'address-too-long': { status: 414, title: 'The address is too long', next: 'Send less.' },
  'wrong-type': {
    status: 415,
    title: 'The body’s type or encoding is not taken',
    next: 'Send application/json, plain or gzip.',
  },
  'protocol-not-taken': {
    status: 426,
    title: 'This app speaks another protocol',
    next: 'Update the app, or the server; what the tablet holds is kept.',
  },
  'too-many-tries': { status: 429, title: 'Too many wrong codes', next: 'Wait as long as Retry-After says.' },
  'too-many-sign-ins': {
    status: 429,
    title: 'Too many wrong PINs or passwords',
    next: 'Wait as long as Retry-After says.',
  },
  'headers-too-large': { status: 431, title: 'The headers are too large', next: 'Send fewer headers.' },
  'went-wrong': {
    status: 500,
    title: 'The server made a mistake',
    next: 'Try again; tell the request number to who looks after the server.',
  },
  busy: {
    status: 503,
    title: 'The server has too much to do',
    next: 'Wait as long as Retry-After says; nothing is lost.',
  },
  'storage-failed': {
    status: 503,
    title: 'The server’s storage failed',
    next: 'Nothing was promised. Check the disk, then start the server again.',
  },
  /** Never a 4xx for what is pushed: the device keeps it, and a newer server or a newer app will be understood. */
  'push-not-understood': {
    status: 503,
    title: 'This push cannot be read yet',
    next: 'Keep it and send it again after an update.',
  },
  'not-ready': { status: 503, title: 'This server may not be given work', next: 'See the checks.' },
} as const satisfies Record<string, { status: number; title: string; next: string }>

export type ProblemName = keyof typeof PROBLEMS

export type ProblemMore = {
  readonly detail?: string
  readonly retryAfterSeconds?: number
  readonly allow?: string
  /** Members of the answer beside those of RFC 9457. */
  readonly members?: Readonly<Record<string, unknown>>
}

/** Thrown by a route to answer with a problem. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly problem: ProblemName
  readonly more: ProblemMore

  constructor(problem: ProblemName, more: ProblemMore = {}) {
    super(problem)
    this.problem = problem
    this.more = more
  }
}

/** RFC 9457, with `next`: what to do. */
export function problemBody(
  name: ProblemName,
  { detail, members }: ProblemMore = {},
): Readonly<Record<string, unknown>> {
  const { status, title, next } = PROBLEMS[name]
  return {
    type: `urn:onecounter:problem:${name}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    next,
    ...members,
  }
}

export const statusOf = (name: ProblemName): number => PROBLEMS[name].status

export function sendProblem(response: Response, name: ProblemName, more: ProblemMore = {}): void {
  const status = statusOf(name)
  response.status(status).set('Cache-Control', 'no-store')
  if (status === 401) response.set('WWW-Authenticate', 'Bearer')
  if (status === 426) response.set('Upgrade', 'onecounter-sync/1')
  if (more.allow !== undefined) response.set('Allow', more.allow)
  if (more.retryAfterSeconds !== undefined) response.set('Retry-After', String(more.retryAfterSeconds))
  response.type('application/problem+json').send(JSON.stringify(problemBody(name, more)))
}

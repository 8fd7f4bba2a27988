import type { Random } from './random.ts'
import type { Swarm } from './swarm.ts'

export const networkFaults = [
  'request-lost',
  'response-lost',
  'request-doubled',
  'delayed',
  'body-truncated',
  'error-after-commit',
  'server-busy',
  'portal-html',
  'portal-json',
  'stale-response',
  'offline',
] as const
export type NetworkFault = (typeof networkFaults)[number]

/** Share of requests that meet a fault at full intensity. `offline` is a state of a tablet, which the world switches. */
const rateMax: Readonly<Record<NetworkFault, number>> = {
  'request-lost': 0.15,
  'response-lost': 0.15,
  'request-doubled': 0.15,
  delayed: 0.2,
  'body-truncated': 0.15,
  'error-after-commit': 0.12,
  'server-busy': 0.1,
  'portal-html': 0.06,
  'portal-json': 0.06,
  'stale-response': 0.08,
  offline: 0,
}

/** Where a body ends too early: in this chunk, at this share of it, with an error or as if it were whole. */
export type Truncation = { readonly chunk: number; readonly share: number; readonly isSilent: boolean }

/** All that will happen to one request, drawn when it is made. */
export type Plan = {
  readonly thereMs: number
  readonly backMs: number
  readonly doubledAfterMs: number | undefined
  /** Of a doubled request, whether the second one's answer is the one that comes back. */
  readonly secondAnswers: boolean
  readonly replaced:
    | 'error-after-commit'
    | 'server-busy'
    | 'portal-html'
    | 'portal-json'
    | 'stale-response'
    | undefined
  readonly lost: 'request-lost' | 'response-lost' | undefined
  /** What is lost shows as an error soon, or only when a browser's patience ends. */
  readonly hangs: boolean
  readonly truncation: Truncation | undefined
  readonly pieces: Random
}

const replacements = [
  'portal-html',
  'portal-json',
  'server-busy',
  'stale-response',
  'error-after-commit',
] as const
const losses = ['request-lost', 'response-lost'] as const

export function drawPlan(random: Random, swarm: Swarm<NetworkFault>): Plan {
  const meets = (fault: NetworkFault): boolean => random.chance(rateMax[fault] * swarm[fault])
  const late = (): number =>
    meets('delayed') ? Math.ceil(random.exponential(random.pick([2_000, 20_000, 200_000]))) : 0
  return {
    thereMs: random.between(2, 40) + late(),
    backMs: random.between(2, 40) + late(),
    doubledAfterMs: meets('request-doubled') ? random.pick([0, 3, 200, 30_000]) : undefined,
    secondAnswers: random.chance(0.3),
    replaced: replacements.find(meets),
    lost: losses.find(meets),
    hangs: random.chance(0.5),
    truncation: meets('body-truncated') ? drawTruncation(random) : undefined,
    pieces: random,
  }
}

function drawTruncation(random: Random): Truncation {
  return { chunk: random.pick([0, 0, 0, 1, 2, 5]), share: random.float(), isSilent: random.chance(0.5) }
}

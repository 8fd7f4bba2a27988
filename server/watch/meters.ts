import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { OPERATION_KINDS } from '#shared/sync/operation.ts'
import type { Ledger, Meter, MeterName } from '#server/sync/ledger.ts'
import { figuresOf } from './figures.ts'

const PREFIX = 'onecounter_'
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const COUNTED: Readonly<Record<Exclude<MeterName, 'commit_seconds' | 'operations'>, string>> = {
  duplicates: 'Operations that were known already and were answered again',
  gaps: 'Batches that began too late in their chain',
  forks: 'Batches of another branch than the one that is known',
  conflicts: 'Operations whose id is known with another body',
  parked: 'Operations that were stored and could not be run',
  transactions: 'Writing transactions of the ledger',
  messages: 'Effects applied at other scopes',
  pull_rows: 'Rows sent to devices',
  pokes: 'Hints sent to listening devices',
}

/**
 * What the operator watches. Labels come from closed lists only (kinds of operations, routes of the program, status codes), so
 * that their number is bounded and nothing personal can get into one.
 */
export class Meters {
  readonly #registry = new Registry()
  readonly #counters: ReadonlyMap<string, Counter>
  readonly #operations: Counter
  readonly #commitSeconds: Histogram
  readonly #answers: Histogram
  readonly #streams: Gauge
  #refresh: () => Promise<void> = () => Promise.resolve()

  constructor() {
    const registers = [this.#registry]
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: 20 })
    const counter = (name: string, help: string, labelNames: readonly string[] = []): Counter =>
      new Counter({ name: `${PREFIX}${name}_total`, help, labelNames, registers })
    const histogram = (name: string, help: string, labelNames: readonly string[] = []): Histogram =>
      new Histogram({ name: `${PREFIX}${name}`, help, labelNames, registers, buckets: SECONDS })
    this.#counters = new Map(Object.entries(COUNTED).map(([name, help]) => [name, counter(name, help)]))
    this.#operations = counter('operations', 'Operations stored, by kind', ['kind'])
    this.#commitSeconds = histogram('commit_seconds', 'How long a writing transaction took to reach the disk')
    this.#answers = histogram('answer_seconds', 'From the end of the headers to the end of the answer', [
      'route',
      'status',
    ])
    this.#streams = new Gauge({
      name: `${PREFIX}poke_streams`,
      help: 'Devices that listen for hints',
      registers,
    })
  }

  /** What the ledger calls. */
  readonly count: Meter = (name, amount = 1, label = '') => {
    if (name === 'commit_seconds') this.#commitSeconds.observe(amount)
    else if (name === 'operations') this.#operations.inc({ kind: kindShown(label) }, amount)
    else this.#counters.get(name)?.inc(amount)
  }

  answered(answer: { readonly route: string; readonly status: number }, seconds: number): void {
    this.#answers.observe({ route: answer.route, status: String(answer.status) }, seconds)
  }

  streams(open: number): void {
    this.#streams.set(open)
  }

  /** Figures that are read when somebody asks. */
  watch(ledger: Ledger): void {
    const { figures, help } = figuresOf(ledger)
    const gauges = Object.entries(help).map(([name, text]) => {
      return [name, new Gauge({ name: `${PREFIX}${name}`, help: text, registers: [this.#registry] })] as const
    })
    this.#refresh = async () => {
      const read: Readonly<Record<string, number>> = await figures()
      for (const [name, gauge] of gauges) gauge.set(read[name] ?? Number.NaN)
    }
  }

  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE

  async text(): Promise<string> {
    await this.#refresh()
    return await this.#registry.metrics()
  }
}

const KINDS: ReadonlySet<string> = new Set(OPERATION_KINDS)
const kindShown = (label: string): string => (KINDS.has(label) ? label : label === '' ? 'any' : 'other')

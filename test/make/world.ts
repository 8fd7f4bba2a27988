import type { Id } from '#shared/base/id.ts'
import type { Json } from '#shared/base/json.ts'
import type { Thread } from '#shared/domain/timeline.ts'
import { apply } from '#shared/sync/apply.ts'
import {
  type Change,
  type Message,
  put,
  type TableName,
  type Tables,
  type View,
} from '#shared/sync/change.ts'
import { deliver } from '#shared/sync/deliver.ts'
import type { Given } from '#shared/sync/given.ts'
import { secretsToHash } from '#shared/sync/home/allocate.ts'
import { isReplicated, type Scope, scopeKind, storeScope, toScope } from '#shared/sync/scope.ts'
import { threadRange } from '#shared/sync/target/member.ts'
import { morningMs } from './ids.ts'
import { fewBuckets } from './ledger.ts'
import { hashedQuickly } from './proofs.ts'
import { type Made, operationOf } from './operations.ts'
import type { PlainRow } from './settled.ts'

/** Picks which of the messages on their way arrives next. */
export type Mail = (waiting: number) => number

const firstCome: Mail = () => 0

/** All scopes of a chain in memory, run by the rules alone; messages arrive in whatever order the test wants. */
export class World implements View {
  readonly #rows = new Map<string, Change>()
  readonly #onTheWay: Message[] = []
  #receivedAt = morningMs
  #seq = 0

  /** A row that nobody's operation makes: a place, the chain's terms. */
  with(change: Change): this {
    this.#change([change])
    return this
  }

  /** From now on the server's clock shows this. */
  at(receivedAt: number): this {
    this.#receivedAt = receivedAt
    return this
  }

  /** Applies an operation at its home; what it sends stays on its way. */
  take(made: Made): this {
    return this.#run(this.given(made))
  }

  /** What one tablet sends at once is received at once, in the order of its chain. */
  takeAtOnce(...chain: readonly Made[]): this {
    const receivedAt = this.#receivedAt++
    chain.forEach((made, n) => this.#run({ ...this.given(made), receivedAt, seq: n + 1 }))
    return this
  }

  #run(given: Given): this {
    const { changes, messages } = apply(given, this)
    this.#change(changes)
    this.#onTheWay.push(...messages)
    return this
  }

  /** Rows that no operation of a test makes: staff, terms. */
  put<Table extends TableName>(
    scope: string,
    table: Table,
    ...rows: readonly (readonly [key: string, value: Tables[Table]])[]
  ): this {
    this.#change(rows.map((row) => put(toScope(scope), table, row)))
    return this
  }

  /** A row that no operation of the test makes. */
  hold(change: Change): this {
    this.#change([change])
    return this
  }

  /** Delivers everything that is on its way, and what comes of it. */
  deliver(mail: Mail = firstCome): this {
    while (this.#onTheWay.length > 0) {
      const [message] = this.#onTheWay.splice(mail(this.#onTheWay.length), 1)
      if (!message) throw new Error('the mail has no such letter')
      const context = {
        buckets: fewBuckets,
        threads: (scope: Scope, member: Id) => this.#threads(scope, member),
      }
      const { changes, messages } = deliver(message, this, context)
      this.#change(changes)
      this.#onTheWay.push(...messages)
    }
    return this
  }

  given({ body, sidecars }: Made): Given {
    const operation = operationOf({ body })
    const secrets = secretsToHash({ operation, sidecars })
    const proofs = new Map([...secrets].map(([key, all]) => [key, hashedQuickly(all)]))
    const place = operation.channel === undefined ? { seq: ++this.#seq } : {}
    const receivedAt = this.#receivedAt++
    return { operation, sidecars, receivedAt, ...place, buckets: fewBuckets, utcOffsetMinutes: 480, proofs }
  }

  get<Table extends TableName>(scope: Scope, table: Table, key: string): Tables[Table] | null {
    return (this.#rows.get(`${scope}\n${table}\n${key}`)?.value ?? null) as Tables[Table] | null
  }

  /** Live rows of a table over all scopes. */
  list<Table extends TableName>(table: Table): Tables[Table][] {
    return this.rows().flatMap((row) => (row.table === table ? [row.value as unknown as Tables[Table]] : []))
  }

  rows(): PlainRow[] {
    return [...this.#rows.values()].flatMap(({ scope, table, key, value }) =>
      value === null ? [] : [{ scope, table, key, value: JSON.parse(JSON.stringify(value)) as Json }],
    )
  }

  /** What the tablets of a store hold of it. */
  onTabletOf(store: string): View {
    return {
      get: (scope, table, key) => {
        const isHere = isReplicated(scope) && (scopeKind(scope) !== 'store' || scope === storeScope(store))
        return isHere ? this.get(scope, table, key) : undefined
      },
    }
  }

  #change(changes: readonly Change[]): void {
    for (const change of changes) this.#rows.set(`${change.scope}\n${change.table}\n${change.key}`, change)
  }

  #threads(scope: Scope, member: Id): Thread[] {
    const [from, to] = threadRange(member)
    return [...this.#rows.values()].flatMap((row) =>
      row.table === 'thread' && row.scope === scope && row.key >= from && row.key < to && row.value
        ? [row.value]
        : [],
    )
  }
}

import type { Change, RowKey, TableName, Tables } from '#shared/sync/change.ts'
import { parseJson } from '#shared/base/json.ts'
import { type OwnMove, ownMoves } from '#shared/domain/shelf.ts'
import type { Movement } from '#shared/domain/stock.ts'
import type { Given } from '#shared/sync/given.ts'
import type { lay } from '#shared/sync/lay.ts'
import { readOperation } from '#shared/sync/operation.ts'
import { isReplicated, scopeKind, type Scope, storeScope } from '#shared/sync/scope.ts'
import type { Shelf } from '../db/shelf.ts'
import type { DeviceState, TillOp } from '../db/till.ts'
import type { TabletEnv } from './env.ts'

/** `names` are the rows that the operation reads or writes. */
type Laid = {
  readonly op: TillOp
  readonly given: Given
  readonly names: Set<string>
  /** What it moves in this store, by article. */
  moves: ReadonlyMap<string, readonly OwnMove[]>
}

type Layer = { readonly changes: ReadonlyMap<string, Change>; readonly missing: ReadonlySet<string> }

const STAGES_MAX = 8

const nameOf = ({ scope, table, key }: RowKey): string => `${scope}\n${table}\n${key}`

/**
 * This tablet's own operations over the server's rows: a pure function of the till's operations that the rows do not contain
 * yet, held in memory and rebuilt at boot. On a page only the operations whose rows are in it are laid again.
 */
export class Overlay {
  readonly #shelf: Shelf
  readonly #rules: TabletEnv['rules']
  #rule: typeof lay | undefined
  readonly #chain: Pick<Given, 'buckets' | 'utcOffsetMinutes' | 'device'>
  readonly #store: Scope
  readonly #laid = new Map<number, Laid>()
  /** Row name → the operations that read or write it. */
  readonly #touching = new Map<string, Set<number>>()
  /** Server rows that a laid operation reads. */
  readonly #below = new Map<string, unknown>()
  readonly #above = new Map<string, Change>()
  /** Article → the operations that move it. */
  readonly #moving = new Map<string, Set<number>>()

  constructor(
    { shelf, rules }: { readonly shelf: Shelf; readonly rules: TabletEnv['rules'] },
    device: Pick<DeviceState, 'buckets' | 'chain' | 'device' | 'store'>,
  ) {
    this.#shelf = shelf
    this.#rules = rules
    const { buckets, chain } = device
    this.#chain = { buckets, utcOffsetMinutes: chain.utcOffsetMinutes, device: device.device }
    this.#store = storeScope(device.store.id)
  }

  /** What is laid. */
  get seqs(): number[] {
    return [...this.#laid.keys()]
  }

  changeOf(name: string): Change | undefined {
    return this.#above.get(name)
  }

  changesOfTable(table: TableName): Change[] {
    return [...this.#above.values()].filter((change) => change.table === table)
  }

  /** What this tablet's operations that the rows may not contain move of an article, in the order of its chain. */
  movesOf(sku: string): OwnMove[] {
    const seqs = [...(this.#moving.get(sku) ?? [])].sort((a, b) => a - b)
    return seqs.flatMap((seq) => this.#laid.get(seq)?.moves.get(sku) ?? [])
  }

  clear(): void {
    this.#laid.clear()
    this.#touching.clear()
    this.#below.clear()
    this.#above.clear()
    this.#moving.clear()
  }

  /** Lays operations in the order of their seq. One that cannot be read or laid is left out: it is safe in the till. */
  async add(ops: readonly TillOp[]): Promise<string[]> {
    // Before anything is remembered as laid: what could not be loaded now is laid the next time.
    this.#rule ??= await this.#rules()
    const fresh: number[] = []
    for (const op of ops) {
      const reading = readOperation(parseJson(op.body))
      if (this.#laid.has(op.seq) || reading.is !== 'operation') continue
      const { operation } = reading
      const { sidecars, committedAt: receivedAt, seq } = op
      const given = { operation, sidecars, receivedAt, seq, ...this.#chain }
      this.#laid.set(op.seq, { op, given, names: new Set(), moves: new Map() })
      fresh.push(op.seq)
    }
    return await this.#lay(fresh, new Set())
  }

  /** The rows changed on the server: what was laid over them is laid again. Answers the names that may look different. */
  async refresh(names: readonly string[] | 'all'): Promise<string[]> {
    const touched =
      names === 'all' ? [...this.#below.keys()] : names.filter((name) => this.#touching.has(name))
    if (touched.length === 0) return []
    await this.#read(touched)
    return await this.#again(touched)
  }

  /** Y8: what the rows contain is laid no longer. */
  async dropUpTo(visibleSeq: number): Promise<string[]> {
    const gone = [...this.#laid.values()].filter(({ op }) => op.seq <= visibleSeq)
    const names = new Set<string>()
    for (const laid of gone) {
      const { op, names: touched } = laid
      this.#laid.delete(op.seq)
      this.#move(laid, [])
      for (const name of touched) {
        names.add(name)
        this.#touching.get(name)?.delete(op.seq)
      }
    }
    const changed = await this.#again([...names])
    for (const name of names) {
      if (this.#touching.get(name)?.size !== 0) continue
      this.#touching.delete(name)
      this.#below.delete(name)
    }
    return changed
  }

  /** Lays again every operation that shares a row, directly or through others, with these. */
  async #again(names: readonly string[]): Promise<string[]> {
    const rows = new Set(names)
    const seqs = new Set<number>()
    const queue = [...names]
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      for (const seq of this.#touching.get(name) ?? []) {
        if (seqs.has(seq)) continue
        seqs.add(seq)
        for (const other of this.#laid.get(seq)?.names ?? []) {
          if (rows.has(other)) continue
          rows.add(other)
          queue.push(other)
        }
      }
    }
    return [...rows, ...(await this.#lay([...seqs], rows))]
  }

  /**
   * Lays operations anew, in order, in place of what stood in the cleared rows. What they read is found out by laying them: a
   * return names its receipt, the receipt its member. Until everything is read, the screens see what was laid before.
   */
  async #lay(seqs: readonly number[], cleared: ReadonlySet<string>): Promise<string[]> {
    const all = [...seqs].sort((a, b) => a - b).flatMap((seq) => this.#laid.get(seq) ?? [])
    const rule = this.#rule
    if (rule === undefined) return []
    let layer = this.#tried(rule, all, cleared)
    for (let stage = 1; layer.missing.size > 0 && stage < STAGES_MAX; stage++) {
      await this.#read([...layer.missing])
      layer = this.#tried(rule, all, cleared)
    }
    for (const name of cleared) this.#above.delete(name)
    for (const [name, change] of layer.changes) this.#above.set(name, change)
    return [...layer.changes.keys()]
  }

  #tried(rule: typeof lay, all: readonly Laid[], cleared: ReadonlySet<string>): Layer {
    const changes = new Map<string, Change>()
    const missing = new Set<string>()
    for (const laid of all) {
      const reads = new Set<string>()
      const get = <Table extends TableName>(scope: Scope, table: Table, key: string) => {
        const name = nameOf({ scope, table, key })
        reads.add(name)
        const above = changes.get(name) ?? (cleared.has(name) ? undefined : this.#above.get(name))
        // Trusted: rows of a table hold what the server or `lay` put there.
        if (above) return above.value as Tables[Table] | null
        if (this.#below.has(name)) return this.#below.get(name) as Tables[Table] | null
        if (!this.#isHere(scope)) return undefined
        missing.add(name)
        return null
      }
      const moved: Movement[] = []
      const own = attempt(() => rule(laid.given, { get }, (movement) => moved.push(movement)))
      this.#move(laid, moved)
      for (const change of own) changes.set(nameOf(change), change)
      this.#touch(laid, [...reads, ...own.map(nameOf)])
    }
    return { changes, missing }
  }

  /** In place of what it was thought to move before. */
  #move(laid: Laid, movements: readonly Movement[]): void {
    const { seq } = laid.op
    for (const sku of laid.moves.keys()) this.#moving.get(sku)?.delete(seq)
    laid.moves = ownMoves(seq, movements)
    for (const sku of laid.moves.keys()) this.#moving.set(sku, (this.#moving.get(sku) ?? new Set()).add(seq))
  }

  #touch(laid: Laid, names: readonly string[]): void {
    for (const name of names) {
      laid.names.add(name)
      this.#touching.set(name, (this.#touching.get(name) ?? new Set()).add(laid.op.seq))
    }
  }

  async #read(names: readonly string[]): Promise<void> {
    const found = await this.#shelf.valuesAt(
      names.map((name): [string, string, string] => {
        const [scope = '', table = '', key = ''] = name.split('\n')
        return [scope, table, key]
      }),
    )
    names.forEach((name, i) => {
      const value = found[i]
      this.#below.set(name, value === undefined ? null : parseJson(value))
    })
  }

  #isHere(scope: Scope): boolean {
    return isReplicated(scope) && (scopeKind(scope) !== 'store' || scope === this.#store)
  }
}

/** A bug in a rule must not keep the others from being shown; the operation itself is safe in the till. */
function attempt(rule: () => Change[]): Change[] {
  try {
    return rule()
  } catch {
    return []
  }
}

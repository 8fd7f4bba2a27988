import type { RowAddress } from '#server/tables/replica-row.ts'

/** Values by row address: three lookups of names that exist already, instead of one of a name glued together each time. */
export class RowMap<Value> {
  readonly #scopes = new Map<string, Map<string, Map<string, Value>>>()

  get({ scope, table, key }: RowAddress): Value | undefined {
    return this.#scopes.get(scope)?.get(table)?.get(key)
  }

  set({ scope, table, key }: RowAddress, value: Value): void {
    let tables = this.#scopes.get(scope)
    if (!tables) this.#scopes.set(scope, (tables = new Map<string, Map<string, Value>>()))
    const rows = tables.get(table)
    if (rows) rows.set(key, value)
    else tables.set(table, new Map([[key, value]]))
  }

  delete({ scope, table, key }: RowAddress): void {
    this.#scopes.get(scope)?.get(table)?.delete(key)
  }

  /** Of one table of a scope, by key. */
  rowsOf({ scope, table }: Pick<RowAddress, 'scope' | 'table'>): ReadonlyMap<string, Value> {
    return this.#scopes.get(scope)?.get(table) ?? new Map()
  }

  values(): Value[] {
    const all: Value[] = []
    for (const tables of this.#scopes.values()) {
      for (const rows of tables.values()) all.push(...rows.values())
    }
    return all
  }
}

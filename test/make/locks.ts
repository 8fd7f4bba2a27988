type Holder = { readonly begin: () => void }

/** Web Locks for the tabs of one test: exclusive, first come first served, given up when asked to. */
export class Locks {
  readonly #lines = new Map<string, Holder[]>()

  readonly request: LockManager['request'] = async (name: string, ...rest: unknown[]): Promise<unknown> => {
    const run = rest.at(-1) as (lock: null) => unknown
    const { signal } = (rest.length > 1 ? rest[0] : {}) as { signal?: AbortSignal }
    const line = this.#lines.get(name) ?? []
    this.#lines.set(name, line)
    await new Promise<void>((begin, fail) => {
      const holder = { begin }
      line.push(holder)
      if (line.length === 1) begin()
      signal?.addEventListener('abort', () => {
        if (line[0] === holder) return
        line.splice(line.indexOf(holder), 1)
        fail(new DOMException('the wait was given up', 'AbortError'))
      })
    })
    try {
      return await run(null)
    } finally {
      line.shift()
      line[0]?.begin()
    }
  }
}

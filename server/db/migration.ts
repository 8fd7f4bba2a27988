import type { Dialect } from './query.ts'

/** `id` is for ever: it is what a database remembers. Statements run one by one, all in one transaction. */
export type Migration = { readonly id: string } & Readonly<Record<Dialect, readonly string[]>>

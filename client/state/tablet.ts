/** What the counter's state uses of the tablet. Taken from the facade itself, so that tests can bring a smaller one. */
import type { Directory, Found } from '#client/directory/directory.ts'
import type { Intent } from '#client/sync/intent.ts'
import type { Histories } from '#client/sync/histories.ts'
import type { Tablet } from '#client/sync/tablet.ts'

export type { KeptHistory } from '#client/db/cache.ts'

export type CounterTablet = Pick<
  Tablet,
  'device' | 'enrol' | 'commit' | 'receipt' | 'visitor' | 'outbox' | 'status' | 'onChange' | 'local'
> & {
  readonly rows: Pick<Tablet['rows'], 'get' | 'list'>
  readonly directory: Pick<Directory, 'findByCredential' | 'findByName'>
  readonly histories: Pick<Histories, 'kept' | 'fetch'>
}

export type SaleIntent = Extract<Intent, { kind: 'sale.complete' }>
export type ReturnIntent = Extract<Intent, { kind: 'return.complete' }>
export type EnrolIntent = Extract<Intent, { kind: 'member.enrol' }>

export type Member = Found
export type WaitingOperation = Awaited<ReturnType<Tablet['outbox']>>[number]
export type EnrolProblem = Extract<Awaited<ReturnType<Tablet['enrol']>>, { ok: false }>['error']

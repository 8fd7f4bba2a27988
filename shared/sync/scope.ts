import type { Id } from '../base/id.ts'

/**
 * A scope is the unit of order, replication and sharding. The list is frozen (SPEC.md, Scopes); how many buckets a chain
 * has is fixed when its database is made.
 */
export type Scope = string & { readonly __scope: true }

export type ScopeKind =
  | 'store'
  | 'device'
  | 'catalog'
  | 'directory'
  | 'receipts'
  | 'member'
  | 'credential'
  | 'channel'

/** Scopes of these kinds travel to tablets; the others stay on the server. */
const REPLICATED: readonly ScopeKind[] = ['store', 'device', 'catalog', 'directory', 'receipts']
/**
 * A change in these is told at once; the directory is polled. Of the receipts, which every tablet of the chain has, only what changes
 * what can be given back: a sale wakes the tablets of its own store.
 */
export const POKED: readonly ScopeKind[] = ['store', 'device', 'catalog', 'receipts']

export type Buckets = {
  readonly directory: number
  readonly receipts: number
  readonly member: number
  readonly credential: number
}

export const DEFAULT_BUCKETS: Buckets = { directory: 8, receipts: 8, member: 64, credential: 64 }

const scope = (text: string): Scope => text as Scope

export const CATALOG = scope('catalog')
export const storeScope = (store: string): Scope => scope(`store:${store}`)
export const deviceScope = (device: string): Scope => scope(`device:${device}`)
export const channelScope = (channel: string): Scope => scope(`channel:${channel}`)
export const directoryScope = (member: Id, buckets: Buckets): Scope =>
  scope(`directory:${bucketOf(member, buckets.directory)}`)
export const receiptsScope = (ref: Id, buckets: Buckets): Scope =>
  scope(`receipts:${bucketOf(ref, buckets.receipts)}`)
export const memberScope = (member: Id, buckets: Buckets): Scope =>
  scope(`member:${bucketOf(member, buckets.member)}`)
export const credentialScope = (key: string, buckets: Buckets): Scope =>
  scope(`credential:${bucketOf(key, buckets.credential)}`)

export function scopeKind(of: string): ScopeKind {
  const colon = of.indexOf(':')
  return (colon < 0 ? of : of.slice(0, colon)) as ScopeKind
}

/** A scope name that arrived from outside or from a table. */
export const toScope = scope

export const isReplicated = (of: string): boolean => REPLICATED.includes(scopeKind(of))

/** The scopes that a device of this store replicates, in the order in which it wants them: the shop first. */
export function scopesOfDevice(device: string, store: string, buckets: Buckets): Scope[] {
  return [
    storeScope(store),
    deviceScope(device),
    CATALOG,
    ...range(buckets.directory).map((bucket) => scope(`directory:${bucket}`)),
    ...receiptsScopes(buckets),
  ]
}

/** What a device hears of at once. */
export const pokedScopesOf = (device: string, store: string, buckets: Buckets): Scope[] =>
  scopesOfDevice(device, store, buckets).filter((one) => POKED.includes(scopeKind(one)))

export const receiptsScopes = (buckets: Pick<Buckets, 'receipts'>): Scope[] =>
  range(buckets.receipts).map((bucket) => scope(`receipts:${bucket}`))

/** FNV-1a (32 bits) of the last 16 characters, which are random in every kind of id, modulo the number of buckets. */
function bucketOf(key: string, buckets: number): number {
  let hash = 0x811c9dc5
  for (let i = Math.max(0, key.length - 16); i < key.length; i++) {
    hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  }
  return (hash >>> 0) % buckets
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

import type { Id } from '#shared/base/id.ts'
import { type Credential, type CredentialKind, normalised } from '#shared/domain/credential.ts'
import type { DirectoryEntry } from '#shared/domain/member.ts'
import type { Tables } from '#shared/sync/change.ts'
import { tailWord } from '../db/find-words.ts'
import { initialsOf, isBopomofo, pinyinOf } from './bopomofo.ts'

/** Somebody the chain knows, as this tablet holds them. */
export type Found = { readonly id: Id; readonly name: string; readonly credentials: readonly Credential[] }

/** How much of the directory is on this tablet, and how old it is (Unix ms; null before the first fetch). */
export type Coverage = { readonly members: number; readonly asOf: number | null; readonly complete: boolean }

/**
 * The member directory. One interface from the first day: the packed segments that hold a million members will stand
 * behind it; this slice keeps plain rows.
 */
export interface Directory {
  findByCredential(kind: CredentialKind, value: string): Promise<Found | undefined>
  findByPhone(phone: string): Promise<Found | undefined>
  /**
   * At most `limit` members by what was typed of a name or a number: characters (陳怡, 怡君), pinyin (chenyijun, cyj, yijun),
   * bopomofo (ㄔㄣˊㄧˊ), or the last three to eight digits of a phone.
   */
  findByName(text: string, limit?: number): Promise<Found[]>
  /** Follows redirects: whoever the member has become. */
  byId(id: Id): Promise<Found | undefined>
  coverage(): Promise<Coverage>
}

/** What the plain directory needs of the replica. */
export type DirectoryRows = {
  readonly get: (table: 'member', key: string) => Promise<Tables['member'] | undefined>
  readonly find: (table: 'member', word: string, limit?: number) => Promise<Tables['member'][]>
  /** How many rows each bucket of the directory holds here. */
  readonly counts: () => Promise<readonly number[]>
  /** Unix ms when all of it was last up to date; undefined while some of it is still to come. */
  readonly wholeAt: () => Promise<number | undefined>
}

/** A redirect points to an earlier member, so a chain ends; this bounds what a broken row could cost. */
const REDIRECTS_MAX = 16

export class PlainDirectory implements Directory {
  readonly #rows: DirectoryRows
  readonly #buckets: number

  constructor(rows: DirectoryRows, buckets: number) {
    this.#rows = rows
    this.#buckets = buckets
  }

  async findByCredential(kind: CredentialKind, value: string): Promise<Found | undefined> {
    const one = normalised({ kind, value })
    const entries = await this.#rows.find('member', `${one.kind}:${one.value}`)
    const found = await Promise.all(entries.map((entry) => this.#follow(entry)))
    return found.find((member) => member !== undefined)
  }

  findByPhone(phone: string): Promise<Found | undefined> {
    return this.findByCredential('phone', phone)
  }

  async findByName(text: string, limit = 20): Promise<Found[]> {
    const found = new Map<Id, Found>()
    for (const word of wordsTyped(text)) {
      if (found.size >= limit) break
      for (const entry of await this.#rows.find('member', word, limit))
        if ('name' in entry) found.set(entry.id, entry)
    }
    return [...found.values()].slice(0, limit)
  }

  async byId(id: Id): Promise<Found | undefined> {
    return await this.#follow(await this.#rows.get('member', id))
  }

  async coverage(): Promise<Coverage> {
    const counts = await this.#rows.counts()
    const wholeAt = await this.#rows.wholeAt()
    return {
      members: counts.reduce((sum, count) => sum + count, 0),
      asOf: wholeAt ?? null,
      complete: wholeAt !== undefined && counts.length === this.#buckets,
    }
  }

  async #follow(entry: DirectoryEntry | undefined): Promise<Found | undefined> {
    let next = entry
    for (let hops = 0; hops < REDIRECTS_MAX && next; hops++) {
      if ('name' in next) return next
      next = await this.#rows.get('member', next.redirect)
    }
    return undefined
  }
}

/** What was typed may be meant in more than one way; the likeliest first. */
function wordsTyped(typed: string): string[] {
  const text = typed.normalize('NFKC').trim().toLowerCase()
  if (text === '') return []
  if (/^\d{3,8}$/.test(text)) return [tailWord(text), `name:${text}`]
  if (isBopomofo(text)) return [pinyinOf(text) ?? initialsOf(text)].map((sound) => `sound:${sound}`)
  if (!/^[a-zü:' -]+$/.test(text)) return [`name:${text}`]
  return [`name:${text}`, `sound:${text.replaceAll(/u:|ü/g, 'v').replaceAll(/[' -]/g, '')}`]
}

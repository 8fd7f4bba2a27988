/** What the counter's state needs of the tablet. The sync core's facade has this shape; tests bring a smaller one. */
import type { Id } from '#shared/base/id.ts'
import type { Result } from '#shared/base/result.ts'
import type { CredentialKind, Credential } from '#shared/domain/credential.ts'
import type { NewLine } from '#shared/domain/line.ts'
import type { Money } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import type { NewTender } from '#shared/domain/tender.ts'
import type { Visitor } from '#shared/domain/timeline.ts'
import type { TableName, Tables } from '#shared/sync/change.ts'

export type DeviceState = {
  readonly name: string
  readonly letter: string
  readonly store: { readonly id: string; readonly name: string }
  readonly register: { readonly id: string; readonly name: string }
  readonly chain: { readonly name: string; readonly memberCards?: readonly string[] }
}

export type SaleIntent = {
  readonly kind: 'sale.complete'
  readonly staff: string
  readonly member?: { readonly id: Id } | { readonly claimed: Credential }
  readonly lines: readonly NewLine[]
  readonly tenders: readonly NewTender[]
}
export type ReturnIntent = {
  readonly kind: 'return.complete'
  readonly staff: string
  readonly lines: readonly (NewLine & { readonly of?: { readonly ref: Id; readonly line: number } })[]
  readonly reason: string
  readonly tenders: readonly NewTender[]
}
export type EnrolIntent = {
  readonly kind: 'member.enrol'
  readonly staff: string
  readonly name: string
  readonly phone?: string
  readonly card?: string
  readonly consent: true
}
export type Intent = SaleIntent | ReturnIntent | EnrolIntent

export type Committed = {
  readonly op: Id
  readonly receiptNumber?: string
  readonly receiptCode?: string
  readonly total: Money
  readonly change: Money
}
export type Refusal = { readonly reason: string }
export type EnrolProblem = { readonly reason: string }

export type OutboxEntry = {
  readonly id: string
  readonly kind: string
  readonly seq: number
  readonly at: number
  readonly amount?: number
  readonly receiptNumber?: string
}

export type SyncStatus = {
  readonly waiting: number
  readonly line: 'online' | 'offline' | 'portal'
  /** Unix ms. */
  readonly offlineSince?: number
  readonly canSave: boolean
}

export type FoundMember = { readonly id: Id; readonly name: string; readonly credentials: readonly Credential[] }

export interface Tablet {
  readonly device: DeviceState | undefined
  enrol(code: string): Promise<Result<DeviceState, EnrolProblem>>
  commit(intent: Intent): Promise<Result<Committed, Refusal>>
  readonly rows: {
    get<Name extends TableName>(table: Name, key: string): Promise<Tables[Name] | null | undefined>
    list<Name extends TableName>(table: Name): Promise<readonly Tables[Name][]>
  }
  readonly directory: {
    findByCredential(kind: CredentialKind, value: string): Promise<FoundMember | undefined>
    findByPhone(phone: string): Promise<readonly FoundMember[]>
    findByName(text: string, countMax: number): Promise<readonly FoundMember[]>
  }
  receipt(ref: string): Promise<Receipt | undefined>
  visitor(member: Id): Promise<Visitor | undefined>
  outbox(): Promise<readonly OutboxEntry[]>
  status(): SyncStatus
  onChange(listener: () => void): () => void
  /** Small facts of this tablet alone, in the till's database. */
  readonly local: {
    get(key: string): Promise<unknown>
    set(key: string, value: unknown): Promise<void>
  }
}

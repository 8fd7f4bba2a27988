// Members as a table. Who is new is enrolled by an operation of the channel `import`, with the personal data beside it, as everybody is; who is
// there already stays as they are: members are changed at the counter, where they can be asked.

import type { Id } from '#shared/base/id.ts'
import { calendarDate } from '#shared/base/time.ts'
import { type Credential, type CredentialKind, normalised } from '#shared/domain/credential.ts'
import type { DirectoryEntry, Profile } from '#shared/domain/member.ts'
import { PUSH_OPS_MAX } from '#shared/sync/protocol.ts'
import { channelOperation, recordFromChannel } from '#server/sync/channel-door.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'
import { cardCell, type Cell, type CellProblem, phoneCell, textCell } from './cells.ts'
import { enrolment } from './enrolment.ts'
import { ImportFailure } from './failure.ts'
import type { Outcome, TableImport } from './outcome.ts'
import { type Cells, readTable, type RowTrouble, tableText } from './table.ts'

const COLUMNS = ['card', 'name', 'phone', 'account'] as const
type Column = (typeof COLUMNS)[number]
const KINDS = ['card', 'phone', 'account'] as const satisfies readonly CredentialKind[]

const CHANNEL = 'import'

type Member = Extract<DirectoryEntry, { readonly name: string }>

async function readMembers({ db }: Pick<Ledger, 'db'>): Promise<Member[]> {
  const rows = await db.read(() => rowsOfTable('member', 'directory:'))
  // Trusted: the rows of a table hold what the rules put there.
  const entries = rows.map(({ value }) => JSON.parse(value) as DirectoryEntry)
  return entries.filter((entry): entry is Member => 'name' in entry)
}

export async function exportMembers(ledger: Pick<Ledger, 'db'>): Promise<{ text: string; rows: number }> {
  const members = await readMembers(ledger)
  const rows = members.map((member) => [
    valuesOf(member, 'card'),
    member.name,
    valuesOf(member, 'phone').replaceAll('+8869', '09'),
    valuesOf(member, 'account'),
  ])
  rows.sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0))
  return { text: tableText(COLUMNS, rows), rows: rows.length }
}

/** Whoever has become one of two has two cards: both, with a blank between. */
const valuesOf = ({ credentials }: Member, kind: CredentialKind): string =>
  credentials
    .filter((one) => one.kind === kind)
    .map(({ value }) => value)
    .join(' ')

export async function importMembers(ledger: Ledger, { file, dryRun }: TableImport): Promise<Outcome> {
  const table = await readTable<Column>(file, { all: COLUMNS, needed: ['name'] })
  const desk = new EnrolmentDesk(await readMembers(ledger), ledger.settings.cardPattern)
  for (const row of table.rows) desk.take(row)
  if (!dryRun) await enrolAll(ledger, desk.fresh)
  const troubles = [...table.troubles, ...desk.troubles].toSorted((a, b) => a.line - b.line)
  return { added: desk.fresh.length, changed: 0, unchanged: desk.unchanged, troubles }
}

async function enrolAll(ledger: Ledger, profiles: readonly Profile[]): Promise<void> {
  const at = ledger.now()
  const { receiptKey, utcOffsetMinutes } = ledger.settings
  const businessDate = calendarDate(at, utcOffsetMinutes)
  const items = profiles.map((profile) => {
    const externalId = `member-${profile.card ?? profile.phone ?? profile.account ?? ''}`
    const { args, sidecar } = enrolment(profile, { name: externalId, receiptKey })
    const item = { kind: 'member.enrol' as const, externalId, businessDate, at, args }
    return { ...item, sidecars: [{ ...sidecar, subject: channelOperation(CHANNEL, item).id }] }
  })
  for (let from = 0; from < items.length; from += PUSH_OPS_MAX) {
    const { acceptances } = await recordFromChannel(ledger, CHANNEL, items.slice(from, from + PUSH_OPS_MAX))
    const refused = acceptances.filter(({ is }) => is !== 'accepted')
    if (refused.length > 0)
      throw new ImportFailure(
        `the ledger does not take ${refused.length} enrolments`,
        'Start the import again: who was enrolled is known then.',
      )
  }
  await ledger.relay.idle()
}

class EnrolmentDesk {
  readonly fresh: Profile[] = []
  readonly troubles: RowTrouble[] = []
  unchanged = 0
  readonly #cardPattern: string
  readonly #members = new Map<Id, Member>()
  readonly #owners = new Map<string, Id>()
  readonly #lines = new Map<string, number>()

  constructor(members: readonly Member[], cardPattern: string) {
    this.#cardPattern = cardPattern
    for (const member of members) {
      this.#members.set(member.id, member)
      for (const credential of member.credentials) this.#owners.set(nameOf(credential), member.id)
    }
  }

  take(row: Cells<Column>): void {
    const had = this.troubles.length
    const name = this.#name(row)
    const credentials = KINDS.flatMap((kind) => this.#credentials(row, kind))
    if (name === undefined || this.troubles.length > had) return
    if (credentials.length === 0) {
      this.#tell(row, 'card', {
        what: 'nothing identifies this member',
        next: 'Write a card, a phone number or an account.',
      })
      return
    }
    if (this.#isTwice(row, credentials)) return
    const owners = new Set(credentials.map((one) => this.#owners.get(nameOf(one))))
    const [owner, ...others] = owners
    if (others.length === 0 && owner === undefined) this.#enrol(row, { name, credentials })
    else this.#compare(row, { name, owners })
  }

  #enrol(
    row: Cells<Column>,
    { name, credentials }: { name: string; credentials: readonly Credential[] },
  ): void {
    for (const kind of KINDS) {
      if (credentials.filter((one) => one.kind === kind).length <= 1) continue
      this.#tell(row, kind, { what: `a new member has one ${kind}`, next: 'Leave one of them.' })
      return
    }
    const of = (kind: CredentialKind) => credentials.find((one) => one.kind === kind)?.value
    const [card, phone, account] = [of('card'), of('phone'), of('account')]
    this.fresh.push({
      name,
      ...(card === undefined ? {} : { card }),
      ...(phone === undefined ? {} : { phone }),
      ...(account === undefined ? {} : { account }),
    })
  }

  #compare(row: Cells<Column>, told: { name: string; owners: ReadonlySet<Id | undefined> }): void {
    const known = [...told.owners].filter((one) => one !== undefined)
    const [first] = known
    const member = first === undefined ? undefined : this.#members.get(first)
    if (known.length > 1)
      this.#tell(row, '', {
        what: 'its card, phone and account belong to different members',
        next: 'Give each member a line of their own.',
      })
    else if (told.owners.has(undefined))
      this.#tell(row, '', {
        what: 'this member is enrolled, but not with all that stands here',
        next: 'Add what is new at a counter, or take it out of the line.',
      })
    else if (member?.name.trim() !== told.name)
      this.#tell(row, 'name', {
        what: 'this member is enrolled under another name',
        next: 'Names are changed at a counter: write the name as it is known, or leave the line out.',
      })
    else this.unchanged += 1
  }

  #isTwice(row: Cells<Column>, credentials: readonly Credential[]): boolean {
    for (const one of credentials) {
      const line = this.#lines.get(nameOf(one))
      if (line === undefined) continue
      this.#tell(row, one.kind, {
        what: `the same ${one.kind} stands in line ${line}`,
        next: 'Leave one of the two lines in the file.',
      })
      return true
    }
    for (const one of credentials) this.#lines.set(nameOf(one), row.line)
    return false
  }

  #name(row: Cells<Column>): string | undefined {
    const name = textCell(row.get('name') ?? '', { max: 100, what: 'name' })
    if (name.ok) return name.value
    this.#tell(row, 'name', name.error)
    return undefined
  }

  #credentials(row: Cells<Column>, kind: CredentialKind): Credential[] {
    const values = (row.get(kind) ?? '').split(kind === 'phone' ? /\s+(?=\+|09)/ : /\s+/)
    return values.flatMap((text) => {
      if (text === '') return []
      // What a counter once took is no mistake of this file.
      const known = normalised({ kind, value: text })
      if (this.#owners.has(nameOf(known))) return [known]
      const cell = this.#parsed(kind, text)
      if (cell.ok) return [normalised({ kind, value: cell.value })]
      this.#tell(row, kind, cell.error)
      return []
    })
  }

  #parsed(kind: CredentialKind, text: string): Cell<string> {
    switch (kind) {
      case 'card':
        return cardCell(text, this.#cardPattern)
      case 'phone':
        return phoneCell(text)
      case 'account':
        return textCell(text, { max: 100, what: 'account' })
    }
  }

  #tell({ line }: Cells<Column>, column: Column | '', { what, next }: CellProblem): void {
    this.troubles.push({ line, column, what, next })
  }
}

const nameOf = ({ kind, value }: Credential): string => `${kind} ${value}`

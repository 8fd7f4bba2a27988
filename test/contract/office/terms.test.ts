import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from '#shared/domain/policy.ts'
import { money } from '#shared/domain/money.ts'
import type { Database } from '#server/db/query.ts'
import { listAudit } from '#server/office/audit.ts'
import { changeTerms, readTerms } from '#server/office/terms.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { rowsOfTable } from '#server/tables/replica-row.ts'
import { ledgerOn } from '../../make/ledger.ts'
import { dialects } from '../dialects.ts'

const head: Person = { id: 'S900', role: 'admin', stores: [] }

describe.each(dialects)('the terms on $name', ({ fresh }) => {
  let db: Database
  let ledger: Ledger
  const acting = () => ({ ledger, person: head })
  const rows = async () =>
    (await db.read(() => rowsOfTable('terms', 'catalog'))).map(({ key, value }) => {
      const { version, returns, pickups } = JSON.parse(value) as {
        version: number
        returns: { days: object }
        pickups: object
      }
      return { key, version, days: returns.days, keeps: Object.keys(pickups).length > 0 }
    })

  beforeEach(async () => {
    db = await fresh()
    ledger = await ledgerOn(db)
  })
  afterEach(async () => {
    await ledger.close()
    await db.close()
  })

  it('R26 a change is a new version; the one before stays, for what was sold under it', async () => {
    const { version, terms, pickups } = await readTerms(acting())
    const days = { store: 30, distance: 10 }
    expect(
      await changeTerms(acting(), { before: version, pickups, terms: { ...terms, days } }),
    ).toMatchObject({
      ok: true,
    })
    expect(await readTerms(acting())).toMatchObject({ version: version + 1, terms: { days } })
    expect(await rows()).toEqual([
      { key: 'chain', version: 2, days, keeps: true },
      { key: 'chain.1', version: 1, days: terms.days, keeps: true },
    ])
    expect(await listAudit(acting())).toMatchObject([
      { what: 'terms-changed', about: '2', before: { storeDays: 14 }, after: { storeDays: 30 } },
    ])
  })

  it('R26 nobody promises less than the law for what is bought from afar', async () => {
    const { version, terms, pickups } = await readTerms(acting())
    const short = { ...terms, days: { store: 0, distance: 6 } }
    expect(await changeTerms(acting(), { before: version, pickups, terms: short })).toEqual({
      ok: false,
      error: 'below-statutory',
    })
    expect(await rows()).toEqual([])
  })

  it('R26 days by condition are promised like the others, and stand in the audit', async () => {
    const { version, terms, pickups } = await readTerms(acting())
    expect(terms.conditionDays).toEqual({})
    const conditionDays = { vendor: 60, damaged: 3 }
    const asked = { before: version, pickups, terms: { ...terms, conditionDays } }
    expect(await changeTerms(acting(), asked)).toMatchObject({ ok: true })
    expect(await readTerms(acting())).toMatchObject({ version: version + 1, terms: { conditionDays } })
    expect(await listAudit(acting())).toMatchObject([
      { before: { conditionDays: '' }, after: { conditionDays: 'damaged 3, vendor 60' } },
    ])
  })

  it('R35 R39 what is promised of pickups changes with its version, and stands in the audit', async () => {
    const { version, terms, pickups } = await readTerms(acting())
    const proofs = [{ from: money(0), atLeast: 'code' as const }]
    const asked = { ...pickups, keptDays: 3, remindDays: 1, proofs, offlineWithoutLease: 'refuse' as const }
    expect(await changeTerms(acting(), { before: version, terms, pickups: asked })).toMatchObject({
      ok: true,
    })
    expect(await readTerms(acting())).toMatchObject({ version: version + 1, terms, pickups: asked })
    expect(await listAudit(acting())).toMatchObject([
      { before: { keptDays: 7, documentFrom: 0 }, after: { keptDays: 3, documentFrom: '–', codeFrom: 0 } },
    ])
    const late = { ...asked, remindDays: 3 }
    expect(await changeTerms(acting(), { before: version + 1, terms, pickups: late })).toEqual({
      ok: false,
      error: 'reminder-too-early',
    })
  })

  it('R26 of two who change the same version the second is told; what is the same makes no version', async () => {
    const { version, terms, pickups } = await readTerms(acting())
    expect(await changeTerms(acting(), { before: version, pickups, terms })).toMatchObject({ ok: true })
    expect(await rows()).toEqual([])
    const [one, two] = await Promise.all(
      [100, 200].map((cash) =>
        changeTerms(acting(), { before: version, pickups, terms: { ...terms, cashMax: money(cash) } }),
      ),
    )
    expect([one?.ok, two?.ok].filter(Boolean)).toHaveLength(1)
    expect([one, two]).toContainEqual({ ok: false, error: 'terms-changed' })
    expect((await rows()).map(({ version: is }) => is)).toEqual([2, 1])
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '#server/db/query.ts'
import { type Acting, THE_SERVER } from '#server/office/acting.ts'
import { listAudit } from '#server/office/audit.ts'
import { ensureFirstAdmin } from '#server/office/first-admin.ts'
import { createRegister, createStore } from '#server/office/places.ts'
import { listStaff } from '#server/office/staff.ts'
import { exportStaff, importStaff } from '#server/import/staff.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { deviceOf, ledgerOn } from '../../make/ledger.ts'
import { enrolment } from '../../make/operations.ts'
import { dialects } from '../dialects.ts'

describe.each(dialects)('a list of staff on $name', ({ fresh }) => {
  let db: Database
  let ledger: Ledger
  let acting: Acting
  let folder: string
  const imported = async (text: string, dryRun = false) => {
    const file = join(folder, 'staff.csv')
    writeFileSync(file, text)
    return await importStaff(ledger, { file, dryRun })
  }
  const take = (...lines: string[]) => imported(lines.join('\n'))

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'onecounter-staff-'))
    db = await fresh()
    ledger = await ledgerOn(db)
    acting = { ledger, person: THE_SERVER }
    await ensureFirstAdmin(ledger)
    for (const id of ['A', 'B'])
      await createStore({ ledger, person: { ...THE_SERVER, id: 'S900' } }, { id, name: id })
  })
  afterEach(async () => {
    await ledger.close()
    await db.close()
    rmSync(folder, { recursive: true })
  })

  it('comes in row by row: what is right is taken, what is not is told with its line', async () => {
    const told = await take(
      'id,name,role,stores,pin,active',
      's1,林一,associate,A B,7305,',
      'S2,陳二,manager,A,7305,1',
      'S3,,associate,A,7305,1',
      'S4,張四,boss,A,7305,1',
      '',
      'S5,王五,associate,Z,7305,1',
      'S6,李六,associate,A,1234,1',
      'S7,吳七,associate,A,,1',
      'S1,又一,associate,A,7305,1',
      'S8,黃八,associate,A,8264,maybe',
      'S9,"趙九",associate,B,8264,0',
    )
    expect(told).toMatchObject({ added: 2, changed: 0, unchanged: 0 })
    expect(told.troubles.map(({ line, column, what }) => `${line} ${column}: ${what}`)).toEqual([
      '3 pin: the PIN is too short',
      '4 name: the name is missing or too long',
      '5 role: it is no role',
      '7 stores: there is no such store',
      '8 pin: the PIN is too easy to guess',
      '9 pin: somebody new has no PIN',
      '10 id: this person stands in line 2 already',
      '11 active: it is neither yes nor no',
    ])
    expect(await listStaff(acting)).toMatchObject([
      { id: 'S1', name: '林一', stores: ['A', 'B'], active: true, hasPin: true },
      { id: 'S9', active: false },
      { id: 'S900' },
    ])
    expect((await listAudit(acting))[0]).toMatchObject({ who: null, what: 'staff-deactivated', about: 'S9' })
  })

  it('goes out and comes in again without changing anything; formulas stay words', async () => {
    await take('id,name,role,stores,pin', 'S1,=1+1,associate,A,7305', 'S2,陳二,associate,B,8264')
    const { text } = await exportStaff(ledger)
    expect(text).toContain("'=1+1")
    expect(text).not.toContain('7305')
    expect(await imported(text)).toEqual({ added: 0, changed: 0, unchanged: 3, troubles: [] })
    expect(await imported(text.replace('陳二', '陳貳'), true)).toMatchObject({ changed: 1, unchanged: 2 })
    expect(await imported(text.replace('陳二', '陳貳'))).toMatchObject({
      changed: 1,
      unchanged: 2,
    })
  })

  it('R29 says who of them is which member, by card or phone; what goes out comes in again unchanged', async () => {
    await createRegister(
      { ledger, person: { ...THE_SERVER, id: 'S900' } },
      { id: 'RA', name: '一號', store: 'A' },
    )
    const device = await deviceOf(ledger, { id: 'T1', store: 'A', register: 'RA' })
    await device.push(enrolment(1, { phone: '0912345678', card: 'M1' }, { store: 'A', register: 'RA' }))
    await ledger.relay.idle()
    const told = await take(
      'id,name,role,stores,pin,member',
      'S1,林一,associate,A,7305,0912 345 678',
      'S2,陳二,associate,A,8264,0999999999',
      'S3,張三,associate,A,9152,',
    )
    expect(told).toMatchObject({ added: 2, troubles: [{ line: 3, column: 'member' }] })
    const { text } = await exportStaff({ db })
    expect(text).toContain('S1,林一,associate,A,,1,M1')
    expect(await imported(text)).toMatchObject({ changed: 0, unchanged: 3 })
    const head = 'id,name,role,stores,member'
    for (const same of ['0912345678', '0912 345 678', 'M1', 'm1'])
      expect(await take(head, `S1,林一,associate,A,${same}`)).toMatchObject({ changed: 0, unchanged: 1 })
    expect(await imported([head, 'S1,林一,associate,A,0999999999'].join('\n'), true)).toMatchObject({
      changed: 0,
      troubles: [{ line: 2, column: 'member' }],
    })
    expect(await take(head, 'S1,林一,associate,A,')).toMatchObject({ changed: 0, unchanged: 1 })
    expect(await take(head, 'S1,林一,associate,A,-')).toMatchObject({ changed: 1 })
    expect((await listStaff(acting)).map(({ member }) => member)).toEqual([null, null, null])
  })

  it('another kind of file is refused as a whole', async () => {
    await expect(take('sku,name,price', 'X,y,1')).rejects.toThrow('there is no column "sku"')
    await expect(take('id,name,role,stores,salary', 'S1,x,associate,A,1')).rejects.toThrow('"salary"')
    await expect(take('')).rejects.toThrow('empty')
  })
})

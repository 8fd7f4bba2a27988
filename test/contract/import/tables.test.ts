import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { outcomeLines, tableKinds } from '#server/commands/tables.ts'
import type { Outcome } from '#server/import/outcome.ts'
import { shownTrouble } from '#server/import/table.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { putRows } from '#server/sync/rows.ts'
import { known } from '#shared/base/assert.ts'
import { money } from '#shared/domain/money.ts'
import type { Product } from '#shared/domain/product.ts'
import { put } from '#shared/sync/change.ts'
import { CATALOG } from '#shared/sync/scope.ts'
import { ledgerOn } from '../../make/ledger.ts'
import { ask, count, valuesOf } from '../../make/rows.ts'
import { dialects, freshFolder } from '../dialects.ts'

const tea: Product = {
  sku: 'TEA-1',
  name: '=凍頂, "好" 茶 ',
  price: money(480),
  kind: 'goods',
  barcodes: ['4719990000018', 'OWN-1'],
  category: 'tea',
  place: 'A-2',
  size: '150 g',
}
const discount: Product = { sku: '-5', name: "'+折扣", price: money(-50), kind: 'service', barcodes: [] }
const bananas: Product = {
  sku: 'FRU-1',
  name: '香蕉',
  price: money(58),
  kind: 'goods',
  barcodes: [],
  measure: 'weight',
}

describe.each(dialects)('on $name', ({ fresh }) => {
  let ledger: Ledger
  beforeEach(async () => {
    ledger = await ledgerOn(await fresh())
    await putRows(ledger, [
      put(CATALOG, 'category', ['tea', { id: 'tea', parent: null, names: { 'zh-TW': '茶', en: 'Tea' } }]),
      ...[tea, discount, bananas].map((one) => put(CATALOG, 'product', [one.sku, one])),
      ...tea.barcodes.map((code) => put(CATALOG, 'barcode', [code, { sku: tea.sku }])),
    ])
  })
  afterEach(async () => {
    await ledger.close()
    await ledger.db.close()
  })

  const imported = async (kind: string, text: string, dryRun = false): Promise<Outcome> => {
    const file = join(freshFolder(), 'table.csv')
    writeFileSync(file, text)
    return await known(tableKinds[kind], kind).import(ledger, { file, dryRun })
  }
  const exported = async (kind: string): Promise<string> =>
    (await known(tableKinds[kind], kind).export(ledger)).text
  const contentOf = async () => [
    await count(ledger.db, 'op'),
    await ask(
      ledger.db,
      'SELECT scope, tbl, key, seq, deleted, value FROM replica_row ORDER BY scope, tbl, key',
    ),
  ]
  const told = ({ troubles }: Outcome) => troubles.map(shownTrouble)

  test.each(['products', 'prices', 'members'])(
    '%s that are exported and imported again change nothing, and a spreadsheet finds no formula in them',
    async (kind) => {
      await imported(
        'members',
        'card,name,phone\nM0000001,王小明,0900 000-001\nM0000002,=cmd(),+81312345678\n',
      )
      const before = await contentOf()
      const text = await exported(kind)
      expect(text.startsWith('\uFEFF')).toBe(true)
      expect(text).not.toMatch(/(^|,)"?[=+@]/m)
      const outcome = await imported(kind, text)
      expect(outcome).toMatchObject({ added: 0, changed: 0, troubles: [] })
      expect(outcome.unchanged).toBe(kind === 'members' ? 2 : 3)
      expect(await contentOf()).toEqual(before)
    },
  )

  test('new and changed products are written with their barcodes; a column that is not there leaves things as they are', async () => {
    const outcome = await imported(
      'products',
      '\uFEFFName,SKU,Price,Barcodes\r\n凍頂烏龍茶,TEA-1,500,4719990000025\r\n杯子,CUP-1,290,\r\n',
    )
    expect(outcome).toEqual({ added: 1, changed: 1, unchanged: 0, troubles: [] })
    const products = await valuesOf(ledger.db, 'product')
    expect(products.find(({ sku }) => sku === 'TEA-1')).toEqual({
      ...tea,
      name: '凍頂烏龍茶',
      price: 500,
      barcodes: ['4719990000025'],
    })
    expect(products.find(({ sku }) => sku === 'CUP-1')).toEqual({
      sku: 'CUP-1',
      name: '杯子',
      price: 290,
      kind: 'goods',
      barcodes: [],
    })
    const codes = await ask(
      ledger.db,
      "SELECT key FROM replica_row WHERE tbl = 'barcode' AND deleted = 0 ORDER BY key",
    )
    expect(codes.map(({ key }) => key)).toEqual(['4719990000025'])
  })

  test('every mistake is told with line, column, what is wrong and what to do; the other rows are written', async () => {
    const outcome = await imported(
      'products',
      [
        'sku,name,price,kind,category,barcodes',
        'A-1,"一\n二",10,goods,,',
        'A-2,好,1.5,goods,,',
        'A-3,好,"1,200",goods,,',
        'A-4,好,-1,goods,,',
        'A-5,好,10,thing,coffee,4719990000014',
        'A-6,好,10,goods,tea,4719990000018',
        'A-7,好,10,goods,,4.71E+12',
        'A-8,好,10,goods',
        'A-9,好,10,goods,tea,',
        'A-9,壞,20,goods,tea,',
        ',好,10,goods,,',
      ].join('\n'),
    )
    expect(told(outcome)).toEqual([
      'line 2, name: the name holds a line break or a control character. Take it out.',
      'line 4, price: "1.5" has decimals. Write whole NT$: the dollar has no cents here.',
      'line 5, price: "1,200" is not a price. Write digits only, without NT$ or thousands separators.',
      'line 6, price: -1 is below zero. Only a service may have a price below zero.',
      'line 7, kind: "thing" is unknown. Write one of goods, service.',
      'line 7, barcodes: the check digit of 4719990000014 is wrong. Compare it with the package; a spreadsheet may have dropped zeros at the front.',
      'line 7, category: there is no category "coffee". Write one of tea, or leave it empty.',
      'line 8, barcodes: 4719990000018 belongs to the product TEA-1. Take it away from one of the two.',
      'line 9, barcodes: "4.71E+12" was shortened by the spreadsheet. Format the column as text and write the whole number again.',
      'line 10: 4 fields where the header has 6. Put a field that holds a comma in quotes.',
      'line 12, sku: A-9 stands in line 11 already. Leave one of the two lines in the file.',
      'line 13, sku: there is no article number. Write an article number of 1 to 64 characters.',
    ])
    expect(outcome).toMatchObject({ added: 1, changed: 0, unchanged: 0 })
    expect((await valuesOf(ledger.db, 'product')).map(({ sku }) => sku).toSorted()).toEqual([
      '-5',
      'A-9',
      'FRU-1',
      'TEA-1',
    ])
    expect(outcomeLines({ rows: 'products' }, outcome, { dryRun: false }).at(-1)).toMatch(/^12 mistakes/)
  })

  test('a dry run tells the same and writes nothing; a file of another kind writes nothing either', async () => {
    const before = await contentOf()
    const text = 'sku,price\nTEA-1,520\nNONE,1\n'
    const outcome = await imported('prices', text, true)
    expect(outcome).toMatchObject({ changed: 1 })
    expect(told(outcome)).toEqual([
      'line 3, sku: there is no product NONE. Import it with its name first: npm run import -- products FILE.csv',
    ])
    expect(await imported('members', 'card,name\nM0000009,甲\n', true)).toMatchObject({ added: 1 })
    await expect(imported('prices', 'sku,cost\nTEA-1,1\n')).rejects.toThrow(
      'line 1: there is no column "cost"; known are sku, name, price',
    )
    await expect(imported('prices', 'sku\nTEA-1\n')).rejects.toThrow('the header has no column price')
    await expect(imported('prices', 'sku,price\nTEA-1,520\n"FRU-1,60\n')).rejects.toThrow(
      'line 3: a quote is opened and never closed',
    )
    expect(await contentOf()).toEqual(before)
    expect(await imported('prices', text)).toMatchObject({ changed: 1 })
    expect((await valuesOf(ledger.db, 'product')).find(({ sku }) => sku === 'TEA-1')).toEqual({
      ...tea,
      price: 520,
    })
  })

  test('members are enrolled once, their data beside the operation; who is there already stays as they are', async () => {
    const text = 'card,name,phone\nM0000001,單曉薇,0900000001\nm0000002,曾大明,\n'
    expect(await imported('members', text)).toMatchObject({ added: 2, troubles: [] })
    expect(await imported('members', text)).toMatchObject({ added: 0, unchanged: 2, troubles: [] })
    const bodies = await ask(ledger.db, "SELECT body FROM op WHERE kind = 'member.enrol'")
    expect(bodies).toHaveLength(2)
    expect(JSON.stringify(bodies)).not.toMatch(/單曉薇|0000001/)
    const outcome = await imported(
      'members',
      [
        'card,name,phone,account',
        'M0000001,解小華,0900000001,',
        'M0000001,單曉薇,0900000003,',
        'M0000002,曾大明,0900000001,',
        'X1,仇先生,912345678,',
        ',區先生,,',
        'M0000007,,,',
        'M0000008,甲,,',
        'M0000008,乙,,',
      ].join('\n'),
    )
    expect(told(outcome)).toEqual([
      'line 2, name: this member is enrolled under another name. Names are changed at a counter: write the name as it is known, or leave the line out.',
      'line 3, card: the same card stands in line 2. Leave one of the two lines in the file.',
      'line 4, phone: the same phone stands in line 2. Leave one of the two lines in the file.',
      expect.stringContaining('line 5, card: "X1" is not a card number of this chain') as string,
      'line 5, phone: "912345678" has lost its first 0. Format the column as text and write 0912345678.',
      'line 6, card: nothing identifies this member. Write a card, a phone number or an account.',
      'line 7, name: there is no name. Write a name of 1 to 100 characters.',
      'line 9, card: the same card stands in line 8. Leave one of the two lines in the file.',
    ])
    expect(told(await imported('members', 'card,name,phone\nM0000002,曾大明,0900000001\n'))).toEqual([
      'line 2: its card, phone and account belong to different members. Give each member a line of their own.',
    ])
    expect(told(await imported('members', 'card,name,phone\nM0000002,曾大明,0900000004\n'))).toEqual([
      'line 2: this member is enrolled, but not with all that stands here. Add what is new at a counter, or take it out of the line.',
    ])
  })

  test('what was exported is there to read: the members with their own phone numbers', async () => {
    await imported('members', 'card,name,phone\nM0000001,王小明,+886900000001\n')
    const file = join(freshFolder(), 'members.csv')
    writeFileSync(file, await exported('members'))
    expect(readFileSync(file, 'utf8')).toBe('\uFEFFcard,name,phone,account\nM0000001,王小明,0900000001,\n')
  })
})

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { freshFolder } from '../dialects.ts'
import { type Program, run, startServer, until, urlOf } from '../http/process.ts'

vi.setConfig({ testTimeout: 120_000 })

const august = resolve(import.meta.dirname, '../../replay/data/online-retail-2011-08.csv.gz')
const data = (): string => join(freshFolder(), 'data')

const command = (name: 'import' | 'export', folder: string, ...args: string[]): Program =>
  run(`commands/${name}.ts`, { env: { DATA_DIR: folder }, args })

async function ended(program: Program): Promise<Program & { readonly code: number | string }> {
  return { ...program, code: await program.ended }
}

test('a log whose import is killed is started again: it goes on, and what came of every row is told', async () => {
  const folder = data()
  const dying = command('import', folder, 'online-retail', august)
  await until(() => /taking in .* [23]0 %/.test(dying.err()))
  dying.child.kill('SIGKILL')
  await dying.ended
  expect(existsSync(join(folder, 'imports/online-retail-rows.csv'))).toBe(false)
  const again = await ended(command('import', folder, 'online-retail', august))
  expect(again.err()).toMatch(/known before/)
  expect(again.code).toBe(0)
  expect(again.out()).toMatch(/^35,284 rows of 1,737 invoices and 980 customers, as the file says/)
  expect(again.out()).toMatch(/Operations: [\d,]+ new, [1-9][\d,]* known before/)
  const told = readFileSync(join(folder, 'imports/online-retail-rows.csv'), 'utf8').trimEnd().split('\n')
  expect(told).toHaveLength(35_285)
})

test('tables: mistakes are listed and the exit code says so; what is exported is not written over', async () => {
  const folder = data()
  const server = startServer(folder)
  await urlOf(server)
  const file = join(freshFolder(), 'prices.csv')
  writeFileSync(file, 'sku,price\nTEA-01,490\nTEA-02,free\n')
  const refused = await ended(command('import', folder, 'prices', file))
  expect(refused.code).toBe(1)
  expect(refused.err()).toMatch(
    /^The import failed: .* is in use by another server.*\n {2}Next: Stop that server/,
  )
  const products = join(freshFolder(), 'products.csv')
  // An export reads one moment of a server that runs.
  expect((await ended(command('export', folder, 'products', products))).code).toBe(0)
  expect(readFileSync(products, 'utf8').split('\n')).toHaveLength(28)
  expect((await ended(command('export', folder, 'products', products))).err()).toMatch(/is there already/)
  server.child.kill('SIGTERM')
  await server.ended
  const imported = await ended(command('import', folder, 'prices', file))
  expect(imported.code).toBe(1)
  expect(imported.out()).toBe(
    'line 3, price: "free" is not a price. Write digits only, without NT$ or thousands separators.\n' +
      'Written: prices: 0 new, 1 changed, 0 as they were.\n' +
      '1 mistake: what stands there was left out. Correct it and import the file again.\n',
  )
  writeFileSync(file, 'sku,price\nTEA-01,490\n')
  expect((await ended(command('import', folder, 'prices', file))).code).toBe(0)
})

test('what cannot begin says why and what to do', async () => {
  const folder = data()
  const wrong: [string[], RegExp][] = [
    [
      ['nothing', 'file.csv'],
      /there is no kind nothing\n {2}Next: npm run import -- KIND FILE\.csv.*products/,
    ],
    [['products', 'file.csv'], /there is no database .*\n {2}Next: Start the server once/],
    [
      ['online-retail', 'nowhere.csv'],
      /nowhere\.csv: nowhere\.csv is not a file\n {2}Next: Correct the file/,
    ],
  ]
  for (const [args, message] of wrong) {
    const program = await ended(command('import', folder, ...args))
    expect(program.code).toBe(1)
    expect(program.err()).toMatch(message)
    expect(existsSync(folder)).toBe(false)
  }
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTable, tableText } from '#server/import/table.ts'
import { logFile } from '../../replay/log-files.ts'

const columns = { all: ['name', 'size'], needed: ['name'] } as const

test('any text that is written is read again, and no cell begins like a formula', async () => {
  const text = fc
    .string({
      unit: fc.constantFrom("'", '=', '+', '-', '@', '"', ',', '\n', ' ', 'a', '茶', '\uFF1D', '\t'),
    })
    .map((cell) => cell.trim())
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 5 }), async (rows) => {
      const shown = rows.map(([name, size]) => [`x${name}`, size])
      const file = tableText(columns.all, shown)
      const table = await readTable(logFile('table.csv', file), columns)
      expect(table.troubles).toEqual([])
      expect(table.rows.map(({ get }) => [get('name'), get('size')])).toEqual(shown)
      for (const [, size = ''] of shown)
        if (/^[=+\-@]/.test(size))
          expect(file).toMatch(new RegExp(`[,"]'${size[0] === '+' ? '\\+' : size[0]}`))
    }),
    { numRuns: 200, seed: 1 },
  )
})

test('a header has known columns, each once, and all that are needed; letters of either case', async () => {
  const reading = async (text: string) => await readTable(logFile('table.csv', text), columns)
  expect(
    (await reading(' Name \nx\n')).rows.map(({ line, get }) => [line, get('name'), get('size')]),
  ).toEqual([[2, 'x', undefined]])
  await expect(reading('name,name\n')).rejects.toThrow('line 1: the column name stands there twice')
  await expect(reading('size\n')).rejects.toThrow('line 1: the header has no column name')
  await expect(reading('name,colour\n')).rejects.toThrow('there is no column "colour"; known are name, size')
  await expect(reading('')).rejects.toThrow('the file is empty: not even a header row')
})

import { expect, test } from 'vitest'
import { readCsv } from '#server/import/read-csv.ts'
import { gathered, logFile } from '../../replay/log-files.ts'

test('knows the line on which each record begins, whatever stands between and inside', async () => {
  const text = 'a,"b ""c"", d",e\r\n\n"f\r\ng",,h\r\n"",i,"j\n\nk"\n1,2,3\r\n\r\n4,5'
  expect(await gathered(readCsv(logFile('some.csv', text)))).toEqual([
    { line: 1, fields: ['a', 'b "c", d', 'e'] },
    { line: 3, fields: ['f\r\ng', '', 'h'] },
    { line: 5, fields: ['', 'i', 'j\n\nk'] },
    { line: 8, fields: ['1', '2', '3'] },
    { line: 10, fields: ['4', '5'] },
  ])
})

test('an error names the line of the record that is wrong, also when many before it are not taken yet', async () => {
  const good = 'a,b\n'.repeat(5000)
  await expect(gathered(readCsv(logFile('some.csv', `${good}a,"b"c\na,b\n`)))).rejects.toThrow(
    'line 5001: text stands between a closing quote and the next comma',
  )
  await expect(gathered(readCsv(logFile('some.csv', `${good}a,"b\na,b\n`)))).rejects.toThrow(
    'line 5001: a quote is opened and never closed',
  )
})

test('has no records of an empty file, with or without a byte order mark', async () => {
  expect(await gathered(readCsv(logFile('empty.csv', '')))).toEqual([])
  expect(await gathered(readCsv(logFile('empty.csv', '\uFEFF')))).toEqual([])
})

import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readLog } from '#server/import/online-retail/read-log.ts'
import type { ReadProgress } from '#server/import/online-retail/read-log.ts'
import { gathered, logFile } from '../../../replay/log-files.ts'

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n'
const first =
  '536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n'

function reading(content: string | Uint8Array, name = 'log.csv') {
  return gathered(readLog(logFile(name, content)))
}

describe('the log reader', () => {
  test('hands on every text as it stands: quotes, commas, blanks at the ends, nothing at all', async () => {
    const rows = await reading(
      `${header}${first}536477,22041,"RECORD FRAME 7"" SINGLE SIZE ",48,2010-12-01 12:27:00,2.1,16210,"Channel Islands, UK"\n` +
        'C536381,M,,-1,2010-12-01 12:28:00,0.0,,EIRE\n',
    )
    expect(
      rows.map(({ line, description, quantity, customer }) => ({ line, description, quantity, customer })),
    ).toEqual([
      { line: 2, description: 'WHITE HANGING HEART T-LIGHT HOLDER', quantity: 6, customer: '17850' },
      { line: 3, description: 'RECORD FRAME 7" SINGLE SIZE ', quantity: 48, customer: '16210' },
      { line: 4, description: '', quantity: -1, customer: '' },
    ])
    expect(rows[0]).toMatchObject({
      invoice: '536365',
      stockCode: '85123A',
      at: '2010-12-01 08:26:00',
      unitPrice: '2.55',
    })
  })

  test('reads CRLF, a byte order mark, a missing last newline, blank lines and columns in another order', async () => {
    const moved = 'Country,CustomerID,Extra,UnitPrice,InvoiceDate,Quantity,Description,StockCode,InvoiceNo'
    const rows = await reading(
      `\uFEFF${moved}\r\n\r\nEIRE,1,x,0.5,2011-08-01 00:00:00,2,"a ""b""",POST,536365`,
    )
    expect(rows).toEqual([
      {
        line: 3,
        invoice: '536365',
        stockCode: 'POST',
        description: 'a "b"',
        quantity: 2,
        at: '2011-08-01 00:00:00',
        unitPrice: '0.5',
        customer: '1',
      },
    ])
  })

  test('counts lines on after a description that runs over two', async () => {
    const broken = `${header}536365,22041,"two\nlines",1,2010-12-01 08:26:00,2.1,,EIRE\n536366,22041,x,none,2010-12-01 08:26:00,2.1,,EIRE\n`
    await expect(reading(broken)).rejects.toThrow('line 4: Quantity is "none"')
  })

  test('reads the same from gzip, several members included, and reports bytes up to the last', async () => {
    const path = logFile('log.csv.gz', Buffer.concat([gzipSync(header + first), gzipSync(first)]))
    const seen: ReadProgress[] = []
    const rows = await gathered(readLog(path, { onProgress: (progress) => seen.push(progress) }))
    expect(rows).toHaveLength(2)
    expect(seen.at(-1)).toMatchObject({ rows: 2 })
    expect(seen.at(-1)?.bytesRead).toBe(seen.at(-1)?.bytesTotal)
  })

  test('keeps the days from and to, both included', async () => {
    const days = ['2011-07-31 23:59:00', '2011-08-01 00:00:00', '2011-08-31 23:59:59', '2011-09-01 00:00:00']
    const path = logFile(
      'days.csv',
      header + days.map((day) => first.replace('2010-12-01 08:26:00', day)).join(''),
    )
    const rows = await gathered(readLog(path, { from: '2011-08-01', to: '2011-08-31' }))
    expect(rows.map(({ at }) => at)).toEqual(days.slice(1, 3))
  })

  test.each([
    [
      '6,2010-12-01',
      '6.5,2010-12-01',
      'line 2: Quantity is "6.5", but should be a whole number of units other than 0',
    ],
    ['6,2010-12-01', '0,2010-12-01', 'line 2: Quantity is "0"'],
    [
      '2010-12-01 08',
      '2010-02-30 08',
      'line 2: InvoiceDate is "2010-02-30 08:26:00", but should be YYYY-MM-DD HH:MM:SS',
    ],
    ['2010-12-01 08:26:00', '12/1/2010 8:26', 'line 2: InvoiceDate is "12/1/2010 8:26"'],
    ['2.55', '2,55', 'line 2: 9 fields where the header has 8'],
    ['2.55', '1e3', 'line 2: UnitPrice is "1e3", but should be a decimal number such as 2.55'],
    ['17850', '17850.0', 'line 2: CustomerID is "17850.0", but should be at most 7 digits, or nothing'],
    ['536365', 'X1', 'line 2: InvoiceNo is "X1"'],
    ['85123A', '', 'line 2: StockCode is ""'],
    ['WHITE', '"WHITE', 'line 2: a quote is opened and never closed'],
    ['WHITE', '"WHITE"', 'line 2: text stands between a closing quote and the next comma'],
    ['WHITE', 'WHI"TE', 'line 2: a quote stands inside a field that does not begin with one'],
  ])('names the line and what is wrong with it: %s → %s', async (right, wrong, message) => {
    await expect(reading(header + first.replace(right, wrong))).rejects.toThrow(message)
  })

  test('says plainly what is wrong with a whole file', async () => {
    await expect(reading('')).rejects.toThrow('the log is empty')
    await expect(reading(header.replace('UnitPrice', 'Price'))).rejects.toThrow(
      'line 1: the header has no column UnitPrice; it has InvoiceNo',
    )
    await expect(reading(header, 'log.txt')).rejects.toThrow('neither .csv nor .csv.gz')
    await expect(gathered(readLog('nowhere.csv'))).rejects.toThrow('nowhere.csv is not a file')
    const whole = gzipSync(header + first.repeat(9000))
    await expect(reading(whole.subarray(0, whole.length - 20), 'cut.csv.gz')).rejects.toThrow(
      /line \d+: .*cut off or damaged/,
    )
    await expect(reading('not packed', 'plain.csv.gz')).rejects.toThrow('cut off or damaged')
    await expect(
      reading(Buffer.from(header + first.replace('WHITE', 'WHITE \u00A3'), 'latin1')),
    ).rejects.toThrow('the text is not UTF-8')
    await expect(reading(`${header}"${'x'.repeat(1_000_001)}`)).rejects.toThrow(/never closed/)
  })
})

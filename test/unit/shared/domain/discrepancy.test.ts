import { expect, test } from 'vitest'
import { discrepancy } from '#shared/domain/discrepancy.ts'

test('a discrepancy says in both languages what happened, with its numbers', () => {
  const about = { op: 'op', at: 5 }
  const told = discrepancy('returned-more-than-sold', about, {
    receipt: 'R01-A-000001',
    line: 1,
    sold: 2,
    returned: 3,
  })
  expect(told).toEqual({
    code: 'returned-more-than-sold',
    op: 'op',
    at: 5,
    params: { receipt: 'R01-A-000001', line: 1, sold: 2, returned: 3 },
    text: {
      'zh-TW': '收據 R01-A-000001 第 1 項售出 2，卻退了 3',
      en: 'Line 1 of receipt R01-A-000001: 2 sold, 3 returned',
    },
  })
})

test('a number that nobody gave is a question mark, not a hole', () => {
  expect(discrepancy('operation-failed', { op: 'x', at: 0 }).text.en).toContain('operation ?')
})

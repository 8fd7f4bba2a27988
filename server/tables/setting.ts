import type { Step } from '#server/db/query.ts'

export function* allSettings(): Step<Map<string, string>> {
  const found = yield { sql: 'SELECT key, value FROM setting' }
  return new Map(found.map((row) => [String(row['key']), String(row['value'])]))
}

export function* putSetting(key: string, value: string): Step<void> {
  yield {
    sql: 'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    params: [key, value],
  }
}

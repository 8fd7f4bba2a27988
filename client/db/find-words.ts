import type { JsonObject } from '#shared/base/json.ts'

/** The words under which a row is found besides its key: a member's credentials and name, a receipt's number. */
export function findWords(table: string, value: JsonObject): string[] {
  switch (table) {
    case 'member':
      return memberWords(value)
    case 'receipt':
      return typeof value['number'] === 'string' ? [`number:${value['number']}`] : []
    default:
      return []
  }
}

function memberWords(value: JsonObject): string[] {
  const words = typeof value['name'] === 'string' ? [`name:${value['name'].toLowerCase()}`] : []
  const credentials = Array.isArray(value['credentials']) ? value['credentials'] : []
  for (const { kind, value: text } of credentials as JsonObject[]) {
    if (typeof kind === 'string' && typeof text === 'string') words.push(`${kind}:${text}`)
  }
  return words
}

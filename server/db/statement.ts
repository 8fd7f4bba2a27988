import { StatementRefused } from './errors.ts'

/** What a statement is to the drivers; decided once for each sql text. */
export type StatementSort = 'data' | 'definition' | 'savepoint' | 'rollback-to'

const dataWords = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'WITH', 'VALUES'])
const driverWords = new Set([
  'BEGIN',
  'START',
  'COMMIT',
  'END',
  'ABORT',
  'ROLLBACK',
  'PREPARE',
  'ATTACH',
  'DETACH',
  'VACUUM',
  'PRAGMA',
  'SET',
])

export function sortOfStatement(sql: string): StatementSort {
  const words = sql.trimStart().toUpperCase().split(/\s+/, 2)
  const first = words[0] ?? ''
  if (first === 'SAVEPOINT' || first === 'RELEASE') return 'savepoint'
  if (first === 'ROLLBACK' && words[1] === 'TO') return 'rollback-to'
  if (driverWords.has(first))
    throw new StatementRefused(`${first} belongs to the database driver, not to a work`)
  return dataWords.has(first) ? 'data' : 'definition'
}

const quotedOrPlaceholder = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[^]*?\*\/|\?/g

/** `a = ? AND b = '?'` → `a = $1 AND b = '?'` */
export function withNumberedPlaceholders(sql: string): string {
  let count = 0
  return sql.replace(quotedOrPlaceholder, (token) => (token === '?' ? `$${++count}` : token))
}

/** A statement for `each`, cut at its one VALUES tuple; `tuple` is cut again at its placeholders. */
export type EachStatement = {
  readonly head: string
  readonly tuple: readonly string[]
  readonly tail: string
}

export function cutAtTuple(sql: string): EachStatement {
  const values = /\bVALUES\s*(?=\()/i.exec(sql)
  if (values === null) throw new StatementRefused(`each needs VALUES (?, …) in: ${sql}`)
  const start = values.index + values[0].length
  const end = endOfParenthesis(sql, start)
  const head = sql.slice(0, start)
  const tuple = piecesBetweenPlaceholders(sql.slice(start, end))
  const tail = sql.slice(end)
  const outside = piecesBetweenPlaceholders(head).length + piecesBetweenPlaceholders(tail).length
  if (tuple.length < 2 || outside !== 2)
    throw new StatementRefused(`each needs every placeholder inside its one VALUES tuple: ${sql}`)
  return { head, tuple, tail }
}

export function withTuples(statement: EachStatement, count: number): string {
  const { head, tuple, tail } = statement
  const last = tuple.length - 1
  let text = head
  let number = 0
  for (let row = 0; row < count; row++) {
    if (row > 0) text += ', '
    for (let piece = 0; piece < last; piece++) text += `${tuple[piece]}$${++number}`
    text += tuple[last]
  }
  return text + tail
}

function piecesBetweenPlaceholders(sql: string): readonly string[] {
  const pieces: string[] = []
  let from = 0
  for (const token of sql.matchAll(quotedOrPlaceholder)) {
    if (token[0] !== '?') continue
    pieces.push(sql.slice(from, token.index))
    from = token.index + 1
  }
  pieces.push(sql.slice(from))
  return pieces
}

function endOfParenthesis(sql: string, start: number): number {
  let depth = 0
  for (const token of sql.slice(start).matchAll(/'(?:[^']|'')*'|[()]/g)) {
    if (token[0] === '(') depth++
    if (token[0] === ')' && --depth === 0) return start + token.index + 1
  }
  throw new StatementRefused(`a parenthesis stays open in: ${sql}`)
}

const looksUp = /(?<!\bNOT\s+)\bIN\s*\(\s*VALUES\s*(\((?:[^()']|'(?:[^']|'')*'|\([^()]*\))*\))\s*\)/gi
const lockOrder = /\s+ORDER\s+BY\s+[\w\s,]+$/i
const locks = /\s+FOR\s+(?:NO\s+KEY\s+)?(?:UPDATE|SHARE)(?:\s+OF\s+\w+)?\s*$/i

/**
 * The same statement for SQLite with one tuple: `x IN (VALUES (?, ?))` is `x = (?, ?)`, which spares a temporary table (a quarter of
 * the time of a lookup), and row locks do not exist.
 */
export function forSqlite(sql: string): string {
  return sql.replace(looksUp, '= $1').replace(locks, '')
}

/** The same for `count` tuples at once; undefined when it is not a lookup, where a tuple that comes twice finds its rows once. */
export function lookupForSqlite(sql: string, count: number): string | undefined {
  if (sortOfStatement(sql) !== 'data' || sql.match(looksUp)?.length !== 1) return undefined
  const wide = (_: string, tuple: string): string =>
    `IN (VALUES ${Array.from({ length: count }, () => tuple).join(', ')})`
  const unlocked = sql.replace(locks, '')
  // The order in which rows are locked is nothing to whoever locks none; sorting costs as much as was won.
  return (unlocked === sql ? sql : unlocked.replace(lockOrder, '')).replace(looksUp, wide)
}

// RFC 4180 records out of text that arrives in pieces. A record may span lines inside quotes, so each carries the line it starts on.

import { LogError } from './log-error.ts'

export type CsvRecord = { readonly line: number; readonly fields: readonly string[] }

/** A quote that is never closed would otherwise pull the whole file into memory. */
const recordLengthMax = 1_000_000

export class CsvRecords {
  #rest = ''
  #line = 1

  get line(): number {
    return this.#line
  }

  *push(chunk: string): Generator<CsvRecord> {
    yield* this.#take(this.#rest + chunk, false)
  }

  *end(): Generator<CsvRecord> {
    yield* this.#take(this.#rest, true)
  }

  *#take(text: string, isEnd: boolean): Generator<CsvRecord> {
    let start = 0
    while (start < text.length) {
      const found = nextRecord(text, start, { isEnd, line: this.#line })
      if (found === undefined) break
      const line = this.#line
      start = found.next
      this.#line += found.lines
      const isBlank = found.fields.length === 1 && found.fields[0] === ''
      if (!isBlank) yield { line, fields: found.fields }
    }
    this.#rest = text.slice(start)
    if (this.#rest.length > recordLengthMax) {
      throw new LogError(
        this.#line,
        `a record longer than ${recordLengthMax} characters (a quote that is never closed?)`,
      )
    }
  }
}

type Found = { readonly fields: readonly string[]; readonly next: number; readonly lines: number }
type Where = { readonly isEnd: boolean; readonly line: number }

function nextRecord(text: string, start: number, where: Where): Found | undefined {
  const newline = text.indexOf('\n', start)
  if (newline < 0 && !where.isEnd) return undefined
  const stop = newline < 0 ? text.length : newline
  const plain = text.slice(start, stop)
  if (plain.includes('"')) return quotedRecord(text, start, where)
  const unended = plain.endsWith('\r') ? plain.slice(0, -1) : plain
  return { fields: unended.split(','), next: stop + 1, lines: 1 }
}

function quotedRecord(text: string, start: number, where: Where): Found | undefined {
  const fields: string[] = []
  let lines = 1
  let at = start
  for (;;) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at)
    if (field === undefined) {
      if (!where.isEnd) return undefined
      throw new LogError(where.line, 'a quote is opened and never closed')
    }
    fields.push(field.value)
    lines += countNewlines(field.value)
    at = field.next
    if (text[at] === ',') {
      at += 1
      continue
    }
    if (text[at] === '\r') at += 1
    if (text[at] === '\n') return { fields, next: at + 1, lines }
    if (at < text.length)
      throw new LogError(where.line, 'text stands between a closing quote and the next comma')
    return where.isEnd ? { fields, next: at, lines } : undefined
  }
}

type Field = { readonly value: string; readonly next: number }

function quotedField(text: string, start: number): Field | undefined {
  let from = start + 1
  let value = ''
  for (;;) {
    const quote = text.indexOf('"', from)
    if (quote < 0) return undefined
    value += text.slice(from, quote)
    if (text[quote + 1] !== '"') return { value, next: quote + 1 }
    value += '"'
    from = quote + 2
  }
}

/** A quote inside a field that does not begin with one is a plain character. */
function plainField(text: string, start: number): Field {
  let next = start
  while (next < text.length && text[next] !== ',' && text[next] !== '\n') next += 1
  const value = text.slice(start, next)
  return value.endsWith('\r') && text[next] !== ',' ? { value: value.slice(0, -1), next } : { value, next }
}

function countNewlines(value: string): number {
  let count = 0
  for (let at = value.indexOf('\n'); at >= 0; at = value.indexOf('\n', at + 1)) count += 1
  return count
}

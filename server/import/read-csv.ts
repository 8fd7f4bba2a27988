import { createReadStream, statSync } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CsvError, parse } from 'csv-parse'
import { FileError } from './file-error.ts'

/** `line` is where the record begins in the unpacked file: inside quotes one may run over several. */
export type CsvRecord = { readonly line: number; readonly fields: readonly string[] }
export type BytesRead = { readonly bytesRead: number; readonly bytesTotal: number }

/** A quote that is never closed would otherwise pull the whole file into memory. */
const RECORD_BYTES_MAX = 1_000_000
const RECORDS_A_REPORT = 500

/** The records of a `.csv` or `.csv.gz` in UTF-8, with or without a byte order mark; blank lines are left out. */
export async function* readCsv(
  path: string,
  onBytes: (read: BytesRead) => void = () => {},
): AsyncGenerator<CsvRecord> {
  const source = openBytes(path)
  const lines = new LineCount()
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n'],
    max_record_size: RECORD_BYTES_MAX,
    on_record: (fields: string[], { lines: end }) => {
      lines.note(fields, end)
      return fields
    },
  })
  const told = () => onBytes({ bytesRead: source.read(), bytesTotal: source.total })
  pipeline(Readable.from(decoded(source.bytes)), parser, () => {})
  let records = 0
  try {
    for await (const fields of parser) {
      // Trusted: without columns a record of the library is its fields.
      yield { line: lines.take(), fields: fields as string[] }
      if (++records % RECORDS_A_REPORT === 0) told()
    }
  } catch (cause) {
    throw cause instanceof FileError ? cause : new FileError(lines.next, explained(cause))
  }
  told()
}

/**
 * The lines on which records begin. The library reads ahead of whoever takes its records, and counts CR and LF inside quotes as
 * two line breaks.
 */
class LineCount {
  /** The line after the last whole record. */
  next = 1
  #extra = 0
  readonly #begun: number[] = []

  take(): number {
    return this.#begun.shift() ?? this.next
  }

  note(fields: readonly string[], end: number): void {
    let inside = 0
    // Only what stands in quotes can hold a line break.
    if (end - this.#extra > this.next) {
      for (const field of fields) {
        inside += count(field, '\n')
        this.#extra += count(field, '\r\n')
      }
    }
    const last = end - this.#extra
    this.next = last + 1
    this.#begun.push(last - inside)
  }
}

const count = (text: string, part: string): number => text.split(part).length - 1

type Source = {
  readonly bytes: AsyncIterable<Uint8Array>
  readonly total: number
  readonly read: () => number
}

/** Answers its size; a mistyped name is an error before anything is begun. */
export function demandCsvFile(path: string): number {
  if (!/\.csv(\.gz)?$/i.test(path)) throw new FileError(0, `${path} is neither .csv nor .csv.gz`)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined || !stat.isFile()) throw new FileError(0, `${path} is not a file`)
  return stat.size
}

function openBytes(path: string): Source {
  const total = demandCsvFile(path)
  const file = createReadStream(path)
  const read = () => file.bytesRead
  if (!/\.gz$/i.test(path)) return { bytes: file, total, read }
  // The callback is there so that an error of the file reaches whoever iterates the unpacked bytes.
  return { bytes: pipeline(file, createGunzip({ chunkSize: 256 * 1024 }), () => {}), total, read }
}

/** Text that is not UTF-8 is an error, where the library would put replacement characters. */
async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

function explained(cause: unknown): string {
  const detail = cause instanceof Error ? cause.message : String(cause)
  if (cause instanceof CsvError) return explainedCsv(cause)
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code.startsWith('Z_'))
    return `cannot be read from here on: the compressed file is cut off or damaged (${detail})`
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return 'cannot be read from here on: the text is not UTF-8. In a spreadsheet, save it as "CSV UTF-8".'
  return `cannot be read from here on: the file stops (${detail})`
}

function explainedCsv(error: CsvError): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed'
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text stands between a closing quote and the next comma'
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a field that does not begin with one: put the field in quotes and double the quote'
    case 'CSV_MAX_RECORD_SIZE':
      return `a record longer than ${RECORD_BYTES_MAX} bytes (a quote that is never closed?)`
    default:
      return error.message
  }
}

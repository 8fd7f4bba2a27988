import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { collectInvoices, planSteps } from '../../replay/all-steps.ts'
import type { LogRow } from '#server/import/online-retail/read-log.ts'
import type { Step } from '#server/import/online-retail/steps.ts'

/** For the length of the test that asks for it. */
export function logFile(name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

let line = 1

/** A complete row: one unit of a good, sold to customer 17850 on 1 August. Later rows stand later in the file. */
export function makeRow(parts: Partial<LogRow> = {}): LogRow {
  line += 1
  return {
    line,
    invoice: '561904',
    stockCode: '22075',
    description: '6 RIBBONS ELEGANT CHRISTMAS ',
    quantity: 1,
    at: '2011-08-01 08:30:00',
    unitPrice: '1.45',
    customer: '17850',
    ...parts,
  }
}

export async function* rowsOf(rows: readonly LogRow[]): AsyncGenerator<LogRow> {
  for (const row of rows) yield await Promise.resolve(row)
}

export async function stepsOf(rows: readonly LogRow[], seed?: string): Promise<Step[]> {
  return planSteps(await collectInvoices(rowsOf(rows)), seed)
}

export async function gathered<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

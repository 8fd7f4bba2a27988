import { expect, test } from 'vitest'
import type { Batch } from '#server/sync/incoming.ts'
import { WaitingLine } from '#server/sync/waiting-line.ts'

const LONG_MS = 10_000

const batchOf = (ops: number): Batch => ({
  origin: { is: 'system' },
  ops: Array.from({ length: ops }, () => ({ body: '{}', sidecars: [] })),
})

function lineOf(collectMs: number, ...sizes: readonly number[]): WaitingLine {
  const line = new WaitingLine(collectMs)
  for (const size of sizes) join(line, size)
  return line
}

const join = (line: WaitingLine, ops: number): void =>
  line.join({ batch: batchOf(ops), resolve: () => {}, reject: () => {} })

const sizesTaken = (line: WaitingLine): number[] => line.take().map(({ batch }) => batch.ops.length)

test('P6 whoever is alone does not wait for company that never was', async () => {
  const line = lineOf(LONG_MS, 1)
  await line.collect()
  expect(sizesTaken(line)).toEqual([1])
})

test('P6 who comes within the same turn of the event loop shares the transaction', async () => {
  const line = lineOf(LONG_MS, 1)
  setImmediate(() => join(line, 2))
  await line.collect()
  expect(sizesTaken(line)).toEqual([1, 2])
})

test('P6 as many as shared the last transaction are waited for', async () => {
  const line = lineOf(LONG_MS, 1, 1)
  line.take()
  join(line, 1)
  setTimeout(() => join(line, 3), 20)
  await line.collect()
  expect(sizesTaken(line)).toEqual([1, 3])
})

test('P6 company that does not come is waited for no longer than told', async () => {
  const line = lineOf(20, 1, 1)
  line.take()
  join(line, 1)
  await line.collect()
  expect(sizesTaken(line)).toEqual([1])
})

test('P6 a full transaction waits for nobody', async () => {
  const line = lineOf(LONG_MS, 1, 1, 1)
  line.take()
  join(line, 500)
  await line.collect()
  expect(sizesTaken(line)).toEqual([500])
})

test('P6 a transaction takes whole batches in their order, at most 500 operations, or one that is larger', () => {
  const line = lineOf(0, 200, 300, 1, 501, 4)
  expect(line.depth).toBe(1006)
  expect([sizesTaken(line), sizesTaken(line), sizesTaken(line), sizesTaken(line)]).toEqual([
    [200, 300],
    [1],
    [501],
    [4],
  ])
  expect([line.depth, line.length]).toEqual([0, 0])
})

import { deflateRawSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { known } from '#shared/base/assert.ts'
import { toHex, utf8 } from '#shared/base/bytes.ts'
import type { WireRow } from '#shared/sync/protocol.ts'
import { CHUNK_ROWS, openSegment, packSegment, rowsOfChunk } from '#shared/sync/segment.ts'

const range = { scope: 'receipts:3', from: 7, to: 12 }
const rows: readonly WireRow[] = [
  ['receipt', 'a', 8, '{"where":"信義"}'],
  ['receipt', 'b', 12, null],
]
const deflate = (text: string): Uint8Array => deflateRawSync(text)
const many = (count: number): WireRow[] =>
  Array.from({ length: count }, (_, i) => ['receipt', `k${i}`, i + 1, JSON.stringify({ n: i })])

function unpacked(bytes: Uint8Array, name: string): WireRow[] {
  const { chunks } = known(openSegment(bytes, name), 'a segment')
  return chunks
    .slice(0, -1)
    .flatMap((from, i) =>
      known(rowsOfChunk(inflateRawSync(bytes.subarray(from, chunks[i + 1])).toString()), 'a chunk'),
    )
}

describe('what is frozen', () => {
  test('G1 magic, length of the head, head, then two lines a row', () => {
    // Not compressed, so that every byte can be written down.
    const { name, bytes } = packSegment(range, rows, utf8)
    const head = '{"scope":"receipts:3","from":7,"to":12,"rows":2,"chunks":[56]}'
    const text = '["receipt","a",8]\n{"where":"信義"}\n["receipt","b",12]\n'
    expect(toHex(bytes)).toBe(toHex(utf8(`OCS1\0\0\0${String.fromCharCode(head.length)}${head}${text}`)))
    expect(name).toBe('0f4aee72e156df4c1751ab5275948e060ebd57da0b45483ae4a165e2ca2b5b78')
  })
})

test('G1 a segment is opened by its name, and holds its rows in order, those that are gone among them', () => {
  const { name, bytes } = packSegment(range, rows, deflate)
  expect(openSegment(bytes, name)).toMatchObject({ ...range, rows: 2 })
  expect(unpacked(bytes, name)).toEqual(rows)
})

test('G1 the same rows are the same segment', () => {
  expect(packSegment(range, many(200), deflate)).toEqual(packSegment(range, many(200), deflate))
  expect(packSegment({ ...range, from: 6 }, many(200), deflate).name).not.toBe(
    packSegment(range, many(200), deflate).name,
  )
})

test.each([0, 1, CHUNK_ROWS, CHUNK_ROWS + 1, 3 * CHUNK_ROWS - 1])('G1 %i rows lie in chunks', (count) => {
  const { name, bytes } = packSegment(range, many(count), deflate)
  expect(openSegment(bytes, name)?.chunks).toHaveLength(Math.ceil(count / CHUNK_ROWS) + 1)
  expect(unpacked(bytes, name)).toEqual(many(count))
})

test('G1 a segment in the middle of a larger file is opened as well', () => {
  const { name, bytes } = packSegment(range, rows, deflate)
  const file = new Uint8Array(bytes.length + 20)
  file.set(bytes, 7)
  expect(unpacked(file.subarray(7, 7 + bytes.length), name)).toEqual(rows)
})

test('G1 a segment with any byte changed, cut off or under another name is refused', () => {
  const { name, bytes } = packSegment(range, rows, deflate)
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice()
    damaged[at] = (damaged[at] ?? 0) ^ 1
    expect(openSegment(damaged, name)).toBeUndefined()
    expect(openSegment(bytes.slice(0, at), name)).toBeUndefined()
  }
  expect(openSegment(bytes, '0'.repeat(64))).toBeUndefined()
})

test('G1 a text that is no chunk is refused', () => {
  for (const text of ['', 'x', '["receipt","a",8]', '["receipt","a"]\n{}', '{}\n{}', '["receipt","a",-1]\n'])
    expect(rowsOfChunk(text)).toBeUndefined()
})

test('G1 whatever is packed is found again', () => {
  const row = fc.record({
    key: fc.string({ minLength: 1, maxLength: 50 }),
    value: fc.option(fc.json(), { nil: null }),
  })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 150 }), (given) => {
      const wire = given.map(({ key, value }, i): WireRow => ['receipt', key, i, value])
      const { name, bytes } = packSegment(range, wire, deflate)
      expect(unpacked(bytes, name)).toEqual(wire)
    }),
    { seed: 7, numRuns: 40 },
  )
})

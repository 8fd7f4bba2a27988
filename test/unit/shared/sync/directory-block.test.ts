import { deflateRawSync, inflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toHex } from '#shared/base/bytes.ts'
import { sha256OfBytes } from '#shared/base/hash.ts'
import {
  type BlockRow,
  type Codec,
  DirectoryBlock,
  packBlock,
  wordHash,
} from '#shared/sync/directory-block.ts'

const zlib: Codec = {
  deflate: (bytes) => deflateRawSync(bytes),
  inflate: (bytes) => new Uint8Array(inflateRawSync(bytes)),
}
/** Not compressed, so that every byte can be written down. */
const plain: Codec = { deflate: (bytes) => bytes, inflate: (bytes) => bytes }

const rows: readonly BlockRow[] = [
  { key: 'b', value: '{"name":"陳"}', words: ['name:陳', 'card:M2'] },
  { key: 'a', value: '{"name":"王%"}', words: ['name:王', 'card:M1', 'phone:+886912345678'] },
]

describe('what is frozen', () => {
  test('F7 header, index sorted by hash, offsets, then the rows by key', () => {
    const { name, bytes } = packBlock(rows, plain)
    expect(toHex(bytes)).toBe(
      [
        '4f434231000000020000000500000037',
        '1f66350d00000000673a9265000000018d07af4c000000019007b40500000000be418fdd00000000',
        '000000000000001c',
        '5b2261222c227b5c226e616d655c223a5c22e78e8b255c227d225d0a',
        '5b2262222c227b5c226e616d655c223a5c22e999b35c227d225d0a',
      ].join(''),
    )
    expect(name).toBe('d8f4aa7ceeb1759e86a006ee7331cbd8ab4fd546ec223f9aad5e6aa4845ee664')
  })

  test('F7 a word is found by its FNV-1a hash', () => {
    expect(wordHash('')).toBe(0x811c9dc5)
    expect(wordHash('phone:+886912345678')).toBe(0xbe418fdd)
  })
})

test('F7 the order in which the rows were given does not change the block', () => {
  expect(packBlock([...rows].reverse(), zlib)).toEqual(packBlock(rows, zlib))
})

test('F7 a block is opened by its name, and every row is found by every word', () => {
  const { name, bytes } = packBlock(rows, zlib)
  const block = DirectoryBlock.open(bytes, name, zlib)
  expect(block?.size).toBe(2)
  for (const row of rows) {
    for (const word of row.words) expect(block?.find(word)).toEqual([{ key: row.key, value: row.value }])
  }
  expect(block?.find('name:林')).toEqual([])
  expect([block?.row(0)?.key, block?.row(1)?.key, block?.row(2)]).toEqual(['a', 'b', undefined])
})

test('F7 a block in the middle of a larger file is opened as well', () => {
  const { name, bytes } = packBlock(rows, zlib)
  const file = new Uint8Array(bytes.length + 20)
  file.set(bytes, 7)
  expect(DirectoryBlock.open(file.subarray(7, 7 + bytes.length), name, zlib)?.find('card:M2')).toHaveLength(1)
})

test('F7 a block with any byte changed, cut off or under another name is refused', () => {
  const { name, bytes } = packBlock(rows, zlib)
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice()
    damaged[at] = (damaged[at] ?? 0) ^ 1
    expect(DirectoryBlock.open(damaged, name, zlib)).toBeUndefined()
    expect(DirectoryBlock.open(bytes.slice(0, at), name, zlib)).toBeUndefined()
  }
  expect(DirectoryBlock.open(bytes, toHex(sha256OfBytes(new Uint8Array())), zlib)).toBeUndefined()
})

test('F7 a block without rows is a block', () => {
  const { name, bytes } = packBlock([], zlib)
  const block = DirectoryBlock.open(bytes, name, zlib)
  expect([block?.size, block?.find('x')]).toEqual([0, []])
})

test('F7 whatever is packed is found again', () => {
  const row = fc.record({
    key: fc.uuid(),
    value: fc.string({ unit: 'grapheme' }).map((name) => JSON.stringify({ name })),
    words: fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 4 }),
  })
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ({ key }) => key, maxLength: 12 }), (given) => {
      const { name, bytes } = packBlock(given, zlib)
      const block = DirectoryBlock.open(bytes, name, zlib)
      for (const { key, value, words } of given) {
        for (const word of words) expect(block?.find(word)).toContainEqual({ key, value })
      }
    }),
    { seed: 7, numRuns: 60 },
  )
})

// Writes client/directory/readings.json: how the characters of Big5, which names in Taiwan are written with, are read. Run it when one of the
// two libraries changes: `node tools/readings.mjs`. The readings are pinyin-pro's (MIT); it knows surnames in simplified characters only, so
// they are converted by opencc-js (MIT, Apache-2.0) first.
import { writeFileSync } from 'node:fs'
import * as opencc from 'opencc-js'
import { pinyin } from 'pinyin-pro'
import { inRoot } from './root.mjs'

const readingsMax = 3
const simplified = opencc.Converter({ from: 'tw', to: 'cn' })
const spelled = (syllable) => syllable.replaceAll('ü', 'v').replace(/[^a-z]/g, '')

/** Big5's two planes of characters, the frequent ones first: rows A4 to C6 and C9 to F9. */
function big5() {
  const decoder = new TextDecoder('big5')
  const characters = []
  for (let row = 0xa4; row <= 0xf9; row++) {
    for (let cell = 0x40; cell <= 0xfe; cell++) {
      if (cell > 0x7e && cell < 0xa1) continue
      const character = decoder.decode(Uint8Array.of(row, cell))
      if (/^[\u4e00-\u9fff]$/.test(character)) characters.push(character)
    }
  }
  return [...new Set(characters)]
}

const readingsOf = (character) =>
  [
    ...new Set(
      pinyin(character, { toneType: 'none', multiple: true, type: 'array' })
        .map(spelled)
        .filter((one) => one !== ''),
    ),
  ].slice(0, readingsMax)

const characters = big5()
const bySyllables = new Map()
for (const character of characters) {
  const own = readingsOf(character)
  const readings = (own.length > 0 ? own : readingsOf(simplified(character))).join(' ')
  if (readings === '') continue
  bySyllables.set(readings, (bySyllables.get(readings) ?? '') + character)
}

/** Surnames that are read otherwise than the character. */
const surnames = {}
for (const character of characters) {
  const [read = ''] = pinyin(simplified(character) + '小明', {
    toneType: 'none',
    type: 'array',
    surname: 'head',
  })
  const name = spelled(read)
  const [plain] = readingsOf(character)
  if (name !== '' && plain !== undefined && name !== plain) surnames[character] = name
}

const readings = Object.fromEntries([...bySyllables].toSorted(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(
  inRoot('client/directory/readings.json'),
  `${JSON.stringify({ readings, surnames }, null, 1)}\n`,
)
console.log(
  `${characters.length} characters, ${bySyllables.size} groups, ${Object.keys(surnames).length} surnames`,
)

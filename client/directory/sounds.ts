/** How a Chinese name sounds: the words under which somebody is found who hears it and does not know how it is written. */
import readingsFile from './readings.json' with { type: 'json' }

/** More than this many spellings of one name help nobody. */
const SPELLINGS_MAX = 4

const COMPOUND: Readonly<Record<string, string>> = {
  尉遲: 'yuchi',
  万俟: 'moqi',
  澹臺: 'tantai',
  單于: 'chanyu',
  長孫: 'zhangsun',
}

const surnames: Readonly<Record<string, string>> = readingsFile.surnames
const readings = new Map<string, readonly string[]>()
for (const [syllables, characters] of Object.entries(readingsFile.readings)) {
  const all = syllables.split(' ')
  for (const character of characters) readings.set(character, all)
}

/**
 * Whole, without the surname, and by initials, in pinyin without tones: 單曉薇 → shanxiaowei, xiaowei, sxw, danxiaowei, dxw …
 * A surname's own reading comes first; a character with several readings gives several words. Empty for a name in letters.
 */
export function soundsOf(name: string): string[] {
  const characters = [...name.normalize('NFKC').replace(/\s/g, '')]
  const given = characters.map((character) => readings.get(character))
  if (characters.length === 0 || given.some((one) => one === undefined)) return []
  const words = new Set<string>()
  const compound = COMPOUND[characters.slice(0, 2).join('')]
  if (compound !== undefined) words.add(compound + characters.slice(2).map(firstReading).join(''))
  for (const spelling of spellings(characters)) {
    words.add(spelling.join(''))
    words.add(spelling.map((syllable) => syllable.slice(0, 1)).join(''))
    if (spelling.length > 2) words.add(spelling.slice(1).join(''))
  }
  return [...words]
}

function spellings(characters: readonly string[]): string[][] {
  const [surname = ''] = characters
  const own = surnames[surname]
  const choices = characters.map((character, place) => {
    const all = readings.get(character) ?? []
    return place === 0 && own !== undefined ? [...new Set([own, ...all])] : all
  })
  let found: string[][] = [[]]
  for (const choice of choices) {
    found = found
      .flatMap((before) => choice.map((syllable) => [...before, syllable]))
      .toSorted((a, b) => rank(choices, a) - rank(choices, b))
      .slice(0, SPELLINGS_MAX)
  }
  return found
}

/** Usual readings first. */
const rank = (choices: readonly (readonly string[])[], spelling: readonly string[]): number =>
  spelling.reduce((sum, syllable, place) => sum + (choices[place]?.indexOf(syllable) ?? 0), 0)

const firstReading = (character: string): string => readings.get(character)?.[0] ?? ''

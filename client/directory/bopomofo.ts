/** 注音符號 to pinyin without tones, `v` for ü: how an associate types a name on a Taiwanese keyboard. */
const INITIALS: Readonly<Record<string, string>> = {
  ㄅ: 'b',
  ㄆ: 'p',
  ㄇ: 'm',
  ㄈ: 'f',
  ㄉ: 'd',
  ㄊ: 't',
  ㄋ: 'n',
  ㄌ: 'l',
  ㄍ: 'g',
  ㄎ: 'k',
  ㄏ: 'h',
  ㄐ: 'j',
  ㄑ: 'q',
  ㄒ: 'x',
  ㄓ: 'zh',
  ㄔ: 'ch',
  ㄕ: 'sh',
  ㄖ: 'r',
  ㄗ: 'z',
  ㄘ: 'c',
  ㄙ: 's',
}

/** Behind an initial, and standing alone (ISO 7098). */
const FINALS: Readonly<Record<string, readonly [behind: string, alone: string]>> = {
  ㄚ: ['a', 'a'],
  ㄛ: ['o', 'o'],
  ㄜ: ['e', 'e'],
  ㄝ: ['e', 'e'],
  ㄞ: ['ai', 'ai'],
  ㄟ: ['ei', 'ei'],
  ㄠ: ['ao', 'ao'],
  ㄡ: ['ou', 'ou'],
  ㄢ: ['an', 'an'],
  ㄣ: ['en', 'en'],
  ㄤ: ['ang', 'ang'],
  ㄥ: ['eng', 'eng'],
  ㄦ: ['er', 'er'],
  ㄧ: ['i', 'yi'],
  ㄧㄚ: ['ia', 'ya'],
  ㄧㄛ: ['io', 'yo'],
  ㄧㄝ: ['ie', 'ye'],
  ㄧㄞ: ['iai', 'yai'],
  ㄧㄠ: ['iao', 'yao'],
  ㄧㄡ: ['iu', 'you'],
  ㄧㄢ: ['ian', 'yan'],
  ㄧㄣ: ['in', 'yin'],
  ㄧㄤ: ['iang', 'yang'],
  ㄧㄥ: ['ing', 'ying'],
  ㄨ: ['u', 'wu'],
  ㄨㄚ: ['ua', 'wa'],
  ㄨㄛ: ['uo', 'wo'],
  ㄨㄞ: ['uai', 'wai'],
  ㄨㄟ: ['ui', 'wei'],
  ㄨㄢ: ['uan', 'wan'],
  ㄨㄣ: ['un', 'wen'],
  ㄨㄤ: ['uang', 'wang'],
  ㄨㄥ: ['ong', 'weng'],
  ㄩ: ['v', 'yu'],
  ㄩㄝ: ['ve', 'yue'],
  ㄩㄢ: ['van', 'yuan'],
  ㄩㄣ: ['vn', 'yun'],
  ㄩㄥ: ['iong', 'yong'],
}

/** Behind ㄍ to ㄏ and ㄓ to ㄙ neither ㄧ nor ㄩ can stand: there the next syllable begins. */
const SYLLABLE = /(?:([ㄍ-ㄏㄓ-ㄙ])(ㄨ?[ㄚ-ㄦ]|ㄨ)?|([ㄅ-ㄌㄐ-ㄒ])?([ㄧㄨㄩ]?[ㄚ-ㄦ]|[ㄧㄨㄩ])?)[ˊˇˋ˙\s]*/gy

export const isBopomofo = (text: string): boolean => /^[ㄅ-ㄩˊˇˋ˙\s]+$/.test(text) && /[ㄅ-ㄩ]/.test(text)

/** `ㄔㄣˊㄧˊㄐㄩㄣ` → `chenyijun`. What is no syllable yet, such as initials alone, is undefined. */
export function pinyinOf(text: string): string | undefined {
  let whole = ''
  for (const { initial, final } of syllables(text)) {
    const one = syllable(initial, final)
    if (one === undefined) return undefined
    whole += one
  }
  return whole === '' ? undefined : whole
}

/** The first letters of each: `ㄔㄧㄐ` → `cyj`. */
export function initialsOf(text: string): string {
  return syllables(text)
    .map(({ initial, final }) => (INITIALS[initial] ?? FINALS[final]?.[1] ?? '').slice(0, 1))
    .join('')
}

type Syllable = { readonly initial: string; readonly final: string }

function syllables(text: string): Syllable[] {
  const found: Syllable[] = []
  for (const [whole, first, second, third, fourth] of text.trim().matchAll(SYLLABLE)) {
    if (whole === '') break
    found.push({ initial: first ?? third ?? '', final: second ?? fourth ?? '' })
  }
  return found
}

function syllable(initial: string, final: string): string | undefined {
  const consonant = INITIALS[initial]
  const vowel = FINALS[final]
  if (consonant === undefined) return vowel?.[1]
  if (vowel === undefined) return /^(zh|ch|sh|r|z|c|s)$/.test(consonant) ? `${consonant}i` : undefined
  const [behind] = vowel
  // ü loses its dots where u cannot stand, and keeps them behind n and l.
  return consonant + (/^[jqx]$/.test(consonant) ? behind.replace('v', 'u') : behind)
}

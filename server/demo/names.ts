import { stableHash } from '#server/import/online-retail/deal.ts'

// Nobody of these is a person: a surname and two characters, chosen by a hash of the card number. Some surnames are read otherwise than the
// character alone (單 Shàn, 曾 Zēng, 區 Ōu, 仇 Qiú, 解 Xiè, 查 Zhā, 樂 Yuè, 蓋 Gě, 朴 Piáo, 覃 Qín, 翟 Zhái, 任 Rén, 華 Huà, 繆 Miào): a search by
// reading has to know that.
const COMMON = '陳林黃張李王吳劉蔡楊許鄭謝洪郭邱廖賴周徐蘇葉莊呂江何蕭羅高潘'
const READ_OTHERWISE = '單曾區仇解查樂蓋朴覃翟任華繆'
const FIRST = '家雅怡志淑俊美建宗佳子欣冠宜承婉明詩柏思'
const SECOND = '豪婷君偉芬傑玲宏翰穎軒妤廷樺儒瑩哲涵安蓉'

const surnames = [...COMMON, ...COMMON, ...READ_OTHERWISE]

/** Three characters; the same for the same card. */
export function nameOf(card: string): string {
  const hash = stableHash(`name:${card}`)
  const surname = surnames[hash % surnames.length] ?? ''
  const rest = Math.floor(hash / surnames.length)
  const first = [...FIRST][rest % FIRST.length] ?? ''
  const second = [...SECOND][Math.floor(rest / FIRST.length) % SECOND.length] ?? ''
  return `${surname}${first}${second}`
}

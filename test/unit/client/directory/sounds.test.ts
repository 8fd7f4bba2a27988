import { describe, expect, it } from 'vitest'
import { initialsOf, isBopomofo, pinyinOf } from '#client/directory/bopomofo.ts'
import { soundsOf } from '#client/directory/sounds.ts'

describe('a name is heard as', () => {
  it.each([
    ['陳怡君', ['chenyijun', 'cyj', 'yijun']],
    ['單曉薇', ['shanxiaowei', 'sxw', 'xiaowei', 'danxiaowei']],
    ['曾國城', ['zengguocheng', 'zgc', 'guocheng']],
    ['區桂芝', ['ouguizhi', 'ogz']],
    ['仇英', ['qiuying', 'qy', 'chouying']],
    ['尉遲恭', ['yuchigong']],
    ['呂芳', ['lvfang', 'lf']],
    ['　王 大同', ['wangdatong', 'wdt', 'datong']],
  ])('%s: %j', (name, sounds) => {
    expect(soundsOf(name)).toEqual(expect.arrayContaining(sounds))
  })

  it.each(['Jane Doe', '', '林Amy'])('%j is found by its letters', (name) => {
    expect(soundsOf(name)).toEqual([])
  })

  it('in at most a dozen words, however many readings its characters have', () => {
    expect(soundsOf('樂行長樂行').length).toBeLessThanOrEqual(12)
  })
})

describe('bopomofo', () => {
  it.each([
    ['ㄔㄣˊㄧˊㄐㄩㄣ', 'chenyijun'],
    ['ㄔㄣ ㄧ ㄐㄩㄣ', 'chenyijun'],
    ['ㄕㄢˋㄒㄧㄠˇㄨㄟˊ', 'shanxiaowei'],
    ['ㄌㄩˇㄈㄤ', 'lvfang'],
    ['ㄒㄩㄝˇ', 'xue'],
    ['ㄓㄕ', 'zhishi'],
    ['ㄩㄥˇ', 'yong'],
    ['ㄦˊ', 'er'],
    ['ㄨㄥ', 'weng'],
    ['ㄓㄨㄥ', 'zhong'],
    ['ㄋㄩㄝˋ', 'nve'],
  ])('%s is %s', (text, pinyin) => {
    expect(isBopomofo(text)).toBe(true)
    expect(pinyinOf(text)).toBe(pinyin)
  })

  it('may be the first sign of each syllable only', () => {
    expect(pinyinOf('ㄔㄧㄐ')).toBeUndefined()
    expect(initialsOf('ㄔㄧㄐ')).toBe('cyj')
    expect(initialsOf('ㄓㄨㄒ')).toBe('zx')
  })

  it.each(['陳', 'chen', '', '1234', 'ˊ'])('%j is none', (text) => {
    expect(isBopomofo(text)).toBe(false)
  })
})

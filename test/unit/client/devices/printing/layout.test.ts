import { expect, it } from 'vitest'
import { encode } from 'uqr'
import { type Font, type Layout, laidOut } from '#client/devices/printing/layout.ts'
import { centred, dotsOf, line, type Paper, pair, rule } from '#client/devices/printing/paper.ts'

/** As fonts are: Chinese as wide as high, Latin a little over half of it. */
function measure(text: string, { dots }: Font): number {
  return [...text].reduce((sum, character) => sum + (character < '\u2000' ? 0.56 : 1) * dots, 0)
}

const at = (paper: Paper, width: 58 | 80): Layout => laidOut(paper, dotsOf[width], measure)
const lines = ({ texts }: Layout): readonly string[] => texts.map(({ text }) => text)

it.each([58, 80] as const)(
  'nothing stands beside paper of %i mm, and no two texts on each other',
  (width) => {
    const name = '日月潭紅玉紅茶 Ruby Black Tea No.18 禮盒 '.repeat(4)
    const layout = at(
      [
        centred('示範品牌', { size: 'large', bold: true }),
        rule,
        line(name),
        pair('  NT$1,234,567,890 × 100000', 'NT$9,999,999,999'),
        pair('總計', 'NT$9,999,999,999', { size: 'large', bold: true }),
        pair('刷卡／行動支付', '-NT$9,999,999,999'),
        { kind: 'qr', text: 'OC1.AZqQAAAAcACAAAAAAAAjKU1nAAAAAARMoC5nPcO3jXw' },
        centred('OC1.AZqQAAAAcACAAAAAAAAjKU1nAAAAAARMoC5nPcO3jXw', { size: 'small' }),
      ],
      width,
    )
    const boxes = layout.texts.map(({ text, x, y, font }) => ({
      text,
      left: x,
      right: x + measure(text, font),
      top: y,
      bottom: y + font.dots,
    }))
    for (const box of boxes) {
      expect(box.left).toBeGreaterThanOrEqual(0)
      expect(box.right).toBeLessThanOrEqual(layout.width)
      expect(box.bottom).toBeLessThanOrEqual(layout.height)
      const beside = boxes.filter(
        (other) =>
          other !== box &&
          other.left < box.right &&
          box.left < other.right &&
          other.top < box.bottom &&
          box.top < other.bottom,
      )
      expect(beside).toEqual([])
    }
    for (const { x, y, width: wide, height } of layout.boxes) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x + wide).toBeLessThanOrEqual(layout.width)
      expect(y + height).toBeLessThanOrEqual(layout.height)
    }
    expect(lines(layout).join('').replaceAll(' ', '')).toContain(name.replaceAll(' ', ''))
  },
)

it('a long name wraps: Chinese anywhere, Latin between words', () => {
  const wrapped = lines(at([line('手沖咖啡濾紙一百張入無漂白 Specialty Coffee Filter Paper')], 58))
  expect(wrapped).toEqual(['手沖咖啡濾紙一百張入無漂白', 'Specialty Coffee Filter', 'Paper'])
})

it('a word that is longer than the line is broken, and nothing of it is lost', () => {
  const word = 'A'.repeat(70)
  const wrapped = lines(at([line(word)], 58))
  expect(wrapped.length).toBe(3)
  expect(wrapped.join('')).toBe(word)
})

it('an amount of ten digits keeps its line, at the edge', () => {
  const { texts, width } = at([pair('總計', 'NT$9,999,999,999', { size: 'large', bold: true })], 58)
  const amount = texts.find(({ text }) => text.startsWith('NT$'))
  expect(amount?.text).toBe('NT$9,999,999,999')
  expect(width - (amount?.x ?? 0)).toBe(Math.ceil(measure('NT$9,999,999,999', { dots: 36, bold: true })))
})

it('an amount that no line can hold is written smaller, not cut', () => {
  const { texts } = at([pair('', 'NT$999,999,999,999,999,999', { size: 'large' })], 58)
  expect(texts.map(({ text }) => text)).toEqual(['NT$999,999,999,999,999,999'])
  expect(texts[0]?.x).toBeGreaterThanOrEqual(0)
  expect(texts[0]?.font.dots).toBeLessThan(36)
})

it('the QR code is the one that was asked for, with its quiet zone', () => {
  const { boxes, height } = at([{ kind: 'qr', text: 'OC1.abc' }], 58)
  const code = encode('OC1.abc', { ecc: 'M', border: 0 })
  const module = boxes[0]?.width ?? 0
  expect(boxes.length).toBe(code.data.flat().filter(Boolean).length)
  expect(Math.min(...boxes.map(({ y }) => y))).toBe(4 * module)
  expect(height).toBe((code.size + 8) * module)
})

/** Where everything stands on paper of a width. Pure: how wide a text is comes in as a question. */
import { encode } from 'uqr'
import type { Block, Paper, Size } from './paper.ts'

export type Font = { readonly dots: number; readonly bold: boolean }
export type Measure = (text: string, font: Font) => number

/** `y` is the top of the line. */
export type PlacedText = {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly font: Font
}
export type PlacedBox = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
export type Layout = {
  readonly width: number
  readonly height: number
  readonly texts: readonly PlacedText[]
  /** Filled with ink. */
  readonly boxes: readonly PlacedBox[]
}

/** Dots high. Sixteen characters of Chinese in a line of 58 mm, twenty-four in one of 80 mm. */
const heights: Readonly<Record<Size, number>> = { small: 18, normal: 24, large: 36 }
const spacing = 1.35
/** Between the two halves of a pair. */
const pairGap = 12
const ruleSpace = 10
const ruleThickness = 2

/** A module of the QR code smaller than this does not survive cheap paper; larger than that wastes it. */
const moduleMin = 3
const moduleMax = 7
const qrShareMax = 0.7
const quietZone = 4

type Pen = { readonly width: number; readonly measure: Measure }
type Placed = Omit<Layout, 'width'>

export function laidOut(paper: Paper, width: number, measure: Measure): Layout {
  const texts: PlacedText[] = []
  const boxes: PlacedBox[] = []
  let height = 0
  for (const block of paper) {
    const placed = placedBlock(block, { width, measure })
    texts.push(...placed.texts.map((text) => ({ ...text, y: text.y + height })))
    boxes.push(...placed.boxes.map((box) => ({ ...box, y: box.y + height })))
    height += placed.height
  }
  return { width, height, texts, boxes }
}

function placedBlock(block: Block, pen: Pen): Placed {
  switch (block.kind) {
    case 'text':
      return placedText(block, pen)
    case 'pair':
      return placedPair(block, pen)
    case 'rule': {
      const box = { x: 0, y: ruleSpace, width: pen.width, height: ruleThickness }
      return { texts: [], boxes: [box], height: 2 * ruleSpace + ruleThickness }
    }
    case 'qr':
      return placedQr(block.text, pen.width)
    case 'gap':
      return { texts: [], boxes: [], height: block.dots }
  }
}

function placedText({ text, align, size, bold }: Extract<Block, { kind: 'text' }>, pen: Pen): Placed {
  const font = { dots: heights[size], bold }
  const step = lineHeight(font)
  const lines = wrapped(text, font, pen)
  const texts = lines.map((one, row) => {
    const free = pen.width - pen.measure(one, font)
    return { text: one, x: align === 'centre' ? Math.max(0, Math.floor(free / 2)) : 0, y: row * step, font }
  })
  return { texts, boxes: [], height: lines.length * step }
}

function placedPair({ left, right, size, bold }: Extract<Block, { kind: 'pair' }>, pen: Pen): Placed {
  const font = { dots: heights[size], bold }
  const amountFont = fitting(right, font, pen)
  const amountWidth = Math.ceil(pen.measure(right, amountFont))
  const step = lineHeight(font)
  const room = pen.width - amountWidth - pairGap
  // Half a line is too little for words to wrap in: then the amount stands below them.
  const beside = pen.measure(left, font) <= room || room >= pen.width / 2
  const lines = left === '' ? [] : wrapped(left, font, { ...pen, width: beside ? room : pen.width })
  const row = beside ? Math.max(0, lines.length - 1) : lines.length
  const amount = { text: right, x: pen.width - amountWidth, y: row * step, font: amountFont }
  const texts = lines.map((text, at) => ({ text, x: 0, y: at * step, font }))
  return { texts: [...texts, amount], boxes: [], height: (row + 1) * step }
}

/** An amount is not broken: one that is wider than the paper is written smaller. */
function fitting(text: string, font: Font, { width, measure }: Pen): Font {
  const wide = measure(text, font)
  return wide <= width ? font : { ...font, dots: Math.max(8, Math.floor((font.dots * width) / wide)) }
}

function lineHeight({ dots }: Font): number {
  return Math.ceil(dots * spacing)
}

function placedQr(text: string, width: number): Placed {
  const code = encode(text, { ecc: 'M', border: 0 })
  const module = Math.max(moduleMin, Math.min(moduleMax, Math.floor((width * qrShareMax) / code.size)))
  const left = Math.floor((width - code.size * module) / 2)
  const quiet = quietZone * module
  const boxes = code.data.flatMap((row, y) =>
    row.flatMap((dark, x) =>
      dark ? [{ x: left + x * module, y: quiet + y * module, width: module, height: module }] : [],
    ),
  )
  return { texts: [], boxes, height: code.size * module + 2 * quiet }
}

/** Chinese breaks anywhere, Latin between words, and a word longer than the line wherever it must. */
function wrapped(text: string, font: Font, { width, measure }: Pen): readonly string[] {
  const fits = (one: string): boolean => measure(one, font) <= width
  const words =
    text
      .replace(/\s+/g, ' ')
      .trim()
      .match(/[\u0021-\u007e]+| |./gu) ?? []
  const pieces = words.flatMap((word) => (fits(word) ? [word] : [...word]))
  const lines: string[] = []
  let current = ''
  for (const piece of pieces) {
    if (fits(current + piece)) {
      current += piece
      continue
    }
    lines.push(current.trimEnd())
    current = piece.trimStart()
  }
  lines.push(current.trimEnd())
  return lines.filter((one) => one !== '')
}

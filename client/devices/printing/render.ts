/** Draws a receipt with the tablet's own fonts: hardly any printer has the characters of Taiwan. */
import { type Font, laidOut } from './layout.ts'
import { dotsOf, type Paper, type PaperWidth } from './paper.ts'
import { type Bitmap, inkOf } from './raster.ts'

/** The same families as in ui/tokens.css. */
const families =
  "system-ui, -apple-system, 'PingFang TC', 'Noto Sans TC', 'Noto Sans CJK TC', 'Microsoft JhengHei', sans-serif"

/** From the top of a line to where its letters stand: every script fits between, whatever font the tablet has. */
const baseline = 1.05

const fontText = ({ dots, bold }: Font): string => `${bold ? '700 ' : ''}${dots}px ${families}`

export function rendered(paper: Paper, paperWidth: PaperWidth): Bitmap {
  const width = dotsOf[paperWidth]
  const ruler = contextOf(new OffscreenCanvas(1, 1))
  const layout = laidOut(paper, width, (text, font) => {
    ruler.font = fontText(font)
    return ruler.measureText(text).width
  })
  const pen = contextOf(new OffscreenCanvas(width, Math.max(1, layout.height)))
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, width, layout.height)
  pen.fillStyle = '#000000'
  for (const { text, x, y, font } of layout.texts) {
    pen.font = fontText(font)
    pen.fillText(text, Math.round(x), y + Math.round(font.dots * baseline))
  }
  for (const box of layout.boxes) pen.fillRect(box.x, box.y, box.width, box.height)
  return inkOf(pen.getImageData(0, 0, width, layout.height))
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('this browser has no canvas')
  return context
}

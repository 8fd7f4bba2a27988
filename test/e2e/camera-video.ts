/** What a camera would see: a video file with one barcode, for Chromium's fake camera. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'

const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm'))
const width = 640
const height = 480
const frames = 4
/** Dots of white paper around the code. */
const quiet = 40
/** Paper and ink as a camera sees them, and a grey shop behind. */
const light = { paper: 225, ink: 35, shop: 120 }

export async function filmOf(text: string, format: 'EAN13' | 'QRCode', file: string): Promise<void> {
  prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer } })
  const { symbol, error } = await writeBarcode(text, { format })
  if (error !== '') throw new Error(error)
  // Small enough for the aim frame, whatever the panel cuts off.
  const scale = Math.floor(Math.min(380 / symbol.width, format === 'QRCode' ? 200 / symbol.height : 4))
  const [across, down] = [symbol.width * scale, Math.max(symbol.height * scale, 120)]
  const left = Math.floor((width - across) / 2)
  const top = Math.floor((height - down) / 2)
  const luma = Buffer.alloc(width * height, light.shop)
  for (let y = -quiet; y < down + quiet; y++)
    for (let x = -quiet; x < across + quiet; x++) {
      const row = Math.floor((y * symbol.height) / down)
      const column = Math.floor(x / scale)
      const isInside = x >= 0 && x < across && y >= 0 && y < down
      const isInk = isInside && (symbol.data[row * symbol.width + column] ?? 255) < 128
      luma[(top + y) * width + left + x] = isInk ? light.ink : light.paper
    }
  // YUV4MPEG2, 4:2:0: the luma of every dot, then twice a quarter of it without a colour.
  const noColour = Buffer.alloc((width * height) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, noColour])
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)
  writeFileSync(file, Buffer.concat([head, ...Array.from({ length: frames }, () => frame)]))
}

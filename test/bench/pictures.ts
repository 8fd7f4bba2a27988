/** Photographs and drawings of barcodes with their answers, as pixels. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { PNG } from 'pngjs'
import type { Frame } from '#client/devices/camera/engine.ts'

export type Picture = {
  readonly name: string
  /** Undefined: nothing may be read in it. */
  readonly expected: string | undefined
  readonly frame: Frame
  /** One byte a dot, for readers that want it so. */
  readonly grey: Uint8ClampedArray
}

/** `N.png` with its answer in `N.txt` or, for bytes, `N.bin`, in one folder for each set. */
export function picturesIn(folder: string): readonly Picture[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.png'))
    .toSorted()
    .map((file) => pictureOf(join(folder, file), file))
}

function pictureOf(path: string, name: string): Picture {
  const { width, height, data: dots } = PNG.sync.read(readFileSync(path))
  const data = new Uint8ClampedArray(dots)
  const grey = new Uint8ClampedArray(width * height)
  for (let i = 0; i < grey.length; i++) {
    const at = 4 * i
    const cover = (data[at + 3] ?? 255) / 255
    // What is transparent lies on white paper.
    for (const channel of [at, at + 1, at + 2])
      data[channel] = 255 - Math.round((255 - (data[channel] ?? 0)) * cover)
    data[at + 3] = 255
    grey[i] = ((data[at] ?? 0) * 306 + (data[at + 1] ?? 0) * 601 + (data[at + 2] ?? 0) * 117 + 512) >> 10
  }
  return { name, expected: answerBeside(path), frame: { data, width, height }, grey }
}

function answerBeside(path: string): string | undefined {
  const stem = path.slice(0, -basename(path).length) + basename(path, '.png')
  if (existsSync(`${stem}.txt`)) return readFileSync(`${stem}.txt`, 'utf8')
  return existsSync(`${stem}.bin`) ? readFileSync(`${stem}.bin`, 'latin1') : undefined
}

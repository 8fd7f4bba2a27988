/** What the camera's reader reads on real pictures, beside the reader in plain JavaScript that it may fall back to. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as library from '@zxing/library'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import type { BarcodeFormat, BarcodeRead } from '#client/devices/camera/engine.ts'
import { spelled } from '#client/devices/camera/spelling.ts'
import { readsOf, wasmSettings } from '#client/devices/camera/wasm-settings.ts'
import type { Figure } from './figure.ts'
import { type Picture, picturesIn } from './pictures.ts'

const READS_MIN = 1.12
const CPU_MAX = 1 / 10
const ROUNDS = 3
const WRONG_MAX = 1 / 3

const root = resolve(import.meta.dirname, '../..')
const wholeSet = resolve(root, '../shared/data/barcodes')
const ownSet = join(root, 'test/bench/data/barcodes')
const wasm = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))

type Reader = { readonly name: string; readonly read: (picture: Picture) => Promise<readonly BarcodeRead[]> }
type Score = { readonly name: string; right: number; wrong: string[]; ms: number }

/** Pictures of a folder; without one, those beside the project, or the few that are part of it. */
export async function barcodeFigures(given?: string): Promise<readonly Figure[]> {
  const folder = given ?? (existsSync(wholeSet) ? wholeSet : ownSet)
  if (!existsSync(folder)) {
    process.stderr.write(`barcodes skipped: there is no folder ${folder}; give another after the name.\n`)
    return []
  }
  const pictures = picturesIn(folder)
  if (pictures.length === 0) {
    process.stderr.write(`barcodes skipped: ${folder} holds no picture N.png with its answer N.txt.\n`)
    return []
  }
  await prepareZXingModule({
    overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer },
    fireImmediately: true,
  })
  const { warn } = console
  // The library tells every picture without a code at length.
  console.warn = () => undefined
  try {
    const scores: Score[] = []
    for (const reader of readers) scores.push(await scoreOf(reader, pictures))
    return figuresOf(scores, pictures.length, folder)
  } finally {
    console.warn = warn
  }
}

const fast: ReaderOptions = { tryHarder: false, tryRotate: false, tryInvert: false, tryDownscale: false }
const readers: readonly Reader[] = [
  { name: '@zxing/library', read: libraryReader(false) },
  { name: '@zxing/library, try harder', read: libraryReader(true) },
  { name: 'zxing-wasm, fast', read: wasmReader({ ...wasmSettings, ...fast }) },
  { name: 'zxing-wasm, two equal lines', read: wasmReader({ ...wasmSettings, minLineCount: 2 }) },
  { name: 'zxing-wasm, as the camera asks', read: wasmReader(wasmSettings) },
]

function wasmReader(options: ReaderOptions): Reader['read'] {
  return async ({ frame: { data, width, height } }) =>
    // Trusted: in Node nobody has an ImageData, and the reader looks at these three alone.
    readsOf(await readBarcodes({ data, width, height } as ImageData, options))
}

function libraryReader(hard: boolean): Reader['read'] {
  const { BarcodeFormat: Format, DecodeHintType: Hint } = library
  const formats: readonly (readonly [library.BarcodeFormat, BarcodeFormat])[] = [
    [Format.EAN_13, 'ean-13'],
    [Format.EAN_8, 'ean-8'],
    [Format.UPC_A, 'upc-a'],
    [Format.UPC_E, 'upc-e'],
    [Format.CODE_128, 'code-128'],
    [Format.CODE_39, 'code-39'],
    [Format.ITF, 'itf'],
    [Format.QR_CODE, 'qr'],
  ]
  const hints = new Map<library.DecodeHintType, unknown>([
    [Hint.POSSIBLE_FORMATS, formats.map(([name]) => name)],
    ...(hard ? [[Hint.TRY_HARDER, true] as const] : []),
  ])
  return async ({ grey, frame: { width, height } }) => {
    const source = new library.RGBLuminanceSource(grey, width, height)
    const bitmap = new library.BinaryBitmap(new library.HybridBinarizer(source))
    try {
      // Hints that were set before are dropped by `decode`.
      const result = new library.MultiFormatReader().decode(bitmap, hints)
      const format = formats.find(([name]) => name === result.getBarcodeFormat())?.[1]
      return format === undefined ? [] : [{ text: result.getText(), format }]
    } catch {
      return []
    }
  }
}

async function scoreOf({ name, read }: Reader, pictures: readonly Picture[]): Promise<Score> {
  // Once for the compiler; what is measured is a reader that has been reading.
  for (const picture of pictures.slice(0, 30)) await read(picture)
  const score: Score = { name, right: 0, wrong: [], ms: 0 }
  for (const picture of pictures) {
    const reads = await read(picture)
    score.ms += await leastMs(() => read(picture))
    const wrong = reads.filter((one) => !isRight(one, picture))
    if (wrong.length > 0) score.wrong.push(picture.name)
    else if (reads.length > 0) score.right += 1
  }
  return score
}

/** CPU of the whole process, which compiles and collects as well: the quickest of a few tells what the reading took. */
async function leastMs(read: () => Promise<unknown>): Promise<number> {
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    await read()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1000)
  }
  return least
}

/** The answers spell a UPC-E as the eight digits under it and a UPC-A with or without its zero; here both are one. */
function isRight(read: BarcodeRead, { expected }: Picture): boolean {
  if (expected === undefined) return false
  const text = expected.trim()
  const asked = spelled({ text, format: read.format }).text
  const asPrinted = /^\d{8}$/.test(text) ? spelled({ text, format: 'upc-e' }).text : asked
  return [asked, asPrinted].includes(spelled(read).text.trim())
}

function figuresOf(scores: readonly Score[], count: number, folder: string): readonly Figure[] {
  const theirs = scores.find(({ name }) => name === '@zxing/library, try harder')
  const ours = scores.at(-1)
  if (theirs === undefined || ours === undefined) throw new Error('a reader is missing')
  const rows = scores.map(
    ({ name, right, wrong, ms }) =>
      `${name.padEnd(32)} ${String(right).padStart(4)} of ${count}   ${String(wrong.length).padStart(2)} wrong   ${(ms / count).toFixed(2).padStart(6)} ms CPU`,
  )
  const misread = scores.flatMap(({ name, wrong }) =>
    wrong.length === 0 ? [] : [`wrong by ${name}: ${wrong.join(', ')}`],
  )
  const about = [
    `pictures of ${folder === ownSet ? 'test/bench/data/barcodes' : folder}`,
    ...rows,
    ...misread,
    'one frame each; the camera counts a read only when a second frame agrees',
    'not measured here: the browser’s own BarcodeDetector, which Node does not have',
  ]
  const ratio = (mine: number, other: number): number => (mine === 0 ? 0 : mine / other)
  return [
    {
      name: 'barcodes',
      title: 'barcodes read, against @zxing/library try harder',
      value: ratio(ours.right, theirs.right),
      unit: 'x',
      bound: { is: 'at least', value: READS_MIN },
      beside: about,
    },
    {
      name: 'barcodes-cpu',
      title: 'CPU of a picture, against the same',
      value: ratio(ours.ms, theirs.ms),
      unit: 'x',
      bound: { is: 'at most', value: CPU_MAX },
      beside: [],
    },
    {
      name: 'barcodes-wrong',
      title: 'wrong reads, against the same',
      value: ratio(ours.wrong.length, theirs.wrong.length),
      unit: 'x',
      bound: { is: 'at most', value: WRONG_MAX },
      beside: [],
    },
  ]
}

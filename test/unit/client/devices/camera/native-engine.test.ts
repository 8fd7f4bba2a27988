import { afterEach, beforeEach, expect, it } from 'vitest'
import { barcodeFormats } from '#client/devices/camera/engine.ts'
import { nativeEngine } from '#client/devices/camera/native-engine.ts'

const frame = { data: new Uint8ClampedArray(4), width: 1, height: 1 }
const everyFormat = ['ean_13', 'ean_8', 'upc_a', 'upc_e', 'code_128', 'code_39', 'itf', 'qr_code', 'aztec']

/** A browser with a reader of its own. */
function bring(formats: readonly string[], found: unknown): void {
  class Detector {
    static getSupportedFormats = async () => formats
    detect = async () => found
  }
  Object.assign(globalThis, { BarcodeDetector: Detector })
}

beforeEach(() => void Object.assign(globalThis, { ImageData: class {} }))
afterEach(() => {
  for (const name of ['ImageData', 'BarcodeDetector']) Reflect.deleteProperty(globalThis, name)
})

it('a browser with a reader of its own uses it', async () => {
  bring(everyFormat, [
    { rawValue: '4712345678900', format: 'ean_13' },
    { rawValue: 'what we did not ask for', format: 'aztec' },
  ])
  const engine = await nativeEngine()
  expect(await engine.read(frame)).toEqual([{ text: '4712345678900', format: 'ean-13' }])
})

it('a reader that lacks one of our formats is not used, and neither is none', async () => {
  expect(barcodeFormats.length).toBe(8)
  await expect(nativeEngine()).rejects.toThrow('no barcode reader')
  bring(['qr_code'], [])
  await expect(nativeEngine()).rejects.toThrow('lacks a format')
})

it('a reader that answers something else is broken', async () => {
  bring(everyFormat, [{ text: '4712345678900' }])
  await expect((await nativeEngine()).read(frame)).rejects.toThrow('rawValue')
})

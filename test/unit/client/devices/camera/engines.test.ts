import { expect, it } from 'vitest'
import type { BarcodeEngine, EngineSource } from '#client/devices/camera/engine.ts'
import { firstThatWorks } from '#client/devices/camera/engines.ts'
import { readsOf } from '#client/devices/camera/wasm-settings.ts'

const frame = { data: new Uint8ClampedArray(4), width: 1, height: 1 }
const closed: string[] = []

const working = (name: string): EngineSource => ({
  name,
  load: async (): Promise<BarcodeEngine> => ({
    read: async () => [{ text: name, format: 'qr' }],
    close: () => closed.push(name),
  }),
})
const missing: EngineSource = { name: 'missing', load: () => Promise.reject(new Error('not here')) }

function breaking(after: number): EngineSource {
  let frames = 0
  return {
    name: 'breaking',
    load: async () => ({
      async read() {
        frames += 1
        if (frames > after) throw new Error('broken')
        return []
      },
      close: () => closed.push('breaking'),
    }),
  }
}

it('the first engine that loads reads', async () => {
  const engine = firstThatWorks([missing, working('second'), working('third')])
  expect(await engine.read(frame)).toEqual([{ text: 'second', format: 'qr' }])
  expect(engine.name).toBe('second')
})

it('an engine that breaks while reading hands the same frame to the next', async () => {
  const engine = firstThatWorks([breaking(1), working('next')])
  expect(await engine.read(frame)).toEqual([])
  expect(await engine.read(frame)).toEqual([{ text: 'next', format: 'qr' }])
  expect(closed).toContain('breaking')
})

it('an engine that is not needed is never loaded', async () => {
  let loaded = 0
  const counting: EngineSource = {
    name: 'counting',
    load() {
      loaded += 1
      return missing.load()
    },
  }
  const engine = firstThatWorks([working('first'), counting])
  await engine.read(frame)
  expect(loaded).toBe(0)
})

it('without any engine the reading fails, and says so', async () => {
  await expect(firstThatWorks([missing]).read(frame)).rejects.toThrow('no barcode reader')
})

it('closing lets go of the engine, also while it is being loaded', async () => {
  const engine = firstThatWorks([working('late')])
  const reading = engine.read(frame)
  engine.close()
  expect(await reading).toEqual([])
  expect(closed).toContain('late')
})

it('only valid reads of formats that we asked for come out of zxing-wasm', () => {
  expect(
    readsOf([
      { isValid: true, text: '4712345678900', format: 'EAN13' },
      { isValid: false, text: '4712345678901', format: 'EAN13' },
      { isValid: true, text: 'x', format: 'Aztec' },
    ]),
  ).toEqual([{ text: '4712345678900', format: 'ean-13' }])
})

import { expect, it } from 'vitest'
import { agree, type Seen } from '#client/devices/camera/agreement.ts'
import type { BarcodeRead } from '#client/devices/camera/engine.ts'

const mug: BarcodeRead = { text: '4712345678900', format: 'ean-13' }
const pen: BarcodeRead = { text: '4006381333931', format: 'ean-13' }

type Look = readonly [at: number, ...reads: BarcodeRead[]]

/** What counts, frame by frame. */
function counted(...looks: readonly Look[]): readonly (readonly string[])[] {
  let seen: readonly Seen[] = []
  return looks.map(([at, ...reads]) => {
    const step = agree(seen, reads, at)
    seen = step.seen
    return step.counted.map(({ text }) => text)
  })
}

it('one frame is no read, two that agree are one', () => {
  expect(counted([0, mug], [50, mug])).toEqual([[], [mug.text]])
})

it('a frame in which nothing was read lies between two that agree', () => {
  expect(counted([0, mug], [50], [100, mug])).toEqual([[], [], [mug.text]])
})

it('misreads that differ never count', () => {
  const misread = (text: string): BarcodeRead => ({ text, format: 'ean-13' })
  const looks = [0, 50, 100].map((at): Look => [at, misread(`900000000000${at}`)])
  expect(counted(...looks).flat()).toEqual([])
})

it('the same digits as another kind of code do not agree', () => {
  expect(counted([0, mug], [50, { ...mug, format: 'itf' }]).flat()).toEqual([])
})

it('the same code twice in one frame is one look at it', () => {
  expect(counted([0, mug, mug]).flat()).toEqual([])
})

it('two looks a second apart are two looks', () => {
  expect(counted([0, mug], [1000, mug]).flat()).toEqual([])
})

it('a code that stays before the camera is one piece, however long', () => {
  const looks = Array.from({ length: 100 }, (_, i): Look => [i * 100, mug])
  expect(counted(...looks).flat()).toEqual([mug.text])
})

it('a code that comes back after it was out of sight for 1.5 s is another piece', () => {
  const back = [[0, mug], [50, mug], [1000], [1500], [1600, mug], [1650, mug]] as const
  expect(counted(...back)).toEqual([[], [mug.text], [], [], [], [mug.text]])
})

it('a tablet that was too busy to look has not seen that it was gone', () => {
  expect(counted([0, mug], [50, mug], [3000, mug], [3050, mug], [6000], [6050, mug]).flat()).toEqual([
    mug.text,
  ])
})

it('another code counts at once', () => {
  expect(counted([0, mug], [50, mug], [100, pen], [150, pen])).toEqual([[], [mug.text], [], [pen.text]])
})

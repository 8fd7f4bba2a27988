import { expect, it } from 'vitest'
import { isRepeatedRead } from '#client/devices/scan.ts'

const camera = (text: string, at: number) => ({ text, source: 'camera', at }) as const

it('a camera that reads the same code again within 1.5 s has read one', () => {
  expect(isRepeatedRead(camera('A', 0), camera('A', 1499))).toBe(true)
  expect(isRepeatedRead(camera('A', 0), camera('A', 1500))).toBe(false)
  expect(isRepeatedRead(camera('A', 0), camera('B', 10))).toBe(false)
})

it('a wedge scanner that reads the same code again has read two', () => {
  const wedge = { text: 'A', source: 'wedge', at: 0 } as const
  expect(isRepeatedRead(wedge, { ...wedge, at: 10 })).toBe(false)
})

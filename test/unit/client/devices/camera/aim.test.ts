import { expect, it } from 'vitest'
import { aimedAt, aimShare, readAt } from '#client/devices/camera/aim.ts'

it('the aimed box lies in the middle of the picture and shows what the aim frame shows', () => {
  const box = aimedAt({ width: 1280, height: 720 }, { width: 640, height: 360 })
  expect(box).toEqual({ x: 103, y: 101, width: 1075, height: 518 })
})

it('what the view cuts off is not read', () => {
  // A square view of a wide picture: the sides of the picture are not on the screen.
  const box = aimedAt({ width: 1280, height: 720 }, { width: 300, height: 300 })
  expect(box.width).toBe(Math.round(720 * aimShare.width))
  expect(box.x).toBe(Math.round((1280 - box.width) / 2))
})

it('the reader is given no more dots than it needs', () => {
  expect(readAt({ width: 1920, height: 1080 })).toEqual({ width: 960, height: 540 })
  expect(readAt({ width: 400, height: 200 })).toEqual({ width: 400, height: 200 })
})

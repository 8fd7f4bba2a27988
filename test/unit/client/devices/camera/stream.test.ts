import { expect, it } from 'vitest'
import { problemOf } from '#client/devices/camera/stream.ts'

it.each([
  ['NotFoundError', 'no-camera'],
  ['OverconstrainedError', 'no-camera'],
  ['NotAllowedError', 'refused'],
  ['NotReadableError', 'in-use'],
  ['AbortError', 'in-use'],
  ['InvalidStateError', 'failed'],
])('the browser’s %s is told as %s', (name, problem) => {
  expect(problemOf(new DOMException('', name))).toBe(problem)
})

import { expect, it } from 'vitest'
import { failure, type Result, success } from '#shared/base/result.ts'
import type { Camera, CameraSession, CameraView } from '#client/devices/camera/camera.ts'
import type { CameraProblem } from '#client/devices/camera/stream.ts'
import { useBasket } from '#client/state/basket.ts'
import { useCamera } from '#client/state/camera.ts'
import { useNotice } from '#client/state/notice.ts'
import { useScanning } from '#client/state/scanning.ts'
import { makeCounter, mug } from '../../../make/counter.ts'

/** Never touched: the camera behind it is a fake. */
const video = {} as HTMLVideoElement
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

function fakeCamera(answer: Partial<CameraSession> = {}) {
  const views: CameraView[] = []
  let closings = 0
  const session: CameraSession = {
    hasTorch: false,
    setTorch: async () => true,
    close: () => (closings += 1),
    ...answer,
  }
  const camera: Camera = {
    async open(view): Promise<Result<CameraSession, CameraProblem>> {
      views.push(view)
      return success(session)
    },
  }
  return { camera, views, closings: () => closings }
}

it('what the camera reads goes the way of every scan', async () => {
  const { camera, views } = fakeCamera()
  const { pinia, heard, pass } = makeCounter({}, { camera })
  const store = useCamera(pinia)
  store.toggle()
  await store.start(video)
  expect(store.stage).toEqual({ kind: 'looking' })
  views[0]?.onRead({ text: '4712345678900', format: 'ean-13' })
  expect(store.stage).toEqual({ kind: 'read' })
  await settled()
  await useScanning(pinia).onScan({ text: '4712345678900', source: 'camera', at: 0 })
  expect(useBasket(pinia).lines).toMatchObject([{ sku: mug.sku, quantity: 1 }])
  expect(heard).toEqual(['success'])
  pass(1500)
  expect(store.stage).toEqual({ kind: 'looking' })
})

it('a camera that does not open says why, and can be tried again', async () => {
  let answer: Result<CameraSession, CameraProblem> = failure('refused')
  const { pinia } = makeCounter({}, { camera: { open: async () => answer } })
  const store = useCamera(pinia)
  store.toggle()
  await store.start(video)
  expect(store.stage).toEqual({ kind: 'problem', problem: 'refused' })
  answer = success({ hasTorch: true, setTorch: async () => true, close: () => undefined })
  await store.start(video)
  expect(store.stage).toEqual({ kind: 'looking' })
  expect(store.torch).toBe('off')
})

it('closed before the camera came up, it is let go of as soon as it comes', async () => {
  const { camera, closings } = fakeCamera()
  const store = useCamera(makeCounter({}, { camera }).pinia)
  store.toggle()
  const starting = store.start(video)
  store.close()
  await starting
  expect(closings()).toBe(1)
  expect(store.isOpen).toBe(false)
})

it('a hidden page closes the panel; a camera that goes away says so', async () => {
  const { camera, views, closings } = fakeCamera()
  const store = useCamera(makeCounter({}, { camera }).pinia)
  store.toggle()
  await store.start(video)
  views[0]?.onEnd('lost')
  expect(store.stage).toEqual({ kind: 'problem', problem: 'lost' })
  await store.start(video)
  views[1]?.onEnd(undefined)
  expect(store.isOpen).toBe(false)
  expect(closings()).toBe(2)
})

it('the lamp that does not obey is told', async () => {
  let obeys = true
  const { camera } = fakeCamera({ hasTorch: true, setTorch: async () => obeys })
  const store = useCamera(makeCounter({}, { camera }).pinia)
  await store.start(video)
  await store.switchTorch()
  expect(store.torch).toBe('on')
  obeys = false
  await store.switchTorch()
  expect(store.torch).toBe('failed')
})

it('R3 a bank card before the camera is nowhere to be read', async () => {
  const { camera, views } = fakeCamera()
  const { pinia } = makeCounter({}, { camera })
  const store = useCamera(pinia)
  await store.start(video)
  views[0]?.onRead({ text: '4111111111111111', format: 'code-128' })
  await settled()
  expect(JSON.stringify([store.stage, useNotice(pinia).shown])).not.toContain('4111')
  expect(useNotice(pinia).shown).toEqual({ kind: 'secret', what: 'bankCard' })
})

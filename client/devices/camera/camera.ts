/**
 * The camera as a scanner: looks at one frame after the other, never at two at once, and says what two frames agree on. It
 * lets go of the camera when it is closed and when the page is hidden.
 */
import { failure, type Result, success } from '#shared/base/result.ts'
import { agree, type Seen } from './agreement.ts'
import { aimedAt, readAt } from './aim.ts'
import type { BarcodeEngine, BarcodeRead, EngineSource, Frame } from './engine.ts'
import { firstThatWorks } from './engines.ts'
import { type CameraProblem, hasTorch, openStream, release, setTorch } from './stream.ts'

export type CameraView = {
  /** Shows the picture; its size on the screen is what the aim frame is a part of. */
  readonly video: HTMLVideoElement
  onRead(read: BarcodeRead): void
  /** The camera was let go of, and not by `close`: without a problem because the page was hidden. */
  onEnd(problem: CameraProblem | undefined): void
}

export interface CameraSession {
  readonly hasTorch: boolean
  /** False when the lamp did not obey. */
  setTorch(on: boolean): Promise<boolean>
  close(): void
}

export interface Camera {
  open(view: CameraView): Promise<Result<CameraSession, CameraProblem>>
}

export function browserCamera(sources: readonly EngineSource[]): Camera {
  return {
    async open(view) {
      const opened = await openStream()
      if (!opened.ok) return opened
      const stream = opened.value
      // Hidden while the question of permission was up: nobody is looking.
      if (document.visibilityState === 'hidden') {
        release(stream)
        return failure('lost')
      }
      const { video } = view
      video.srcObject = stream
      // A play that is cut short by closing is no failure.
      await video.play().catch(() => undefined)
      return success(sessionOf(stream, view, firstThatWorks(sources)))
    },
  }
}

function sessionOf(stream: MediaStream, view: CameraView, engine: BarcodeEngine): CameraSession {
  const { video } = view
  const looking = new AbortController()
  const close = (): void => {
    if (looking.signal.aborted) return
    looking.abort()
    engine.close()
    release(stream)
    video.srcObject = null
  }
  const end = (problem: CameraProblem | undefined): void => {
    if (looking.signal.aborted) return
    close()
    view.onEnd(problem)
  }
  const { signal } = looking
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'hidden' && end(undefined),
    {
      signal,
    },
  )
  for (const track of stream.getTracks()) track.addEventListener('ended', () => end('lost'), { signal })
  look({ video, engine, signal }, view.onRead).catch(() => end('no-reader'))
  return { hasTorch: hasTorch(stream), setTorch: (on) => setTorch(stream, on), close }
}

type Looking = {
  readonly video: HTMLVideoElement
  readonly engine: BarcodeEngine
  readonly signal: AbortSignal
}

async function look({ video, engine, signal }: Looking, onRead: (read: BarcodeRead) => void): Promise<void> {
  const take = frameTaker(video)
  let seen: readonly Seen[] = []
  while (!signal.aborted) {
    await nextPicture(video)
    if (signal.aborted) return
    const frame = take()
    if (frame === undefined) continue
    const reads = await engine.read(frame)
    if (signal.aborted) return
    const agreed = agree(seen, reads, performance.now())
    seen = agreed.seen
    for (const read of agreed.counted) onRead(read)
  }
}

/** With requestVideoFrameCallback no picture is looked at twice, so two that agree are two. */
function nextPicture(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    const next = (): void => resolve()
    // A video without pictures never calls back; closing must not wait for one.
    const timer = setTimeout(next, 500)
    if ('requestVideoFrameCallback' in video) {
      video.requestVideoFrameCallback(() => {
        clearTimeout(timer)
        next()
      })
    } else {
      requestAnimationFrame(() => {
        clearTimeout(timer)
        setTimeout(next, 60)
      })
    }
  })
}

/** Cuts the aimed part out of the picture. Undefined while there is none. */
function frameTaker(video: HTMLVideoElement): () => Frame | undefined {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return () => {
    const picture = { width: video.videoWidth, height: video.videoHeight }
    if (context === null || picture.width === 0 || picture.height === 0) return undefined
    const view = { width: video.clientWidth || picture.width, height: video.clientHeight || picture.height }
    const box = aimedAt(picture, view)
    const { width, height } = readAt(box)
    if (canvas.width !== width) canvas.width = width
    if (canvas.height !== height) canvas.height = height
    context.drawImage(video, box.x, box.y, box.width, box.height, 0, 0, width, height)
    return context.getImageData(0, 0, width, height)
  }
}

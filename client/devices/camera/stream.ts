/** The camera's light: asked for, refused, lit and let go of. */
import { failure, type Result, success } from '#shared/base/result.ts'

/** What stands in the way; the screen says what to do about each. */
export type CameraProblem = 'no-camera' | 'refused' | 'in-use' | 'insecure' | 'lost' | 'no-reader' | 'failed'

const wanted: MediaStreamConstraints = {
  audio: false,
  // The rear camera when there is one. Twice these dots read no more codes and cost four times the work.
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
}

export async function openStream(): Promise<Result<MediaStream, CameraProblem>> {
  // A page that did not come over a safe line has no mediaDevices at all.
  if (!('mediaDevices' in navigator)) return failure('insecure')
  try {
    return success(await navigator.mediaDevices.getUserMedia(wanted))
  } catch (error) {
    return failure(problemOf(error))
  }
}

export function problemOf(error: unknown): CameraProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  switch (name) {
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'no-camera'
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused'
    // Windows and Android answer these when another app holds the camera.
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use'
    default:
      return 'failed'
  }
}

export function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/** Not every browser can say what a camera can do, and not every camera has a lamp. */
export function hasTorch(stream: MediaStream): boolean {
  const [track] = stream.getVideoTracks()
  if (track === undefined || !('getCapabilities' in track)) return false
  return Reflect.get(track.getCapabilities(), 'torch') === true
}

export async function setTorch(stream: MediaStream, on: boolean): Promise<boolean> {
  const [track] = stream.getVideoTracks()
  const torch: object = { torch: on }
  try {
    await track?.applyConstraints({ advanced: [torch] })
    return track !== undefined
  } catch {
    return false
  }
}

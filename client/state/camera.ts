/** The camera beside the scan field: open or not, what it says, and where its reads go. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { CameraSession } from '../devices/camera/camera.ts'
import type { CameraProblem } from '../devices/camera/stream.ts'
import { useParts } from './parts.ts'
import { useScanning } from './scanning.ts'

export type CameraStage =
  /** What was read is not said here: it may be the number of somebody's bank card. The notice line knows what may be shown. */
  | { readonly kind: 'starting' | 'looking' | 'read' }
  | { readonly kind: 'problem'; readonly problem: CameraProblem }

/** How long the panel says that it read, before it asks for the next code. */
const readShownMs = 1500

export const useCamera = defineStore('camera', () => {
  const { camera, clock } = useParts()
  const scanning = useScanning()

  const isOpen = shallowRef(false)
  const stage = shallowRef<CameraStage>({ kind: 'starting' })
  /** Undefined: this camera has no lamp. */
  const torch = shallowRef<'on' | 'off' | 'failed'>()
  let session: CameraSession | undefined
  /** Opened and closed faster than a camera starts: only the latest opening may show. */
  let opening = 0

  function toggle(): void {
    if (isOpen.value) close()
    else isOpen.value = true
  }

  /** The panel is on the screen and has something to show the picture in. */
  async function start(video: HTMLVideoElement): Promise<void> {
    release()
    const mine = opening
    stage.value = { kind: 'starting' }
    const opened = await camera.open({
      video,
      onRead: ({ text }) => onRead(text),
      onEnd: (problem) => onEnd(problem),
    })
    if (mine !== opening) {
      if (opened.ok) opened.value.close()
      return
    }
    if (!opened.ok) {
      stage.value = { kind: 'problem', problem: opened.error }
      return
    }
    session = opened.value
    stage.value = { kind: 'looking' }
    torch.value = session.hasTorch ? 'off' : undefined
  }

  function onRead(text: string): void {
    const read = { kind: 'read' } as const
    stage.value = read
    void scanning.onScan({ text, source: 'camera', at: clock.monotonic() })
    clock.later(() => {
      if (stage.value === read) stage.value = { kind: 'looking' }
    }, readShownMs)
  }

  /** Hidden pages give the camera back, and who returns to the counter opens it when it is needed. */
  function onEnd(problem: CameraProblem | undefined): void {
    release()
    if (problem === undefined) isOpen.value = false
    else stage.value = { kind: 'problem', problem }
  }

  async function switchTorch(): Promise<void> {
    const on = torch.value !== 'on'
    const obeyed = await session?.setTorch(on)
    if (torch.value === undefined) return
    torch.value = obeyed === true ? (on ? 'on' : 'off') : 'failed'
  }

  function close(): void {
    release()
    isOpen.value = false
  }

  function release(): void {
    opening += 1
    session?.close()
    session = undefined
    torch.value = undefined
  }

  return { isOpen, stage, torch, toggle, start, switchTorch, close }
})

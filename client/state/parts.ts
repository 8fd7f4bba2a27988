/** What the state is given by main.ts: the tablet and the devices, behind interfaces. */
import { type InjectionKey, inject } from 'vue'
import { known } from '#shared/base/assert.ts'
import type { Id } from '#shared/base/id.ts'
import type { AskOffice } from '#client/sync/office.ts'
import type { Presence } from '../devices/presence.ts'
import type { Camera } from '../devices/camera/camera.ts'
import type { Host } from '../devices/host.ts'
import type { Feedback } from '../devices/feedback.ts'
import type { VerifyPin } from '../devices/pin.ts'
import type { Printers } from '../devices/printer.ts'
import type { ScreenLook } from '../devices/screen-look.ts'
import type { Scanner } from '../devices/scan.ts'
import type { CounterTablet } from './tablet.ts'

export interface Clock {
  /** Unix ms. */
  now(): number
  /** Milliseconds that only ever grow while the page lives. */
  monotonic(): number
  later(work: () => void, ms: number): () => void
}

export interface CounterParts {
  readonly tablet: CounterTablet
  readonly scanner: Scanner
  readonly camera: Camera
  readonly feedback: Feedback
  readonly printers: Printers
  readonly presence: Presence
  readonly clock: Clock
  readonly host: Host
  readonly screenLook: ScreenLook
  readonly verifyPin: VerifyPin
  /** The same for what a buyer says. */
  readonly verifyProof: VerifyPin
  readonly askOffice: AskOffice
  /** A new operation's id. */
  readonly newId: () => Id
}

export const partsKey: InjectionKey<CounterParts> = Symbol('counter parts')

/** Inside a store's set-up: Pinia runs it in the app's injection context. */
export function useParts(): CounterParts {
  return known(inject(partsKey, undefined), 'the parts of the counter')
}

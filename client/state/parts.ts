/** What the state is given by main.ts: the tablet and the devices, behind interfaces. */
import { type InjectionKey, inject } from 'vue'
import { known } from '#shared/base/assert.ts'
import type { PinVerifier } from '#shared/domain/staff.ts'
import type { Feedback } from '../devices/feedback.ts'
import type { Printer } from '../devices/printer.ts'
import type { Scanner } from '../devices/scan.ts'
import type { Tablet } from './tablet.ts'

export interface Clock {
  /** Unix ms. */
  now(): number
  /** Milliseconds that only ever grow while the page lives. */
  monotonic(): number
  later(work: () => void, ms: number): () => void
}

export interface CounterParts {
  readonly tablet: Tablet
  readonly scanner: Scanner
  readonly feedback: Feedback
  readonly printer: Printer
  readonly clock: Clock
  verifyPin(pin: string, verifier: PinVerifier): Promise<boolean>
}

export const partsKey: InjectionKey<CounterParts> = Symbol('counter parts')

/** Inside a store's set-up: Pinia runs it in the app's injection context. */
export function useParts(): CounterParts {
  return known(inject(partsKey, undefined), 'the parts of the counter')
}

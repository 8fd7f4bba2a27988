/** The wedge scanner: listens to the keys of the whole page and hands on what wedge.ts takes for a scan. */
import { type GuardedField, type Remembered, putBack, remember } from './field-guard.ts'
import type { Scan, Scanner } from './scan.ts'
import {
  type Burst,
  type KeyStroke,
  type WedgeSettings,
  readKey,
  readSilence,
  wedgeDefaults,
} from './wedge.ts'

/** The part of KeyboardEvent that is needed here. */
export interface KeyEvent {
  readonly code: string
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
  readonly repeat: boolean
  readonly isComposing: boolean
  readonly timeStamp: number
  preventDefault(): void
  stopImmediatePropagation(): void
}

export interface KeyboardParts {
  readonly page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
  readonly fieldWithFocus: () => GuardedField | undefined
  readonly later: (work: () => void, ms: number) => () => void
  readonly settings?: WedgeSettings
}

/** Time for keys that wait in a busy page's queue. */
const queueMs = 40

export function keyboardScanner(parts: KeyboardParts): Scanner {
  const settings = parts.settings ?? wedgeDefaults
  const listeners = new Set<(scan: Scan) => void>()
  let burst: Burst | undefined
  let remembered: Remembered | undefined
  let cancelSilence = (): void => undefined
  let composing = false
  /** A scanner that was seen to end a scan with a key always does: from then on silence ends nothing. */
  let endsByKey = false
  const swallowed = new Set<string>()

  const deliver = (text: string, at: number): void => {
    if (remembered !== undefined) putBack(remembered, composing, parts.later)
    burst = undefined
    remembered = undefined
    for (const listener of listeners) listener({ text, source: 'wedge', at })
  }
  const onSilence = (): void => {
    const text = burst === undefined ? undefined : readSilence(burst, settings)
    if (burst !== undefined && text !== undefined) deliver(text, burst.lastAt)
  }
  /** A page that was busy has keys in its queue: they come first, and their own time tells whether they belong together. */
  const onSilenceSoFar = (): void => {
    cancelSilence = parts.later(onSilence, queueMs)
  }
  const onKeyDown = (event: KeyEvent): void => {
    const field = parts.fieldWithFocus()
    const step = readKey(burst, strokeOf(event, field !== undefined), settings)
    burst = step.burst
    composing = event.isComposing || event.key === 'Process'
    if (step.opens) remembered = field === undefined ? undefined : remember(field)
    if (step.swallow) {
      swallowed.add(event.code)
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    cancelSilence()
    endsByKey ||= step.scan !== undefined
    if (step.scan !== undefined) deliver(step.scan, event.timeStamp)
    else if (burst !== undefined && !endsByKey) {
      cancelSilence = parts.later(onSilenceSoFar, settings.silent.afterMs)
    }
  }
  const onKeyUp = (event: KeyEvent): void => {
    // A button is pressed by the space key going up, so both halves of a swallowed key stay away from the page.
    if (!swallowed.delete(event.code)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  const down = asListener(onKeyDown)
  const up = asListener(onKeyUp)

  return {
    onScan(listener) {
      if (listeners.size === 0) {
        parts.page.addEventListener('keydown', down, { capture: true })
        parts.page.addEventListener('keyup', up, { capture: true })
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        parts.page.removeEventListener('keydown', down, { capture: true })
        parts.page.removeEventListener('keyup', up, { capture: true })
        cancelSilence()
        burst = undefined
      }
    },
  }
}

function strokeOf(event: KeyEvent, inField: boolean): KeyStroke {
  return {
    code: event.code,
    key: event.key,
    shift: event.shiftKey,
    control: event.ctrlKey,
    alt: event.altKey,
    meta: event.metaKey,
    repeat: event.repeat,
    inField,
    at: event.timeStamp,
  }
}

function asListener(work: (event: KeyEvent) => void): (event: Event) => void {
  return (event) => {
    if (isKeyEvent(event)) work(event)
  }
}

function isKeyEvent(event: Event): event is Event & KeyEvent {
  return 'code' in event && 'isComposing' in event
}

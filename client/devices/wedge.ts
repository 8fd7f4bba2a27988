/**
 * Tells a scanner's burst of keys from a person's typing. Pure: the state goes in and comes out, time is an argument.
 * The keys themselves are listened to in keyboard.ts.
 */
import { characterOf, isModifier } from './key-table.ts'

export type WedgeSettings = {
  /** Two keys further apart than this are not of one burst. Slow scanners need 80 ms a key and peak at 100. */
  readonly gapMsMax: number
  /** A whole burst slower than this is a person: fast typists average 120 ms and more. */
  readonly averageMsMax: number
  /** A burst shorter than this is a person, unless a prefix key announced it. */
  readonly lengthMin: number
  /** Longer than any code we know: whatever comes is let go, so that a jammed key cannot fill the memory. */
  readonly lengthMax: number
  /** `event.code` of the keys that end a scan. */
  readonly suffixes: readonly string[]
  /** `event.code` of a key that the scanner was programmed to send first. */
  readonly prefix?: string
  /** Without a suffix only a burst this long and this fast on average is taken for a scan, when silence follows. */
  readonly silent: { readonly lengthMin: number; readonly averageMsMax: number; readonly afterMs: number }
}

export const wedgeDefaults: WedgeSettings = {
  gapMsMax: 120,
  averageMsMax: 100,
  lengthMin: 6,
  lengthMax: 512,
  suffixes: ['Enter', 'NumpadEnter', 'Tab'],
  silent: { lengthMin: 8, averageMsMax: 40, afterMs: 160 },
}

export type KeyStroke = {
  readonly code: string
  readonly key: string
  readonly shift: boolean
  readonly control: boolean
  readonly alt: boolean
  readonly meta: boolean
  readonly repeat: boolean
  /** Whether the key would type into a field. */
  readonly inField: boolean
  /** Monotonic milliseconds. */
  readonly at: number
}

export type Burst = {
  readonly text: string
  readonly firstAt: number
  readonly lastAt: number
  /** True after the prefix key: then nothing reaches the page. */
  readonly announced: boolean
}

export type WedgeStep = {
  readonly burst: Burst | undefined
  /** The key opens a burst: now is the time to remember what the focused field holds. */
  readonly opens: boolean
  /** The key must not reach the page. */
  readonly swallow: boolean
  readonly scan?: string
}

const nothing: WedgeStep = { burst: undefined, opens: false, swallow: false }

export function readKey(before: Burst | undefined, stroke: KeyStroke, settings: WedgeSettings): WedgeStep {
  const burst = stillRunning(before, stroke, settings) ? before : undefined
  if (isModifier(stroke.code)) return { burst, opens: false, swallow: false }
  if (stroke.code === settings.prefix) return announce(stroke)
  if (settings.suffixes.includes(stroke.code)) return end(burst, settings)
  if (stroke.repeat || stroke.alt || stroke.meta) return nothing
  const character = characterOf(stroke)
  if (character === undefined) return nothing
  return extend(burst, character, { stroke, settings })
}

/** Asked when no key came for a while: a scanner without a suffix ends its scan by silence. */
export function readSilence(burst: Burst, settings: WedgeSettings): string | undefined {
  const { lengthMin, averageMsMax } = settings.silent
  if (burst.announced) return burst.text === '' ? undefined : burst.text
  if (burst.text.length < lengthMin) return undefined
  return averageMs(burst) <= averageMsMax ? burst.text : undefined
}

function averageMs(burst: Burst): number {
  return burst.text.length < 2 ? 0 : (burst.lastAt - burst.firstAt) / (burst.text.length - 1)
}

function stillRunning(burst: Burst | undefined, stroke: KeyStroke, settings: WedgeSettings): boolean {
  return burst !== undefined && stroke.at - burst.lastAt <= settings.gapMsMax
}

function announce(stroke: KeyStroke): WedgeStep {
  const burst = { text: '', firstAt: stroke.at, lastAt: stroke.at, announced: true }
  return { burst, opens: true, swallow: true }
}

function end(burst: Burst | undefined, settings: WedgeSettings): WedgeStep {
  if (burst === undefined || burst.text === '') return nothing
  if (!burst.announced && !looksLikeScanner(burst, settings)) return nothing
  return { burst: undefined, opens: false, swallow: true, scan: burst.text }
}

function looksLikeScanner(burst: Burst, settings: WedgeSettings): boolean {
  return burst.text.length >= settings.lengthMin && averageMs(burst) <= settings.averageMsMax
}

function extend(
  burst: Burst | undefined,
  character: string,
  { stroke, settings }: { readonly stroke: KeyStroke; readonly settings: WedgeSettings },
): WedgeStep {
  if (burst === undefined) {
    const opened = { text: character, firstAt: stroke.at, lastAt: stroke.at, announced: false }
    return { burst: opened, opens: true, swallow: false }
  }
  if (burst.text.length >= settings.lengthMax) return nothing
  const longer = { ...burst, text: burst.text + character, lastAt: stroke.at }
  // Outside a field a burst types nothing, but its space would press the focused button.
  return { burst: longer, opens: false, swallow: burst.announced || !stroke.inField }
}

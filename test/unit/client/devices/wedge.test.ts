import { describe, expect, it } from 'vitest'
import {
  type Burst,
  type KeyStroke,
  type WedgeSettings,
  readKey,
  readSilence,
  wedgeDefaults,
} from '#client/devices/wedge.ts'

type Typed = {
  readonly code: string
  readonly shift?: boolean
  readonly control?: boolean
  readonly key?: string
}

/** The physical keys of a US keyboard for a text, as a scanner sends them. */
function keysOf(text: string): Typed[] {
  return [...text].map((character) => {
    if (/[0-9]/.test(character)) return { code: `Digit${character}` }
    if (/[a-z]/.test(character)) return { code: `Key${character.toUpperCase()}` }
    if (/[A-Z]/.test(character)) return { code: `Key${character}`, shift: true }
    const others: Record<string, Typed> = {
      '.': { code: 'Period' },
      '-': { code: 'Minus' },
      _: { code: 'Minus', shift: true },
      ']': { code: 'BracketRight' },
      '\u001d': { code: 'BracketRight', control: true },
      ' ': { code: 'Space' },
    }
    return others[character] ?? { code: 'Unknown' }
  })
}

const enter: Typed = { code: 'Enter' }

function stroke(typed: Typed, at: number, inField = false): KeyStroke {
  const { code, shift = false, control = false, key = 'Process' } = typed
  return { code, key, shift, control, alt: false, meta: false, repeat: false, inField, at }
}

/** Everything that was scanned when these keys come one after the other. */
function read(
  typed: readonly Typed[],
  gapMs: number | ((place: number) => number),
  settings: WedgeSettings = wedgeDefaults,
) {
  let burst: Burst | undefined
  let at = 1000
  const scans: string[] = []
  const swallowed: string[] = []
  typed.forEach((one, place) => {
    at += typeof gapMs === 'number' ? gapMs : gapMs(place)
    const step = readKey(burst, stroke(one, at), settings)
    burst = step.burst
    if (step.scan !== undefined) scans.push(step.scan)
    if (step.swallow) swallowed.push(one.code)
  })
  return { scans, swallowed, burst }
}

describe('a wedge scanner', () => {
  it('is read from the physical keys, whatever the input method makes of them', () => {
    expect(read([...keysOf('4712345678900'), enter], 10).scans).toEqual(['4712345678900'])
    expect(read([...keysOf('M0012345'), enter], 10).scans).toEqual(['M0012345'])
  })

  it('keeps the case of letters and every sign of a receipt code', () => {
    const code = 'OC1.AZqQ-AA_cACb'
    expect(read([...keysOf(code), enter], 12).scans).toEqual([code])
  })

  it('reads the code that a buyer was sent, and every sign of their QR code', () => {
    expect(read([...keysOf('K7M3PQ2X'), enter], 12).scans).toEqual(['K7M3PQ2X'])
    const code = 'OCP1.AZqQ-AA_cACbx0Zk-_9aQ1wE5rTy7uIo2pAsDfGhJkL'
    expect(read([...keysOf(code), enter], 12).scans).toEqual([code])
  })

  it('keeps the group separator of a GS1 code', () => {
    expect(read([...keysOf(']C10109506000134352\u001d10ABC'), enter], 10).scans).toEqual([
      ']C10109506000134352\u001d10ABC',
    ])
  })

  it('ignores the modifier keys that a scanner presses in between', () => {
    const keys = keysOf('M0012345').flatMap((key) => [{ code: 'ShiftLeft' }, key])
    expect(read([...keys, enter], 5).scans).toEqual(['M0012345'])
  })

  it('may be slow: 80 ms a key with peaks of 100', () => {
    const gaps = (place: number): number => (place % 4 === 3 ? 100 : 80)
    expect(read([...keysOf('4712345678900'), enter], gaps).scans).toEqual(['4712345678900'])
  })

  it('loses none of 100 scans at 5 a second', () => {
    const codes = Array.from({ length: 100 }, (_, place) => String(4_712_345_000_000 + place))
    const keys = codes.flatMap((code) => [...keysOf(code), enter])
    const gaps = (place: number): number => (place % 14 === 0 ? 200 - 13 * 10 : 10)
    expect(read(keys, gaps).scans).toEqual(codes)
  })

  it('reads the same code twice as two', () => {
    const once = [...keysOf('4712345678900'), enter]
    expect(read([...once, ...once], 10).scans).toHaveLength(2)
  })

  it('may end with Tab or the Enter of the number pad', () => {
    const digits = [...'4712345678900'].map((digit) => ({ code: `Numpad${digit}` }))
    expect(read([...digits, { code: 'NumpadEnter' }], 10).scans).toEqual(['4712345678900'])
    expect(read([...digits, { code: 'Tab' }], 10).scans).toEqual(['4712345678900'])
  })

  it('is heard where the platform names no physical key', () => {
    const keys = [...'M0012345'].map((key) => ({ code: '', key }))
    expect(read([...keys, enter], 10).scans).toEqual(['M0012345'])
  })

  it('with a prefix key reaches nobody else, however short or slow it is', () => {
    const settings = { ...wedgeDefaults, prefix: 'F20' }
    const { scans, swallowed } = read([{ code: 'F20' }, ...keysOf('A1'), enter], 110, settings)
    expect(scans).toEqual(['A1'])
    expect(swallowed).toEqual(['F20', 'KeyA', 'Digit1', 'Enter'])
  })

  it('without a suffix ends by silence, when it was fast and long', () => {
    const { burst } = read(keysOf('4712345678900'), 10)
    expect(burst && readSilence(burst, wedgeDefaults)).toBe('4712345678900')
    const slow = read(keysOf('4712345678900'), 90)
    expect(slow.burst && readSilence(slow.burst, wedgeDefaults)).toBeUndefined()
  })
})

describe('a person', () => {
  it('is not taken for a scanner, even a fast one', () => {
    expect(read([...keysOf('4712345678900'), enter], 130).scans).toEqual([])
    expect(read([...keysOf('usb cable'), enter], (place) => (place % 2 === 0 ? 90 : 119)).scans).toEqual([])
  })

  it('may type a short amount as fast as they like', () => {
    expect(read([...keysOf('1000'), enter], 30).scans).toEqual([])
  })

  it('who leans on a key scans nothing', () => {
    let burst: Burst | undefined
    const scans: string[] = []
    for (let place = 0; place < 40; place += 1) {
      const step = readKey(
        burst,
        { ...stroke({ code: 'Digit1' }, place * 30), repeat: place > 0 },
        wedgeDefaults,
      )
      burst = step.burst
    }
    const end = readKey(burst, stroke(enter, 40 * 30), wedgeDefaults)
    if (end.scan !== undefined) scans.push(end.scan)
    expect(scans).toEqual([])
  })

  it('keeps the Enter key for buttons and forms', () => {
    expect(read([enter], 10).swallowed).toEqual([])
    expect(read([...keysOf('12'), enter], 10).swallowed).not.toContain('Enter')
  })

  it('using a shortcut ends a burst', () => {
    const keys = [...keysOf('471234'), { code: 'KeyA', control: true }, ...keysOf('567'), enter]
    expect(read(keys, 10).scans).toEqual([])
  })
})

it('a jammed key cannot fill the memory', () => {
  const { burst } = read(keysOf('1'.repeat(600)), 10)
  expect((burst?.text ?? '').length).toBeLessThanOrEqual(wedgeDefaults.lengthMax)
})

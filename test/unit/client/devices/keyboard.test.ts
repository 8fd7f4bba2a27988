import { describe, expect, it } from 'vitest'
import type { GuardedField } from '#client/devices/field-guard.ts'
import { keyboardScanner } from '#client/devices/keyboard.ts'

type KeyInit = {
  readonly code: string
  readonly key: string
  readonly isComposing?: boolean
  readonly at: number
  readonly shiftKey?: boolean
}

class Key extends Event {
  readonly code: string
  readonly key: string
  readonly isComposing: boolean
  readonly shiftKey: boolean
  readonly ctrlKey = false
  readonly altKey = false
  readonly metaKey = false
  readonly repeat = false
  readonly #at: number

  constructor(type: string, init: KeyInit) {
    super(type, { cancelable: true })
    this.code = init.code
    this.key = init.key
    this.isComposing = init.isComposing ?? false
    this.shiftKey = init.shiftKey ?? false
    this.#at = init.at
  }

  override get timeStamp(): number {
    return this.#at
  }
}

/** A text field as far as the scanner knows one. Leaving it makes an input method hand over what it composed. */
class Field extends EventTarget implements GuardedField {
  value: string
  selectionStart: number | null
  selectionEnd: number | null
  composed = ''

  constructor(value: string) {
    super()
    this.value = value
    this.selectionStart = value.length
    this.selectionEnd = value.length
  }

  setSelectionRange(start: number, end: number): void {
    this.selectionStart = start
    this.selectionEnd = end
  }

  type(text: string): void {
    this.value += text
    this.dispatchEvent(new Event('input'))
  }

  focus(): void {}

  blur(): void {
    if (this.composed === '') return
    const text = this.composed
    this.composed = ''
    this.type(text)
    this.dispatchEvent(new Event('compositionend'))
  }
}

function bench(field?: Field) {
  const page = new EventTarget()
  const timers: (() => void)[] = []
  const scans: string[] = []
  const later = (work: () => void): (() => void) => {
    timers.push(work)
    return () => void (timers.includes(work) && timers.splice(timers.indexOf(work), 1))
  }
  const scanner = keyboardScanner({ page, fieldWithFocus: () => field, later })
  const stop = scanner.onScan(({ text }) => scans.push(text))
  let at = 0
  const press = (init: Omit<KeyInit, 'at'>, types = ''): boolean => {
    at += 10
    const down = new Key('keydown', { ...init, at })
    page.dispatchEvent(down)
    if (!down.defaultPrevented && types !== '') field?.type(types)
    page.dispatchEvent(new Key('keyup', { ...init, at }))
    return !down.defaultPrevented
  }
  /** Long enough for every timer, and for the timers that those set. */
  const silence = (): void => {
    while (timers.length > 0) timers.shift()?.()
  }
  /** The page was busy: its timers are overdue, and the keys pressed meanwhile come only now. */
  const busy = (): void => {
    for (const work of timers.splice(0)) work()
  }
  return { page, scans, stop, press, silence, busy, later }
}

const codeOf = (character: string): string => (/\d/.test(character) ? `Digit${character}` : `Key${character}`)

describe('a scan while a field has the focus', () => {
  it('leaves the field as it was', () => {
    const field = new Field('王')
    const { press, scans } = bench(field)
    for (const digit of '4712345678900') press({ code: codeOf(digit), key: digit }, digit)
    expect(press({ code: 'Enter', key: 'Enter' })).toBe(false)
    expect(scans).toEqual(['4712345678900'])
    expect(field.value).toBe('王')
    expect(field.selectionStart).toBe(1)
  })

  it('is heard with a Chinese input method on: Process, 229 and composition events', () => {
    const field = new Field('')
    const { press, scans } = bench(field)
    for (const digit of '4712345678900') {
      press({ code: codeOf(digit), key: 'Process', isComposing: true })
      field.composed += 'ㄅ'
    }
    press({ code: 'Enter', key: 'Process', isComposing: true })
    expect(scans).toEqual(['4712345678900'])
    expect(field.value).toBe('')
  })

  it('puts back also what the input method hands over late', () => {
    const field = new Field('陳')
    const { press, silence } = bench(field)
    for (const digit of '4712345678900') press({ code: codeOf(digit), key: 'Process', isComposing: true })
    press({ code: 'Enter', key: 'Process', isComposing: true })
    field.type('ㄅㄆㄇ')
    expect(field.value).toBe('陳')
    silence()
    field.type('大')
    expect(field.value).toBe('陳大')
  })

  it('tells the page that the characters went', () => {
    const field = new Field('')
    const seen: string[] = []
    field.addEventListener('input', () => seen.push(field.value))
    const { press } = bench(field)
    for (const digit of '471234567') press({ code: codeOf(digit), key: digit }, digit)
    press({ code: 'Enter', key: 'Enter' })
    expect(seen.at(-1)).toBe('')
  })
})

describe('a scan while a button has the focus', () => {
  it('does not press it, neither with its Enter nor with a space in the code', () => {
    const { press, scans } = bench()
    press({ code: 'KeyA', key: 'A', shiftKey: true })
    expect(press({ code: 'Space', key: ' ' })).toBe(false)
    for (const digit of '123456') press({ code: codeOf(digit), key: digit })
    expect(press({ code: 'Enter', key: 'Enter' })).toBe(false)
    expect(scans).toEqual(['A 123456'])
  })

  it('a person’s own Enter and space still press it', () => {
    const { press } = bench()
    expect(press({ code: 'Enter', key: 'Enter' })).toBe(true)
    expect(press({ code: 'Space', key: ' ' })).toBe(true)
  })
})

it('a scanner without a suffix is heard when it falls silent', () => {
  const field = new Field('')
  const { press, scans, silence } = bench(field)
  for (const digit of '4712345678900') press({ code: codeOf(digit), key: digit }, digit)
  silence()
  expect(scans).toEqual(['4712345678900'])
  expect(field.value).toBe('')
})

it('a busy page cuts no scan in two: what counts is when the keys were pressed', () => {
  const field = new Field('')
  const { press, scans, busy } = bench(field)
  for (const digit of '4712345678') press({ code: codeOf(digit), key: digit }, digit)
  busy()
  for (const digit of '900') press({ code: codeOf(digit), key: digit }, digit)
  press({ code: 'Enter', key: 'Enter' })
  expect(scans).toEqual(['4712345678900'])
  expect(field.value).toBe('')
})

it('after a scan that a key ended no pause cuts one in two', () => {
  const { press, scans, silence } = bench()
  for (const digit of '4006381333931') press({ code: codeOf(digit), key: digit })
  press({ code: 'Enter', key: 'Enter' })
  for (const digit of '4712345678') press({ code: codeOf(digit), key: digit })
  silence()
  for (const digit of '900') press({ code: codeOf(digit), key: digit })
  press({ code: 'Enter', key: 'Enter' })
  expect(scans).toEqual(['4006381333931', '4712345678900'])
})

it('nobody listening hears nothing', () => {
  const { press, scans, stop } = bench()
  stop()
  for (const digit of '4712345678900') press({ code: codeOf(digit), key: digit })
  press({ code: 'Enter', key: 'Enter' })
  expect(scans).toEqual([])
})

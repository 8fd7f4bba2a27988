/**
 * What a wedge scanner means by a key: the US layout that scanners are delivered with, read from the physical key.
 * `KeyboardEvent.key` is useless here: a Chinese input method turns every key into 'Process'.
 */
const printed: Readonly<Record<string, readonly [plain: string, shifted: string]>> = {
  Backquote: ['`', '~'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  Space: [' ', ' '],
  NumpadDecimal: ['.', '.'],
  NumpadAdd: ['+', '+'],
  NumpadSubtract: ['-', '-'],
  NumpadMultiply: ['*', '*'],
  NumpadDivide: ['/', '/'],
}
const shiftedDigits = ')!@#$%^&*('
const groupSeparator = '\u001d'

export type PhysicalKey = {
  readonly code: string
  /** Only read when the platform gives no code at all. */
  readonly key: string
  readonly shift: boolean
  readonly control: boolean
}

export function characterOf(stroke: PhysicalKey): string | undefined {
  // GS1 codes separate their fields by GS, which scanners send as Ctrl+].
  if (stroke.control) return stroke.code === 'BracketRight' ? groupSeparator : undefined
  const letter = /^Key([A-Z])$/.exec(stroke.code)?.[1]
  if (letter !== undefined) return stroke.shift ? letter : letter.toLowerCase()
  const digit = /^Digit([0-9])$/.exec(stroke.code)?.[1]
  if (digit !== undefined) return stroke.shift ? shiftedDigits.charAt(Number(digit)) : digit
  const numpad = /^Numpad([0-9])$/.exec(stroke.code)?.[1]
  if (numpad !== undefined) return numpad
  const pair = printed[stroke.code]
  if (pair !== undefined) return pair[stroke.shift ? 1 : 0]
  // Some Android keyboards name no physical key but do tell the character.
  if (stroke.code === '' && /^[\u0020-\u007e]$/.test(stroke.key)) return stroke.key
  return undefined
}

const modifiers: ReadonlySet<string> = new Set([
  'ShiftLeft',
  'ShiftRight',
  'ControlLeft',
  'ControlRight',
  'CapsLock',
  'NumLock',
])

export function isModifier(code: string): boolean {
  return modifiers.has(code)
}

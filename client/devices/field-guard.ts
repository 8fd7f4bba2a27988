/**
 * Keeps a scanner's characters out of the field that happened to have the focus. They cannot be refused one by one
 * (the first is not yet known to be a scan, and an input method swallows keydown), so the field is put back afterwards.
 */

/** The part of HTMLInputElement and HTMLTextAreaElement that is needed here. */
export interface GuardedField {
  value: string
  readonly selectionStart: number | null
  readonly selectionEnd: number | null
  setSelectionRange(start: number, end: number): void
  addEventListener(type: string, listener: () => void): void
  removeEventListener(type: string, listener: () => void): void
  dispatchEvent(event: Event): boolean
  focus(): void
  blur(): void
}

export type Remembered = {
  readonly field: GuardedField
  readonly value: string
  readonly selection: readonly [start: number, end: number] | undefined
}

/** An input method delivers what it composed some moments after the last key. */
const lateInputMs = 250

export function remember(field: GuardedField): Remembered {
  const { selectionStart: start, selectionEnd: end } = field
  const selection = start === null || end === null ? undefined : ([start, end] as const)
  return { field, value: field.value, selection }
}

export function putBack(
  remembered: Remembered,
  composing: boolean,
  later: (work: () => void, ms: number) => void,
): void {
  restore(remembered)
  if (!composing) return
  const { field } = remembered
  const again = (): void => restore(remembered)
  field.addEventListener('input', again)
  field.addEventListener('compositionend', again)
  later(() => {
    field.removeEventListener('input', again)
    field.removeEventListener('compositionend', again)
  }, lateInputMs)
  // Leaving the field is the only way to make an input method let go of its composition.
  field.blur()
  field.focus()
  restore(remembered)
}

function restore({ field, value, selection }: Remembered): void {
  if (field.value === value) return
  field.value = value
  if (selection !== undefined) field.setSelectionRange(...selection)
  // The page's own listeners saw the characters come in; they must see them go.
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

export function fieldWithFocus(): GuardedField | undefined {
  const focused = document.activeElement
  const isField = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement
  return isField && !pressed.has(focused.type) ? focused : undefined
}

/** Inputs that a key presses instead of typing into. */
const pressed: ReadonlySet<string> = new Set(['checkbox', 'radio', 'button', 'submit'])

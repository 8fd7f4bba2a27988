/** How the screen looks on this tablet: chosen once, remembered, there before the first picture is drawn. */
export type Look = {
  readonly theme: 'system' | 'light' | 'dark'
  readonly type: 'normal' | 'large'
  readonly sound: 'on' | 'off'
}

export interface ScreenLook {
  read(): Look
  apply(look: Look): void
}

const key = 'onecounter.look'
const plain: Look = { theme: 'system', type: 'normal', sound: 'on' }

/** A browser that may not remember starts plain again. */
export function browserLook(root: HTMLElement, memory: () => Storage): ScreenLook {
  const show = ({ theme, type }: Look): void => {
    root.dataset['theme'] = theme
    root.dataset['type'] = type
  }
  const read = (): Look => {
    try {
      return lookIn(JSON.parse(memory().getItem(key) ?? '{}'))
    } catch {
      return plain
    }
  }
  show(read())
  return {
    read,
    apply(look) {
      show(look)
      try {
        memory().setItem(key, JSON.stringify(look))
      } catch {
        // A private window forbids it; the look stays until the page closes.
      }
    },
  }
}

function lookIn(kept: unknown): Look {
  if (typeof kept !== 'object' || kept === null) return plain
  const { theme, type, sound }: Partial<Record<keyof Look, unknown>> = kept
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    type: type === 'large' ? 'large' : 'normal',
    sound: sound === 'off' ? 'off' : 'on',
  }
}

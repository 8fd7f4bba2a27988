/** Keys that do what a button does. Only keys that type nothing, so that no field and no scanner can press them. */
import { onBeforeUnmount, onMounted } from 'vue'

export type Shortcuts = Readonly<Record<string, () => void>>

export function useShortcuts(shortcuts: Shortcuts): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    const action = shortcuts[event.key]
    if (
      action === undefined ||
      event.repeat ||
      event.isComposing ||
      event.ctrlKey ||
      event.altKey ||
      event.metaKey ||
      // What stands before the screen has the keys: Esc closes that, and F8 does not pay behind it.
      document.querySelector('dialog:modal') !== null
    )
      return
    event.preventDefault()
    action()
  }
  onMounted(() => window.addEventListener('keydown', onKeyDown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeyDown))
}

/** Whether somebody is at the tablet: a touch, a key, a scanner's keys. Looking alone cannot be seen. */
export interface Presence {
  /** Returns what ends the listening. */
  onPresence(listener: () => void): () => void
}

const signs = ['pointerdown', 'keydown', 'wheel'] as const

export function presenceAt(page: Window): Presence {
  return {
    onPresence(listener) {
      const options = { capture: true, passive: true }
      for (const sign of signs) page.addEventListener(sign, listener, options)
      page.document.addEventListener('visibilitychange', listener)
      return () => {
        for (const sign of signs) page.removeEventListener(sign, listener, options)
        page.document.removeEventListener('visibilitychange', listener)
      }
    },
  }
}

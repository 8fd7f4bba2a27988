/** What the browser itself can do for the counter. */
export interface Host {
  /** Whether the page would open without a network. */
  opensOffline(): boolean
  /** Gives a file to the person at the tablet. */
  save(name: string, text: string): void
  /** Asks whether the counter should be installed as an app; false when the browser does not offer it now. */
  install(): Promise<boolean>
  /** Tells when installing becomes possible, and when it is done. */
  onInstallable(listener: (can: boolean) => void): () => void
  /** Runs as an installed app already. */
  isInstalled(): boolean
}

/** Chromium's own; not in the DOM's types. https://developer.mozilla.org/docs/Web/API/BeforeInstallPromptEvent */
type InstallEvent = Event & { prompt(): Promise<unknown> }

export function browserHost(page: Window): Host {
  let offer: InstallEvent | undefined
  const listeners = new Set<(can: boolean) => void>()
  const tell = (): void => {
    for (const listener of listeners) listener(offer !== undefined)
  }
  page.addEventListener('beforeinstallprompt', (event) => {
    // The question is asked from the settings, not whenever the browser likes.
    event.preventDefault()
    offer = isInstallEvent(event) ? event : undefined
    tell()
  })
  page.addEventListener('appinstalled', () => {
    offer = undefined
    tell()
  })
  return {
    opensOffline: () => Boolean(page.navigator.serviceWorker?.controller),
    save(name, text) {
      const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
      const link = page.document.createElement('a')
      link.href = address
      link.download = name
      link.click()
      URL.revokeObjectURL(address)
    },
    async install() {
      const asked = offer
      offer = undefined
      tell()
      await asked?.prompt()
      return asked !== undefined
    },
    onInstallable(listener) {
      listeners.add(listener)
      listener(offer !== undefined)
      return () => listeners.delete(listener)
    },
    isInstalled: () => page.matchMedia('(display-mode: standalone), (display-mode: fullscreen)').matches,
  }
}

const isInstallEvent = (event: Event): event is InstallEvent => 'prompt' in event

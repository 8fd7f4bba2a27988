/** How a process ends. */
export type Ending = { readonly stop: () => Promise<void>; readonly say: (line: string) => void }

const EXIT_OK = 0
const EXIT_INTERRUPTED = 130

/** A terminal signals every process of a command, and the command passes it on: that is one wish. */
const ECHO_MS = 500

/** The first signal finishes what is in work; the next one does not wait. */
export function stopOnSignals({ stop, say }: Ending): void {
  let askedAt: number | undefined
  const onSignal = (): void => {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt > ECHO_MS) process.exit(EXIT_INTERRUPTED)
      return
    }
    askedAt = performance.now()
    say('Stopping: finishing what is in work (once more stops at once)')
    void stop().then(
      () => process.exit(EXIT_OK),
      () => process.exit(1),
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal)
}

/** How a process ends. */
export type Ending = { readonly stop: () => Promise<void>; readonly say: (line: string) => void }

const EXIT_OK = 0
const EXIT_INTERRUPTED = 130

/** The first signal finishes what is in work; the second one does not wait. */
export function stopOnSignals({ stop, say }: Ending): void {
  let asked = false
  const onSignal = (): void => {
    if (asked) process.exit(EXIT_INTERRUPTED)
    asked = true
    say('Stopping: finishing what is in work (once more stops at once)')
    void stop().then(
      () => process.exit(EXIT_OK),
      () => process.exit(1),
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, onSignal)
}

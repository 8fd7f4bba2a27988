import { historyWanted, tellHistory } from '#server/demo/history.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { type Log, shownError } from '#server/watch/log.ts'

/** The demo's months of history, told in the background when the door is open. Answers how to stop: the next start goes on. */
export async function tellDemo(
  ledger: Ledger,
  log: Log,
): Promise<{ isTelling: boolean; stop: () => Promise<void> }> {
  if ((await historyWanted(ledger)) === undefined) return { isTelling: false, stop: () => Promise.resolve() }
  const stopping = new AbortController()
  const began = performance.now()
  const telling = tellHistory(ledger, stopping.signal).then(
    (isDone) => log.info({ isDone, ms: Math.round(performance.now() - began) }, 'the demo history is told'),
    (error: unknown) =>
      log.error({ error: shownError(error) }, 'the demo history failed; the next start tries again'),
  )
  return {
    isTelling: true,
    async stop() {
      stopping.abort()
      await telling
    },
  }
}

import { demoHistory, tellHistory } from '#server/demo/history.ts'
import type { Ledger } from '#server/sync/ledger.ts'
import { type Log, shownError } from '#server/watch/log.ts'

/** `there`: told at an earlier start. */
export type Telling = {
  readonly history: 'none' | 'arriving' | 'there'
  readonly stop: () => Promise<void>
}

const nothing = (): Promise<void> => Promise.resolve()

/** The demo's months of history, told in the background when the door is open. Stopped, it goes on at the next start. */
export async function tellDemo(ledger: Ledger, log: Log): Promise<Telling> {
  const history = await demoHistory(ledger)
  if (history === undefined) return { history: 'none', stop: nothing }
  if (history.is === 'made') return { history: 'there', stop: nothing }
  const stopping = new AbortController()
  const began = performance.now()
  const telling = tellHistory(ledger, stopping.signal).then(
    (isDone) => log.info({ isDone, ms: Math.round(performance.now() - began) }, 'the demo history was told'),
    (error: unknown) =>
      log.error({ error: shownError(error) }, 'the demo history failed; the next start tries again'),
  )
  return {
    history: 'arriving',
    async stop() {
      stopping.abort()
      await telling
    },
  }
}

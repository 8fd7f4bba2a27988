/** Taken before a schedule or Dexie's zones stand in their place. */
const NativePromise = Promise
const realImmediate = globalThis.setImmediate

/**
 * Real immediates are queued in batches: Node drains ticks and microtasks after each one, and within a batch without a turn of its event loop
 * (0.25 µs a task; an immediate that queues the next one costs ten times as much).
 */
const batchSize = 64

/**
 * Calls `step` until it gives an answer, with all microtasks drained between two calls.
 * `pause` is called when the event loop may turn, which is when code from outside of the schedule can run.
 */
export function drain<Answer>(step: () => Answer | undefined, pause: () => void): Promise<Answer> {
  return new NativePromise<Answer>((resolve, reject) => {
    let over = false
    const slot = (): void => {
      if (over) return
      try {
        const answer = step()
        if (answer === undefined) return
        over = true
        resolve(answer)
      } catch (error) {
        over = true
        reject(error)
      }
    }
    const round = (): void => {
      pause()
      if (over) return
      for (let i = 0; i < batchSize; i++) realImmediate(slot)
      realImmediate(round)
    }
    round()
  })
}

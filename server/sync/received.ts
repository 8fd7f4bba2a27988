/**
 * Y14: when what comes now is received: by the server's clock, but never before what came earlier. `last` is the latest that is stored.
 * A clock that was set back goes on from there by a millisecond at each reading, so that the order of arrival stays the order of time:
 * counts and rebuilds go by it.
 */
export function receivedBy(now: () => number, last: number | undefined): () => number {
  let latest = last ?? -Infinity
  return () => {
    const at = now()
    latest = at >= latest ? at : latest + 1
    return latest
  }
}

/** The picture that was just drawn is on the screen by then. */
const pictureMs = 150

/** For what has time until the screen is drawn; a browser that does not tell when gets a moment. */
export function whenIdle(work: () => void): void {
  const ask = (): void => {
    if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 2000 })
    else work()
  }
  setTimeout(ask, pictureMs)
}

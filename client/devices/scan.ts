/** What a scanner of any make delivers. */
export type Scan = {
  readonly text: string
  readonly source: 'wedge' | 'typed' | 'camera'
  /** Monotonic milliseconds. */
  readonly at: number
}

export interface Scanner {
  /** Returns what ends the listening. */
  onScan(listener: (scan: Scan) => void): () => void
}

const sameCameraReadMs = 1500

/** A camera reads the same code many times a second. A wedge scanner does not: twice the same is two pieces. */
export function isRepeatedRead(previous: Scan | undefined, scan: Scan): boolean {
  if (previous === undefined || scan.source !== 'camera' || previous.source !== 'camera') return false
  return previous.text === scan.text && scan.at - previous.at < sameCameraReadMs
}

/** The line to a receipt printer: bytes go out, and what went wrong comes back. */
import type { Result } from '#shared/base/result.ts'

/** The screen has a cause and a next step for each. */
export type PrintProblem =
  /** Nobody has chosen a printer on this tablet, or the browser has forgotten it. */
  | 'not-chosen'
  | 'unplugged'
  /** The line is there, and the printer does not take anything. */
  | 'silent'
  | 'no-paper'
  /** Another program, or the system's own driver, holds it. */
  | 'in-use'
  | 'unsupported'
  | 'failed'

export interface Transport {
  /** Lets the person choose a printer. Only from a tap: the browser asks. */
  choose(): Promise<Result<undefined, PrintProblem>>
  send(bytes: Uint8Array<ArrayBuffer>): Promise<Result<undefined, PrintProblem>>
}

/** What the browser throws, as a problem. */
export function problemOf(error: unknown): PrintProblem {
  if (error instanceof LineProblem) return error.problem
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  switch (name) {
    // Nothing was chosen in the browser's list, or what was chosen has gone.
    case 'NotFoundError':
      return 'not-chosen'
    case 'SecurityError':
    case 'InvalidStateError':
      return 'in-use'
    case 'NetworkError':
      return 'unplugged'
    default:
      return 'failed'
  }
}

/** Leaves the middle of a transfer with its reason. */
export class LineProblem extends Error {
  readonly problem: PrintProblem
  constructor(problem: PrintProblem) {
    super(problem)
    this.problem = problem
  }
}

/** A printer without paper, or with its lid open, takes bytes until its memory is full and then nothing at all. */
export async function within<Value>(work: Promise<Value>, ms: number, problem: PrintProblem): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LineProblem(problem)), ms)
  })
  // When the line is closed after all, the work that was waited for fails, and nobody waits for it any more.
  work.catch(() => undefined)
  return await Promise.race([work, late]).finally(() => clearTimeout(timer))
}

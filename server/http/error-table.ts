import { Problem, type ProblemMore, type ProblemName } from './problem.ts'

type Found = { readonly problem: ProblemName; readonly more: ProblemMore; readonly isOurs: boolean }

const RETRY_SECONDS = 5

/** What an error that a route threw means for whoever asked. Told by its name: this room does not know the database. */
export function problemOf(error: unknown): Found {
  if (error instanceof Problem) return { problem: error.problem, more: error.more, isOurs: false }
  if (!(error instanceof Error)) return { problem: 'went-wrong', more: {}, isOurs: true }
  switch (error.name) {
    case 'DatabaseUnavailable':
    case 'NotDurable':
      return { problem: 'busy', more: { retryAfterSeconds: RETRY_SECONDS }, isOurs: true }
    case 'StorageFailure':
      return { problem: 'storage-failed', more: { retryAfterSeconds: RETRY_SECONDS }, isOurs: true }
    case 'URIError':
      return { problem: 'bad-request', more: {}, isOurs: false }
    default:
      return statusIn(error) === 404
        ? { problem: 'not-found', more: {}, isOurs: false }
        : { problem: 'went-wrong', more: {}, isOurs: true }
  }
}

/** Express and what serves files say with a number what they could not do. */
const statusIn = (error: Error): unknown => ('status' in error ? error.status : undefined)

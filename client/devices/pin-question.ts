/** What the page asks the PIN worker, and what it answers. */
import type { PinVerifier } from '#shared/domain/staff.ts'

export type PinQuestion = { readonly number: number; readonly pin: string; readonly verifier: PinVerifier }
export type PinAnswer = { readonly number: number; readonly isRight: boolean }

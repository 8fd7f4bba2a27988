import * as z from 'zod/mini'
import { type Id, isId } from '../base/id.ts'
import { CredentialKind } from './credential.ts'

export const IdText = z.pipe(
  z.string().check(z.refine((text) => isId(text), 'an id')),
  z.transform((text) => text as Id),
)

/**
 * Whose purchase it is, as an operation says it: a member, or a claimed identity that the server resolves: a card was
 * read which this tablet does not know. The credential's value travels beside the operation (`commitment`).
 */
export const WhoArgs = z.union([
  z.object({ member: IdText }),
  z.object({ claimed: CredentialKind, commitment: z.string().check(z.length(64)) }),
])
export type WhoArgs = Readonly<z.infer<typeof WhoArgs>>

/** The same, once the data beside the operation has been read: `credential` is a credential key. */
export type Who = { readonly member: Id } | { readonly credential: string }

import type { Language } from './language.ts'

type InBoth = { readonly [L in Language]: object }

/** Some rooms' words in one language. The first language is complete by type, and the others have the same keys. */
export function inLanguage<Rooms extends Readonly<Record<string, InBoth>>, L extends Language>(
  rooms: Rooms,
  language: L,
): { readonly [Room in keyof Rooms]: Rooms[Room][L] } {
  const texts = Object.entries(rooms).map(([room, words]) => [room, words[language]])
  // Trusted: the rooms' own names and words.
  return Object.fromEntries(texts) as { readonly [Room in keyof Rooms]: Rooms[Room][L] }
}

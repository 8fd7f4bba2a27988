/** At most so many UTF-16 units, never half a character: half of one cannot be kept (canonical-json). */
export const cut = (text: string, unitsMax: number): string =>
  text.slice(0, unitsMax).replace(/[\uD800-\uDBFF]$/, '')

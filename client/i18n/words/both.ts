/** The same keys with any words. */
type SameKeys<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : SameKeys<T[Key]> }

/** What one room says, in every language: the compiler holds their keys equal. */
export function both<const Room>(zhTW: Room, en: SameKeys<Room>) {
  return { 'zh-TW': zhTW, en } as const
}

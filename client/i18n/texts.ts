import type { zhTW } from './zh-TW.ts'

/** The same keys with any words. */
type SameKeys<T> = { readonly [Key in keyof T]: T[Key] extends string ? string : SameKeys<T[Key]> }

export type Texts = SameKeys<typeof zhTW>

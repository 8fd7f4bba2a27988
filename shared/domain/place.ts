/** Where the chain sells, by the name that people call it. `id` is `store:…` or `channel:…`, as a timeline's `where`. */
export type Place = { readonly id: string; readonly name: string }

/** What becomes of what came back, which is its condition as well (R26). Only what is restocked is on the shelf again. */
export const DISPOSITIONS = ['restock', 'damaged', 'inspect', 'vendor', 'missing'] as const
export type Disposition = (typeof DISPOSITIONS)[number]

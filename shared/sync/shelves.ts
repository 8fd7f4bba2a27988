import * as z from 'zod/mini'
import { Sku } from '../domain/line.ts'

const ASKED_SKUS_MAX = 50

/** What an address with `?sku=…&sku=…` asks for. */
export const AskedSkus = z.array(Sku).check(z.minLength(1), z.maxLength(ASKED_SKUS_MAX))

const Moment = z.nullable(z.number())

/** What one store has of an article. Where nobody has counted (`countedAt` null) it says what moved, not what is there. */
const Shelf = z.object({
  store: z.string().check(z.minLength(1), z.maxLength(64)),
  sku: Sku,
  onHand: z.int(),
  reserved: z.int(),
  countedAt: Moment,
  /** When it last moved, Unix ms of the tablet; null where it never did. */
  movedAt: Moment,
})
export type Shelf = Readonly<z.infer<typeof Shelf>>

/** What every store of the chain has of the articles that were asked for, as the server knows it. */
export const Shelves = z.object({ shelves: z.array(Shelf) })
export type Shelves = Readonly<z.infer<typeof Shelves>>

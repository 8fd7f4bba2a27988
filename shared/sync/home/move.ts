import type { Line } from '../../domain/line.ts'
import type { Disposition } from '../../domain/disposition.ts'
import { goodsMoves } from '../../domain/shelf.ts'
import type { Message } from '../change.ts'
import type { Given } from '../given.ts'
import { moved } from './moved.ts'

type Moving = Pick<Line, 'sku' | 'name' | 'kind' | 'quantity' | 'grams'>
type Back = Moving & { readonly disposition?: Disposition | undefined }

/** R27: what is restocked is on the shelf again; whatever else becomes of it moves nothing there. */
export function movedBack(given: Given, lines: readonly Back[], number: string | undefined): Message[] {
  const restocked = lines.filter(({ disposition }) => disposition === 'restock')
  return moved(given, { kind: 'return', number }, goodsMoves(restocked, 1))
}

/** What the buyer of an exchange takes along. */
export const movedOut = (given: Given, lines: readonly Moving[], number: string): Message[] =>
  moved(given, { kind: 'sale', number, part: 1 }, goodsMoves(lines, -1))

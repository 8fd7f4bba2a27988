import { bodyHash, FIRST_LINK, linkOf } from '#shared/sync/operation.ts'
import type { WireOp } from '#shared/sync/protocol.ts'
import type { Made } from './operations.ts'

/** The chain of one incarnation of a device, as its till would link it. */
export class Chain {
  readonly incarnation: number
  readonly ops: WireOp[] = []

  constructor(incarnation = 1) {
    this.incarnation = incarnation
  }

  get head(): { readonly seq: number; readonly link: string } {
    return this.ops.at(-1) ?? { seq: 0, link: FIRST_LINK }
  }

  /** Links operations at the end; answers how they go over the wire. */
  add(...all: readonly Made[]): WireOp[] {
    return all.map(({ body, sidecars }) => {
      const seq = this.head.seq + 1
      const link = linkOf(this.head.link, { incarnation: this.incarnation, seq, bodyHash: bodyHash(body) })
      const op = { seq, link, body, sidecars: [...sidecars] }
      this.ops.push(op)
      return op
    })
  }

  /** The same tablet's storage, copied. */
  copy(): Chain {
    const other = new Chain(this.incarnation)
    other.ops.push(...this.ops)
    return other
  }
}

/** A credential as the person shows it, whatever its spelling: `phone:3`. */
export type Shown = string
/** Whose purchase the screen said it was. */
export type Buyer = { readonly member: string } | { readonly shown: Shown } | null

export type SoldLine = {
  readonly sku: string
  readonly name: string
  readonly quantity: number
  readonly unitPrice: number
}
export type BackLine = SoldLine & {
  readonly of: { readonly ref: string; readonly line: number } | null
  /** Its tablet had only the code of the receipt: of which line it is nobody said. */
  readonly byCode?: true
  /** It went back on the shelf. */
  readonly restocked: boolean
}

/** How it was paid, or paid back; `credit` is the return that gave the credit. */
export type PaidBy = {
  readonly kind: 'cash' | 'external' | 'credit' | 'shop'
  readonly amount: number
  readonly credit?: string
}

export type CountedLine = { readonly sku: string; readonly counted: number; readonly since: number }

/** Goods that one store sends another. */
export type SentLine = { readonly sku: string; readonly quantity: number }

export type GivenLine = {
  readonly line: number
  readonly sku: string
  readonly quantity: number
  readonly worth: number
}

/** What one store shall hand over, or send: it, and `others` after it. */
export type PlacedPart = {
  /** Of its pickup. */
  readonly key: string
  readonly store: string
  readonly others: readonly string[]
  readonly ships: boolean
  readonly isPaid: boolean
  readonly lines: readonly { readonly line: number; readonly quantity: number }[]
}

type Base = {
  readonly id: string
  readonly tablet: string
  readonly store: string
  /** Its drawer. */
  readonly register: string
  /** Who stood for it with a PIN, and for what of it. */
  readonly approver?: string
  readonly allowed?: readonly string[]
  /** H7: that was said of another return, and is told of this one. */
  readonly isCopied?: true
  /** The version of the chain's terms that the tablet knew. */
  readonly terms?: number
}
/** What somebody set out to do at a tablet. */
export type Attempt = Base &
  (
    | {
        readonly kind: 'sale'
        readonly lines: readonly SoldLine[]
        readonly buyer: Buyer
        readonly tenders: readonly PaidBy[]
      }
    | {
        readonly kind: 'return'
        readonly lines: readonly BackLine[]
        readonly buyer: Buyer
        readonly tenders: readonly PaidBy[]
      }
    | {
        readonly kind: 'exchange'
        readonly lines: readonly SoldLine[]
        readonly back: readonly BackLine[]
        readonly buyer: Buyer
        readonly tenders: readonly PaidBy[]
      }
    | { readonly kind: 'enrol'; readonly shown: readonly Shown[] }
    | { readonly kind: 'stock'; readonly sku: string; readonly units: number }
    | { readonly kind: 'count'; readonly lines: readonly CountedLine[] }
    | {
        readonly kind: 'transfer'
        readonly step: 'ask' | 'send' | 'receive' | 'decline' | 'withdraw'
        readonly transfer: string
        readonly from: string
        readonly to: string
        readonly lines: readonly SentLine[]
        readonly isComplete: boolean
      }
    /** Somebody deals with a discrepancy of `home`, or answers for it. */
    | {
        readonly kind: 'settle'
        readonly home: string
        readonly key: string
        readonly did: string
        /** The store that is asked, or has to bear it. */
        readonly told?: string
        readonly needsManager: boolean
      }
    /** Goods of an order change hands; `due` was paid for them, `lines` were bought besides. */
    | {
        readonly kind: 'handover'
        readonly pickup: string
        readonly given: readonly GivenLine[]
        /** How the buyer was known, and what the goods are worth. */
        readonly proof: string
        readonly value: number
        readonly due: number
        readonly lines: readonly SoldLine[]
        readonly tenders: readonly PaidBy[]
        readonly buyer: Buyer
      }
    /** A counter takes an order: what is in no part is carried out. */
    | {
        readonly kind: 'place'
        readonly lines: readonly SoldLine[]
        readonly parts: readonly PlacedPart[]
        readonly buyer: Buyer
        readonly tenders: readonly PaidBy[]
      }
    /** Another step of a pickup. */
    | { readonly kind: 'step'; readonly pickup: string; readonly step: string }
    /** Made by an app that is newer than the server: nobody here knows what it means. */
    | { readonly kind: 'newer' }
  )

/** Where and when somebody sets out. */
export type At = Pick<Base, 'id' | 'tablet' | 'store' | 'register'>

/** What the screen said when it was done. */
export type Kept = {
  readonly receipt: string | null
  readonly total: number | null
  readonly code: string | null
}

/** What the shop in the web told, by order, newest revision last. */
export type ToldOrder = {
  readonly externalId: string
  readonly ref: string
  readonly buyer: Buyer
  readonly lines: readonly SoldLine[]
  readonly parts: readonly {
    readonly id: string
    readonly kind: 'cancellation' | 'refund'
    readonly lines: readonly { readonly line: number; readonly quantity: number; readonly amount: number }[]
    readonly amount: number
  }[]
  readonly revision: number
  /** The part that a store does, by the key of its pickup. */
  readonly pickup?: {
    readonly key: string
    /** Who is asked, one after the other when goods are sent; only the first when they are collected. */
    readonly stores: readonly string[]
    readonly isPaid: boolean
    readonly ships: boolean
  }
}

/** The history of a run: what people saw. The oracle folds it; no production code does. */
export class Promises {
  readonly attempts = new Map<string, Attempt>()
  readonly kept = new Map<string, Kept>()
  readonly refused = new Set<string>()
  readonly orders = new Map<string, ToldOrder>()
  /** Orders that the shop has taken and told nobody of yet. */
  readonly untold = new Set<string>()
  /** What somebody approved and tapped twice. */
  readonly approvedTwice = new Set<string>()

  attempt(attempt: Attempt): void {
    this.attempts.set(attempt.id, attempt)
  }

  promise(id: string, promise: Kept): void {
    this.kept.set(id, promise)
  }

  refuse(id: string): void {
    this.refused.add(id)
  }

  told(order: ToldOrder): void {
    const before = this.orders.get(order.externalId)
    if (before === undefined || before.revision < order.revision) this.orders.set(order.externalId, order)
  }

  /** Sales of which somebody holds a receipt; what was taken in an exchange is one, and what a counter was ordered. */
  sales(): Selling[] {
    return [...this.kept.keys()].flatMap((id) => {
      const attempt = this.attempts.get(id)
      return attempt && isSelling(attempt) && attempt.lines.length > 0 ? [attempt] : []
    })
  }
}

/** The journal shows it. */
export const hasTicket = (attempt: Attempt): boolean =>
  attempt.kind === 'transfer'
    ? attempt.step === 'send' || attempt.step === 'receive'
    : !['enrol', 'newer', 'step', 'settle'].includes(attempt.kind)

/** Positive when the store took it, negative when it gave it. */
export function takenBy(attempt: Attempt): readonly PaidBy[] {
  if (!('tenders' in attempt)) return []
  const gives = worth(soldBy(attempt)) < worth(takenBackBy(attempt))
  return gives ? attempt.tenders.map((one) => ({ ...one, amount: 0 - one.amount })) : attempt.tenders
}

type Selling = Extract<Attempt, { kind: 'sale' | 'exchange' | 'handover' | 'place' }>
export type Placing = Extract<Attempt, { kind: 'place' }>

const isSelling = (attempt: Attempt): attempt is Selling =>
  ['sale', 'exchange', 'handover', 'place'].includes(attempt.kind)

/** What an attempt sold; what is ordered at a counter is sold there, wherever it is collected. */
export const soldBy = (attempt: Attempt): readonly SoldLine[] => (isSelling(attempt) ? attempt.lines : [])

const unitsOf = (parts: readonly PlacedPart[], line: number): number =>
  parts
    .flatMap((part) => part.lines)
    .reduce((units, one) => units + (one.line === line ? one.quantity : 0), 0)

/** What the buyer of an order took along at once. */
export const carriedOut = ({ lines, parts }: Pick<Placing, 'lines' | 'parts'>): SoldLine[] =>
  lines.map((line, n) => ({ ...line, quantity: line.quantity - unitsOf(parts, n) }))

/** What was paid for an order when it was taken: the rest is paid where it is handed over. */
export const paidNow = ({ lines, parts }: Pick<Placing, 'lines' | 'parts'>): number => {
  const later = parts.filter(({ isPaid }) => !isPaid)
  return worth(lines.map((line, n) => ({ ...line, quantity: line.quantity - unitsOf(later, n) })))
}

/** What an attempt took back. */
export const takenBackBy = (attempt: Attempt): readonly BackLine[] =>
  attempt.kind === 'return' ? attempt.lines : attempt.kind === 'exchange' ? attempt.back : []

export const worth = (lines: readonly SoldLine[]): number =>
  lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0)

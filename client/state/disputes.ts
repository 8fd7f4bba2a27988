/** R28: the store's disputed account: what it gave back beyond what was sold or paid. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { madeAt } from '#shared/base/id.ts'
import type { Fact } from '#shared/domain/discrepancy.ts'
import { type Dispute, excessKey } from '#shared/domain/dispute.ts'
import { deedsFor, type InboxEntry, standing } from '#shared/domain/inbox.ts'
import { minus, money, sum } from '#shared/domain/money.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { paidForLines } from '#shared/domain/refund.ts'
import type { Did } from '#shared/domain/settlement.ts'
import { useDiscrepancies } from './discrepancies.ts'
import { useParts } from './parts.ts'

export type Disputed = Pick<Dispute, 'receipt' | 'quantity' | 'amount'> & {
  readonly key: string
  /** As people count them, from one. */
  readonly line: number
  /** What it is, where this tablet holds the receipt. */
  readonly article: string | undefined
  /** Unix ms of the return that gave it. */
  readonly at: number | undefined
  /** The sale, and everything that came back of that line in any store. */
  readonly facts: readonly Fact[]
  /** Where it is decided; undefined: that has not arrived. */
  readonly entry: InboxEntry | undefined
  readonly isOpen: boolean
  readonly deeds: readonly Did[]
}

export const useDisputes = defineStore('disputes', () => {
  const { tablet, clock } = useParts()
  const inbox = useDiscrepancies()
  const all = shallowRef<readonly Disputed[]>([])
  const now = shallowRef(clock.now())

  const total = computed(() => sum(all.value.map(({ amount }) => amount)))
  /** Of it what nobody has decided about. */
  const undecided = computed(() => sum(all.value.filter(({ isOpen }) => isOpen).map(({ amount }) => amount)))

  async function refresh(): Promise<void> {
    if (tablet.device === undefined) return
    await inbox.refresh()
    const rows = await tablet.rows.list('dispute')
    // What is over stays as a row of nothing, so that what arrives late finds it.
    const standing = rows.filter(({ quantity, amount }) => quantity !== 0 || amount !== 0)
    const found = await Promise.all(standing.map(seen))
    all.value = found.toSorted((a, b) => Number(b.isOpen) - Number(a.isOpen) || (b.at ?? 0) - (a.at ?? 0))
    now.value = clock.now()
  }

  async function seen(dispute: Dispute): Promise<Disputed> {
    const { ref, receipt: number, line, op, quantity, amount } = dispute
    const key = excessKey(ref, line)
    const entry = inbox.entries.find((one) => one.home === inbox.here && one.key === key)
    const receipt = await tablet.rows.get('receipt', ref)
    return {
      key: `${key}/${op}`,
      receipt: number,
      line: line + 1,
      article: receipt?.lines?.[line]?.name,
      quantity,
      amount,
      at: madeAt(op),
      facts: receipt ? factsOf(receipt, dispute) : (entry?.seen.facts ?? []),
      entry,
      isOpen: entry === undefined || standing(entry).state !== 'closed',
      deeds: entry ? deedsFor(entry, inbox.here) : [],
    }
  }

  return { all, now, total, undecided, refresh }
})

/** From the receipt itself, which knows every return; what a discrepancy says is the last two. */
function factsOf(receipt: Receipt, { line, op }: Dispute): Fact[] {
  const sold = receipt.lines?.[line]
  const { number, where, at } = receipt
  const sale: Fact = {
    is: where?.startsWith('channel:') ? 'order' : 'sale',
    at,
    amount: money(paidForLines(receipt.lines ?? [])[line] ?? 0),
    quantity: sold?.quantity ?? 0,
    ...(number === null ? {} : { number }),
    ...(where === null ? {} : { where }),
  }
  const backs = Object.values(receipt.returned)
    .toSorted((a, b) => (a.op < b.op ? -1 : 1))
    .flatMap((returned) =>
      returned.lines
        .filter((back) => back.line === line)
        .map((back): Fact => {
          const when = madeAt(returned.op)
          return {
            is: returned.op === op ? 'disputed' : 'return',
            where: returned.home,
            amount: minus(back.amount),
            quantity: back.quantity,
            ...(returned.staff === undefined ? {} : { staff: returned.staff }),
            ...(when === undefined ? {} : { at: when }),
          }
        }),
    )
  return [sale, ...backs]
}

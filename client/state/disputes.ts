/** R28: the store's disputed account: what it gave back beyond what was sold or paid. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { madeAt } from '#shared/base/id.ts'
import type { Fact } from '#shared/domain/discrepancy.ts'
import { disputeFacts } from '#shared/domain/dispute-facts.ts'
import { type Dispute, excessKey, isNothing } from '#shared/domain/dispute.ts'
import { deedsFor, type InboxEntry, standing } from '#shared/domain/inbox.ts'
import { sum } from '#shared/domain/money.ts'
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
    const found = await Promise.all(rows.filter((row) => !isNothing(row)).map(seen))
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
      facts: receipt ? disputeFacts(receipt, dispute) : (entry?.seen.facts ?? []),
      entry,
      isOpen: entry === undefined || standing(entry).state !== 'closed',
      deeds: entry ? deedsFor(entry, inbox.here) : [],
    }
  }

  return { all, now, total, undecided, refresh }
})
